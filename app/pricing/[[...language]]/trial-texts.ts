import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { setupFeeIn } from "@/lib/billing/checkout/sale";
import { priceIn } from "@/lib/amounts";
import type { Messages } from "@/lib/messages";

/** What is said of a trial beside the button that starts it. */
export type TrialTexts = {
  start: string;
  /** For screen readers, which hear it without the card around it. */
  startOf: string;
  /** What is due, and when: for everyone, and with `{day}` for a reader whose time zone is known. */
  terms: string;
  termsOn: string;
};

/** @param days the length of the plan's trial */
export function trialTexts(
  { price, product, planName, days }: { price: CatalogPrice; product: CatalogProduct; planName: string; days: number },
  { t, money }: Messages,
): TrialTexts {
  const count = { count: days };
  const start = {
    start: t("pricing.trial.start", count),
    startOf: t("pricing.trial.startOf", { ...count, plan: planName }),
  };
  const fee = setupFeeIn(product.setupFees, price.currency);
  // A set-up fee is due at once, so a card is needed for it.
  if (product.trialWithoutCard !== null && product.setupFees.length === 0) {
    const terms = t("pricing.trial.noCard", count);
    return { ...start, terms, termsOn: terms };
  }
  const feeMinor = fee && (priceIn(fee, price.currency)?.unitAmountMinor ?? null);
  const due = money(feeMinor ?? 0, price.currency, { short: true });
  const day = "{day}";
  return feeMinor
    ? {
        ...start,
        terms: t("pricing.trial.feeTerms", { due, ...count }),
        termsOn: t("pricing.trial.feeTermsOn", { due, day }),
      }
    : {
        ...start,
        terms: t("pricing.trial.terms", { due, ...count }),
        termsOn: t("pricing.trial.termsOn", { due, day }),
      };
}
