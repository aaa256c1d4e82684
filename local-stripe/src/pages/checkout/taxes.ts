// The taxes of a checkout, or what is missing to know them.
import { linesDueToday } from "../../billing/checkout/checkout-amounts.ts";
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import { shownTaxes, type ShownTax } from "../taxes.ts";

export function checkoutTaxes(ctx: Context, session: CheckoutSession): ShownTax[] {
  if (session.automatic_tax.status === "requires_location_inputs")
    return [{ name: "Tax", amount: "Enter your address to calculate" }];
  // Where nothing is due there is no tax on it yet
  if (session.amount_subtotal === 0) return [];
  const lines = linesDueToday(ctx, session);
  return shownTaxes(
    ctx,
    lines.flatMap(({ taxes }) => taxes),
    session.currency ?? "usd",
  );
}
