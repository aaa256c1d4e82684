import { pathWith, paths } from "@/app/_components/paths";
import { sumOf } from "@/app/_components/price-sum";
import { planTexts } from "@/lib/billing/catalog-file/plan-texts";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree } from "@/lib/billing/catalog/prices";
import type { Messages } from "@/lib/messages";
import styles from "./login.module.css";

/** What the visitor is about to buy. */
export function ChosenPlan({
  product,
  price,
  seats,
  trial,
  workspace,
  messages,
}: {
  product: CatalogProduct;
  /** In the currency that it was chosen in. */
  price: CatalogPrice;
  /** How many were chosen, of a price whose seats are. */
  seats: number | null;
  trial: string | null;
  /** The one that the plan was chosen for, for the way back. */
  workspace: string | undefined;
  messages: Messages;
}) {
  return (
    <section aria-label={messages.t("login.chosen")} className={styles.chosen}>
      <p>
        <strong>{planTexts(product, messages.language).name}</strong> <span>{priceText(messages, price, seats)}</span>
      </p>
      {trial && <p className="small">{trial}</p>}
      <p className="small">
        <a href={pathWith(paths.pricing, { workspace })}>{messages.t("login.otherPlan")}</a>
      </p>
    </section>
  );
}

function priceText(messages: Messages, price: CatalogPrice, seats: number | null): string {
  if (isFree(price)) return messages.t("pricing.free");
  const sum = seats === null ? null : sumOf(price, seats, messages.language);
  if (sum !== null) return messages.t("site.price", { amount: sum, rhythm: messages.rhythm(price) });
  return price.perSeat && !price.tiered && !price.package
    ? messages.t("site.pricePerSeat", { price: messages.price(price) })
    : messages.price(price);
}
