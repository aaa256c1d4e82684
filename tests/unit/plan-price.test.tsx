import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { PlanPrice } from "@/app/pricing/[[...language]]/plan-price";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { messagesIn } from "@/lib/messages";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

const messages = messagesIn("en");

// What the browser learns of the reader: a workspace of three.
vi.mock("@/app/pricing/[[...language]]/offer-provider", () => ({
  useOffer: () => ({
    offer: { workspaceId: "w", members: 3, mayBill: false, current: [] },
    workspace: null,
    messages: messagesIn("en").sentences.pricing.personal,
  }),
}));

const perPerson = catalogPrice({ unitAmountMinor: null, unitAmountDecimal: "1250.5", perSeat: true });

function shown(...prices: CatalogPrice[]): string {
  const [price = perPerson] = prices;
  const product = catalogProduct({ prices });
  const html = renderToStaticMarkup(
    <PlanPrice price={price} product={product} currencies={["usd", "eur"]} messages={messages} />,
  );
  return html.replaceAll(/<[^>]+>/g, "");
}

test("a price per person that is no whole number of cents is per person all the same, and summed up as Stripe rounds it", () => {
  const text = shown(perPerson, { ...perPerson, priceId: "price_2", currency: "eur", unitAmountDecimal: "1150.5" });
  expect(text).toContain("$12.505 per person, per month");
  expect(text).toContain("For the 3 people in the workspace: $37.52 per month.");
  expect(text).toContain("or €11.505");
  expect(text).not.toContain("€11.505 per month");
});

test("a price by use or by quantity says so in place of an amount", () => {
  expect(shown({ ...perPerson, perSeat: false, metered: true })).toContain("$12.505 per unit used, billed per month");
  expect(shown({ ...perPerson, unitAmountDecimal: null, tiered: true })).toContain("priced by quantity, per month");
});
