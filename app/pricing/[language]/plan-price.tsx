import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog";
import { isFree, yearlySaving } from "@/lib/billing/prices";
import type { Words } from "@/lib/words";
import styles from "./page.module.css";
import { PlanAction } from "./plan-action";

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
        priceId={price.priceId}
        productId={product.productId}
        planGroup={product.planGroup}
        planName={product.name}
        rhythm={words.rhythm(price)}
      />
    </div>
  );
}

const bare = (price: CatalogPrice, words: Words): string =>
  price.unitAmountMinor === null || price.metered || price.tiered
    ? words.price(price)
    : words.money(price.unitAmountMinor, price.currency, { short: true });

function Amount({ price, words }: { price: CatalogPrice; words: Words }) {
  if (isFree(price)) {
    return (
      <p className={styles.amount}>
        <strong>{words.t("pricing.free")}</strong> <span className="muted">{words.t("pricing.freeTerms")}</span>
      </p>
    );
  }
  if (price.unitAmountMinor === null || price.metered || price.tiered) {
    return <p className={styles.amount}>{words.price(price)}</p>;
  }
  const rhythm = words.rhythm(price);
  return (
    <p className={styles.amount}>
      <strong>{words.money(price.unitAmountMinor, price.currency, { short: true })}</strong>{" "}
      <span className="muted">{price.perSeat ? words.t("pricing.perSeat", { rhythm }) : rhythm}</span>
    </p>
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
