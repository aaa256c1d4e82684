import { amountFor, optionIn, packagesOf, type Priced } from "@/lib/amounts";
import { formatMoney, formatUnitAmount } from "@/lib/format";
import type { Language } from "@/lib/languages.mjs";

/**
 * "3 × $12 = $36", "$794" in tiers: what so many come to. Pure, because the pricing page also says it in the browser.
 * @returns null where that goes by use
 */
export function sumOf(price: Priced & { currency: string }, quantity: number, language: Language): string | null {
  const amountMinor = amountFor(price, quantity, price.currency);
  if (amountMinor === null) return null;
  const sum = formatMoney(language, amountMinor, price.currency, { short: true });
  const option = price.tiered ? null : optionIn(price, price.currency);
  const unit = option?.unitAmountDecimal ?? option?.unitAmountMinor ?? null;
  const count = packagesOf(price, quantity);
  return unit === null || count === 1
    ? sum
    : `${count} × ${formatUnitAmount(language, String(unit), price.currency)} = ${sum}`;
}
