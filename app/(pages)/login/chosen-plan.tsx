import { OrderSummary } from "@/app/_components/order-summary";
import { pathWith, paths } from "@/app/_components/paths";
import { sumOf } from "@/app/_components/price-sum";
import { planTexts } from "@/lib/billing/catalog-file/plan-texts";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { isFree } from "@/lib/billing/catalog/prices";
import { orderAmounts } from "@/lib/billing/checkout/order";
import { setupFeeIn } from "@/lib/billing/checkout/sale";
import type { Messages } from "@/lib/messages";

type Props = {
  product: CatalogProduct;
  /** In the currency that it was chosen in. */
  price: CatalogPrice;
  /** How many were chosen, of a price whose seats are. */
  seats: number | null;
  /** How many a price per member is paid for; null while the workspace is unknown. */
  members: number | null;
  /** What is said of a trial, and when the first payment falls; `isOpen`: it depends on what is still to be chosen. */
  trial: { sentence: string; firstPaymentAt: Date | null; isOpen?: boolean } | null;
  /** The set-up fee is not paid a second time, so where there was a plan nothing is added up. */
  mayHaveHadIt: boolean;
  /** The one that the plan was chosen for, also for the way back. */
  workspace: { id: string; name: string | null } | null;
  messages: Messages;
};

/** What the visitor is about to buy: the plan, what is paid today, and what follows. */
export function ChosenPlan({ product, price, seats, members, trial, mayHaveHadIt, workspace, messages }: Props) {
  const { t } = messages;
  const quantity = seats ?? (price.perSeat ? members : 1);
  const firstPaymentAt = trial?.firstPaymentAt ?? null;
  const fee = setupFeeIn(product.setupFees, price.currency);
  const found = orderAmounts(price, fee ? [fee] : [], quantity, firstPaymentAt !== null);
  const order = found && !trial?.isOpen && !(mayHaveHadIt && found.feeMinor > 0) ? found : null;
  return (
    <OrderSummary
      label={t("login.chosen")}
      plan={planTexts(product, messages.language).name}
      price={priceText(messages, price, seats)}
      workspace={workspace?.name ?? null}
      rate={price}
      amounts={isFree(price) ? null : order}
      firstPaymentAt={firstPaymentAt}
      messages={messages}
    >
      {trial && <p className="small">{trial.sentence}</p>}
      <p className="small">
        <a href={pathWith(paths.pricing, { workspace: workspace?.id })}>{t("login.otherPlan")}</a>
      </p>
    </OrderSummary>
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
