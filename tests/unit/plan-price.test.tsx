import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { PlanPrice } from "@/app/pricing/[[...language]]/plan-price";
import { SeatChoice } from "@/app/pricing/[[...language]]/seat-choice";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { messagesIn } from "@/lib/messages";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";
import { markupOf } from "@/tests/support/markup";

const messages = messagesIn("en");

// What the browser learns of the reader: a workspace of three.
vi.mock("@/app/pricing/[[...language]]/offer-provider", () => ({
  useOffer: () => ({
    offer: { workspaceId: "w", members: 3, mayBill: false, current: [], planned: [] },
    workspace: null,
    messages: messagesIn("en").sentences.pricing.personal,
  }),
}));

const perPerson = catalogPrice({ unitAmountMinor: null, unitAmountDecimal: "1250.5", perSeat: true });

const inEuros = catalogPrice({ currency: "eur", unitAmountMinor: null, unitAmountDecimal: "1150.5", perSeat: true });

async function shown(...prices: CatalogPrice[]): Promise<string> {
  const [price = perPerson] = prices;
  const product = catalogProduct({ prices });
  const html = await markupOf(
    <PlanPrice
      price={price}
      product={product}
      planName="Team"
      periods={undefined}
      currency={0}
      trial={null}
      isMain={false}
      messages={messages}
    />,
  );
  return html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

test("a price per person that is no whole number of cents is per person all the same, and summed up as Stripe rounds it", async () => {
  const text = await shown(perPerson, { ...perPerson, ...inEuros, priceId: "price_2" });
  expect(text).toContain("$12.505 per person, per month");
  expect(text).toContain("3 people: 3 × $12.505 = $37.52 per month.");
  expect(text).toContain("or €11.505");
  expect(text).not.toContain("€11.505 per month");
});

test("a price by use, or in tiers that are not known yet, says so in place of an amount", async () => {
  const byUse = { ...perPerson, perSeat: false, seats: null, metered: true };
  expect(await shown(byUse)).toContain("$12.505 per unit, billed per month");
  const unknown = { unitAmountMinor: null, unitAmountDecimal: null, tiers: null };
  const tiers = { ...perPerson, unitAmountDecimal: null, tiered: true, options: { usd: unknown } };
  expect(await shown(tiers)).toContain("priced by quantity, per month");
});

test("the number of seats to buy begins with one for each member, as checkout sells no fewer", () => {
  const field = (minSeats: number | null, maxSeats: number | null = null, seats: "chosen" | "units" = "chosen") =>
    renderToStaticMarkup(
      <SeatChoice
        price={catalogPrice({ perSeat: true, seats, minSeats, maxSeats })}
        label="Seats"
        rhythm="per month"
        language="en"
        chosen={null}
        onChoose={() => undefined}
      />,
    );
  expect(field(2)).toMatch(/min="3" .*value="3"/);
  expect(field(5)).toMatch(/min="5" .*value="5"/);
  expect(field(null, 2)).toMatch(/min="2" max="2" .*value="2"/);
  // Of an add-on it's no number of people.
  expect(field(2, null, "units")).toMatch(/min="2" .*value="2"/);
});
