// The taxes on the checkout page, one line for each.
import { linesDueToday } from "../../billing/checkout/checkout-amounts.ts";
import { totalTaxes } from "../../billing/tax/tax-lines.ts";
import type { Context } from "../../conventions/context.ts";
import { formatMoney } from "../../conventions/currencies.ts";
import type { CheckoutSession } from "../../store/objects.ts";

export function shownTaxes(ctx: Context, session: CheckoutSession): { name: string; amount: string }[] {
  if (session.automatic_tax.status === "requires_location_inputs")
    return [{ name: "Tax", amount: "Enter your address to calculate" }];
  // Where nothing is due there is no tax on it yet
  if (session.amount_subtotal === 0) return [];
  return totalTaxes(linesDueToday(ctx, session)).map((tax) => {
    const rate = ctx.store.get("tax_rate", tax.tax_rate_details?.tax_rate ?? "");
    const percentage = rate?.effective_percentage ?? rate?.percentage ?? 0;
    const included = tax.tax_behavior === "inclusive" ? ", included" : "";
    const why = tax.taxability_reason === "reverse_charge" ? "reverse charge" : `${percentage}%`;
    return {
      name: `${rate?.display_name ?? "Tax"} (${why}${included})`,
      amount: formatMoney(tax.amount, session.currency ?? "usd"),
    };
  });
}
