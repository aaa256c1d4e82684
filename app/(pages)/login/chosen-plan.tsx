import { paths } from "@/app/_components/paths";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog";
import type { Words } from "@/lib/words";
import styles from "./login.module.css";

/** What the visitor is about to buy, so that nobody signs up for something else. */
export function ChosenPlan({
  product,
  price,
  trial,
  words,
}: {
  product: CatalogProduct;
  price: CatalogPrice;
  trial: string | null;
  words: Words;
}) {
  return (
    <section aria-label={words.t("login.chosen")} className={styles.chosen}>
      <p>
        <strong>{product.name}</strong> <span>{words.price(price)}</span>
      </p>
      {trial && <p className="small">{trial}</p>}
      <p className="small">
        <a href={paths.pricing}>{words.t("login.otherPlan")}</a>
      </p>
    </section>
  );
}
