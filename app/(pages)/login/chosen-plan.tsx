import { pathWith, paths } from "@/app/_components/paths";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Words } from "@/lib/messages";
import styles from "./login.module.css";

/** What the visitor is about to buy, so that nobody signs up for something else. */
export function ChosenPlan({
  product,
  price,
  trial,
  workspace,
  words,
}: {
  product: CatalogProduct;
  price: CatalogPrice;
  trial: string | null;
  /** The one that the plan was chosen for, for the way back. */
  workspace: string | undefined;
  words: Words;
}) {
  return (
    <section aria-label={words.t("login.chosen")} className={styles.chosen}>
      <p>
        <strong>{product.name}</strong> <span>{priceIn(words, price)}</span>
      </p>
      {trial && <p className="small">{trial}</p>}
      <p className="small">
        <a href={pathWith(paths.pricing, { workspace })}>{words.t("login.otherPlan")}</a>
      </p>
    </section>
  );
}

function priceIn(words: Words, price: CatalogPrice): string {
  if (isFree(price)) return words.t("pricing.free");
  return price.perSeat ? words.t("site.pricePerSeat", { price: words.price(price) }) : words.price(price);
}
