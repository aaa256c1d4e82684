import { paths } from "@/app/_components/paths";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog";
import { formatPrice } from "@/lib/format";
import styles from "./login.module.css";
import { words } from "./words";

/** What the visitor is about to buy, so that nobody signs up for something else. */
export function ChosenPlan({
  product,
  price,
  trial,
}: {
  product: CatalogProduct;
  price: CatalogPrice;
  trial: string | null;
}) {
  return (
    <section aria-label={words.chosen} className={styles.chosen}>
      <p>
        <strong>{product.name}</strong> <span>{formatPrice(price)}</span>
      </p>
      {trial && <p className="small">{trial}</p>}
      <p className="small">
        <a href={paths.pricing}>{words.otherPlan}</a>
      </p>
    </section>
  );
}
