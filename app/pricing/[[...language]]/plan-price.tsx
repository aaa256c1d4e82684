import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree, yearlySaving } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import styles from "./page.module.css";
import { PlanAction } from "./plan-action";
import { SeatSum } from "./seat-sum";

type Props = { price: CatalogPrice; product: CatalogProduct; currencies: string[]; messages: Messages };

/** A price with what a year of it saves, what it is in other currencies, and what can be done about it. */
export function PlanPrice({ price, product, currencies, messages }: Props) {
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
        <Amount price={price} messages={messages} />
        {inOrder.length > 0 && (
          <p className={`small muted ${styles.others}`}>
            {messages.t("pricing.otherCurrencies", {
              amounts: inOrder.map((other) => bare(other, messages)).join(", "),
            })}
          </p>
        )}
        {saving !== null && (
          <p className={`tag ${styles.saving}`}>
            {messages.t("pricing.save", { amount: messages.money(saving, price.currency, { short: true }) })}
          </p>
        )}
      </div>
      <PlanAction
        price={price}
        planGroup={product.planGroup}
        planName={product.name}
        rhythm={messages.rhythm(price)}
        language={messages.language}
      />
    </div>
  );
}

/** Without its rhythm, where it has an amount. */
const bare = (price: CatalogPrice, messages: Messages): string =>
  (price.metered ? null : messages.unit(price)) ?? messages.price(price);

function Amount({ price, messages }: { price: CatalogPrice; messages: Messages }) {
  if (isFree(price)) {
    return (
      <p className={styles.amount}>
        <strong>{messages.t("pricing.free")}</strong> <span className="muted">{messages.t("pricing.freeTerms")}</span>
      </p>
    );
  }
  const unit = messages.unit(price);
  if (unit === null || price.metered) return <p className={styles.amount}>{messages.price(price)}</p>;
  const rhythm = messages.rhythm(price);
  const { perSeat } = price;
  return (
    <>
      <p className={styles.amount}>
        <strong>{unit}</strong>{" "}
        <span className="muted">{perSeat ? messages.t("pricing.perSeat", { rhythm }) : rhythm}</span>
      </p>
      {perSeat && <SeatSum price={price} rhythm={rhythm} language={messages.language} />}
    </>
  );
}

/** The same product and interval in another currency. */
const isSameOffer = (a: CatalogPrice, b: CatalogPrice): boolean =>
  a.interval === b.interval &&
  a.intervalCount === b.intervalCount &&
  a.perSeat === b.perSeat &&
  a.metered === b.metered &&
  a.tiered === b.tiered;

/**
 * Which side of the switch shows a price; undefined if its currency has no price on the other side, so both sides show
 * it.
 */
function periodOf({ interval, currency }: CatalogPrice, { prices }: CatalogProduct): "month" | "year" | undefined {
  const has = (period: string) => prices.some((price) => price.interval === period && price.currency === currency);
  return (interval === "month" && has("year")) || (interval === "year" && has("month")) ? interval : undefined;
}
