import { featureWords } from "@/app/_components/feature-words";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog";
import { formatMoney, formatPrice, formatRhythm } from "@/lib/format";
import styles from "./page.module.css";
import { PlanAction } from "./plan-action";
import { words } from "./words";

/** A plan: its prices, each with what can be done about it, and what is included. */
export function PlanCard({ product }: { product: CatalogProduct }) {
  return (
    <li className={styles.plan}>
      <h2>{product.name}</h2>
      {product.planGroup === null && <p className="tag">{words.addOn}</p>}
      {product.description && <p className="muted">{product.description}</p>}
      {product.prices.map((price) => (
        <div key={price.priceId} className={styles.price} data-period={periodOf(price, product)}>
          <Amount price={price} />
          <PlanAction
            priceId={price.priceId}
            productId={product.productId}
            planGroup={product.planGroup}
            planName={product.name}
            rhythm={formatRhythm(price.interval, price.intervalCount)}
          />
        </div>
      ))}
      {product.featureIds.length > 0 && (
        <>
          <h3 className="visually-hidden">{words.included}</h3>
          <ul className={styles.features}>
            {product.featureIds.map((id) => {
              const { title, sentence } = featureWords(id);
              return (
                <li key={id}>
                  <strong>{title}</strong>
                  {sentence && <span className="muted"> {sentence}</span>}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </li>
  );
}

function Amount({ price }: { price: CatalogPrice }) {
  if (price.unitAmountMinor === null) return <p className={styles.amount}>{formatPrice(price)}</p>;
  const rhythm = formatRhythm(price.interval, price.intervalCount);
  return (
    <p className={styles.amount}>
      <strong>{formatMoney(price.unitAmountMinor, price.currency, { short: true })}</strong>{" "}
      <span className="muted">{price.perSeat ? `${words.perSeat}, ${rhythm}` : rhythm}</span>
    </p>
  );
}

/** Which side of the switch shows a price; undefined where the plan has no price on the other side, so both do. */
function periodOf({ interval }: CatalogPrice, { prices }: CatalogProduct): "month" | "year" | undefined {
  const has = (period: string) => prices.some((price) => price.interval === period);
  return (interval === "month" && has("year")) || (interval === "year" && has("month")) ? interval : undefined;
}
