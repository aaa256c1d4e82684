import { featureWords } from "@/app/_components/feature-words";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog";
import type { Words } from "@/lib/words";
import styles from "./page.module.css";
import { PlanAction } from "./plan-action";

/** A plan: its prices, each with what can be done about it, and what is included. */
export function PlanCard({ product, words }: { product: CatalogProduct; words: Words }) {
  const { pricing } = words.sentences;
  return (
    <li className={styles.plan}>
      <h2>{product.name}</h2>
      {product.planGroup === null && <p className="tag">{pricing.addOn}</p>}
      {product.description && <p className="muted">{product.description}</p>}
      {product.prices.map((price) => (
        <div key={price.priceId} className={styles.price} data-period={periodOf(price, product)}>
          <Amount price={price} words={words} />
          <PlanAction
            priceId={price.priceId}
            productId={product.productId}
            planGroup={product.planGroup}
            planName={product.name}
            rhythm={words.rhythm(price)}
          />
        </div>
      ))}
      {product.featureIds.length > 0 && (
        <>
          <h3 className="visually-hidden">{pricing.included}</h3>
          <ul className={styles.features}>
            {product.featureIds.map((id) => {
              const { title, sentence } = featureWords(id, words.language);
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

function Amount({ price, words }: { price: CatalogPrice; words: Words }) {
  if (price.unitAmountMinor === null) return <p className={styles.amount}>{words.price(price)}</p>;
  const rhythm = words.rhythm(price);
  return (
    <p className={styles.amount}>
      <strong>{words.money(price.unitAmountMinor, price.currency, { short: true })}</strong>{" "}
      <span className="muted">{price.perSeat ? words.t("pricing.perSeat", { rhythm }) : rhythm}</span>
    </p>
  );
}

/** Which side of the switch shows a price; undefined where the plan has no price on the other side, so both do. */
function periodOf({ interval }: CatalogPrice, { prices }: CatalogProduct): "month" | "year" | undefined {
  const has = (period: string) => prices.some((price) => price.interval === period);
  return (interval === "month" && has("year")) || (interval === "year" && has("month")) ? interval : undefined;
}
