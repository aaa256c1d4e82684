// The taxes on the pages, one line for each.
import { totalTaxes, type LineTax } from "../billing/tax/tax-lines.ts";
import type { Context } from "../conventions/context.ts";
import { formatMoney } from "../conventions/currencies.ts";

export interface ShownTax {
  /** "VAT (19%)" */
  name: string;
  amount: string;
}

export function shownTaxes(ctx: Context, taxes: LineTax[], currency: string): ShownTax[] {
  return totalTaxes([{ taxes }]).map((tax) => {
    const rate = ctx.store.get("tax_rate", tax.tax_rate_details?.tax_rate ?? "");
    const percentage = rate?.effective_percentage ?? rate?.percentage ?? 0;
    const included = tax.tax_behavior === "inclusive" ? ", included" : "";
    const why = tax.taxability_reason === "reverse_charge" ? "reverse charge" : `${percentage}%`;
    return { name: `${rate?.display_name ?? "Tax"} (${why}${included})`, amount: formatMoney(tax.amount, currency) };
  });
}
