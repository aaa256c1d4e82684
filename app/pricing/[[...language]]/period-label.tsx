import type { CatalogProduct } from "@/lib/billing/catalog/product";
import type { Messages } from "@/lib/messages";
import styles from "./switches.module.css";
import type { Period } from "./periods";
import { type PeriodSaving, periodSaving } from "./saving-percent";
import { soldPrices } from "./sold-prices";

type Props = { period: Period; products: CatalogProduct[]; currencies: string[]; messages: Messages };

/** A tab of the switch, with what it saves in the currency that is shown. */
export function PeriodLabel({ period, products, currencies, messages }: Props) {
  const plans = products.map((product) => ({ prices: soldPrices(product) }));
  const said = currencies.map((currency) => textOf(periodSaving(plans, period, currency), messages));
  const isSame = said.every((text) => text === said[0]);
  const { interval, intervalCount: count } = period;
  return (
    <>
      {messages.t("pricing.every", { interval, count })}
      {(isSame ? said.slice(0, 1) : said).map(
        (text, index) =>
          text && (
            <span key={currencies[index]} className={styles.saves} data-currency={isSame ? undefined : index}>
              {" "}
              {text}
            </span>
          ),
      )}
    </>
  );
}

function textOf(saving: PeriodSaving | null, { t }: Messages): string | null {
  if (!saving) return null;
  return t(saving.isOfAll ? "pricing.savePercent" : "pricing.saveUpTo", { percent: saving.percent });
}
