import { pathWith, paths } from "@/app/_components/paths";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import styles from "./login.module.css";

/** What the visitor is about to buy. */
export function ChosenPlan({
  product,
  price,
  trial,
  workspace,
  messages,
}: {
  product: CatalogProduct;
  price: CatalogPrice;
  trial: string | null;
  /** The one that the plan was chosen for, for the way back. */
  workspace: string | undefined;
  messages: Messages;
}) {
  return (
    <section aria-label={messages.t("login.chosen")} className={styles.chosen}>
      <p>
        <strong>{product.name}</strong> <span>{priceIn(messages, price)}</span>
      </p>
      {trial && <p className="small">{trial}</p>}
      <p className="small">
        <a href={pathWith(paths.pricing, { workspace })}>{messages.t("login.otherPlan")}</a>
      </p>
    </section>
  );
}

function priceIn(messages: Messages, price: CatalogPrice): string {
  if (isFree(price)) return messages.t("pricing.free");
  return price.perSeat ? messages.t("site.pricePerSeat", { price: messages.price(price) }) : messages.price(price);
}
