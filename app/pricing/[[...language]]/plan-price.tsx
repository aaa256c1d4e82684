import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree, yearlySaving } from "@/lib/billing/catalog/prices";
import type { Words } from "@/lib/messages";
import styles from "./page.module.css";
import { PlanAction } from "./plan-action";
import { SeatSum } from "./seat-sum";

type Props = { price: CatalogPrice; product: CatalogProduct; currencies: string[]; words: Words };

/** A price with what a year of it saves, what it is in other currencies, and what can be done about it. */
export function PlanPrice({ price, product, currencies, words }: Props) {
  const saving = yearlySaving(price, product);
  const others = product.prices.filter((other) => isSameOffer(other, price) && other.currency !== price.currency);
  const inOrder = others.toSorted((a, b) => currencies.indexOf(a.currency) - currencies.indexOf(b.currency));
  return (
    <div
      className={styles.price}
      data-period={periodOf(price, product)}
      data-currency={currencies.length > 1 ? currencies.indexOf(price.currency) : undefined}
    >
      <div>
        <Amount price={price} words={words} />
        {inOrder.length > 0 && (
          <p className={`small muted ${styles.others}`}>
            {words.t("pricing.otherCurrencies", { amounts: inOrder.map((other) => bare(other, words)).join(", ") })}
          </p>
        )}
        {saving !== null && (
          <p className={`tag ${styles.saving}`}>
            {words.t("pricing.save", { amount: words.money(saving, price.currency, { short: true }) })}
          </p>
        )}
      </div>
      <PlanAction
        price={price}
        planGroup={product.planGroup}
        planName={product.name}
        rhythm={words.rhythm(price)}
        language={words.language}
      />
    </div>
  );
}

/** Without its rhythm, where it has an amount. */
const bare = (price: CatalogPrice, words: Words): string =>
  (price.metered ? null : words.unit(price)) ?? words.price(price);

function Amount({ price, words }: { price: CatalogPrice; words: Words }) {
  if (isFree(price)) {
    return (
      <p className={styles.amount}>
        <strong>{words.t("pricing.free")}</strong> <span className="muted">{words.t("pricing.freeTerms")}</span>
      </p>
    );
  }
  const unit = words.unit(price);
  if (unit === null || price.metered) return <p className={styles.amount}>{words.price(price)}</p>;
  const rhythm = words.rhythm(price);
  const { perSeat } = price;
  return (
    <>
      <p className={styles.amount}>
        <strong>{unit}</strong>{" "}
        <span className="muted">{perSeat ? words.t("pricing.perSeat", { rhythm }) : rhythm}</span>
      </p>
      {perSeat && <SeatSum price={price} rhythm={rhythm} language={words.language} />}
    </>
  );
}

/** The same thing for the same time, in whatever currency. */
const isSameOffer = (a: CatalogPrice, b: CatalogPrice): boolean =>
  a.interval === b.interval &&
  a.intervalCount === b.intervalCount &&
  a.perSeat === b.perSeat &&
  a.metered === b.metered &&
  a.tiered === b.tiered;

/** Which side of the switch shows a price; undefined where its currency has none on the other side, so both do. */
function periodOf({ interval, currency }: CatalogPrice, { prices }: CatalogProduct): "month" | "year" | undefined {
  const has = (period: string) => prices.some((price) => price.interval === period && price.currency === currency);
  return (interval === "month" && has("year")) || (interval === "year" && has("month")) ? interval : undefined;
}
