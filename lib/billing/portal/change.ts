import { priceIn } from "@/lib/amounts";
import { countMembers } from "@/lib/workspaces/headcount";
import { alreadySubscribed, changeNotPossible, noSubscription, otherCurrency } from "../errors";
import { type Purchasable, requirePurchasable } from "../catalog/catalog";
import { companionsOf, hadProduct, setupFeeIn } from "../checkout/sale";
import type { CatalogPrice, CatalogProduct, SetupFee } from "../catalog/product";
import { refuseChangeOfHandedOver } from "../hand-over/rows";
import { type NextItems, nextItems } from "./next-items";
import { itemToReplace, type LiveItem, type PaidItems } from "./paid-items";
import { portalCall } from "./portal-call";
import { quantityAfter } from "./quantity-after";

/** What changes with another price. */
export type Change = {
  /** In the subscription's currency, as its companions are. */
  price: CatalogPrice;
  product: CatalogProduct;
  /** Metered prices that come with it. */
  companions: CatalogPrice[];
  /** The item whose place it takes, as it is now. */
  item: LiveItem;
  /** The others of its subscription. */
  others: LiveItem[];
  /** Of its workspace. */
  members: number;
  quantity: number;
  /** The subscription's. */
  currency: string;
  next: NextItems;
  /** The workspace has not had the plan, so its set-up fee is due. Of what we may not change only the portal can charge. */
  owesFee: boolean;
  /** That fee, paid once with the change. */
  setupFee: SetupFee | null;
};

/**
 * @throws ProductError no_subscription, price_not_available, already_subscribed, other_currency, change_not_possible,
 *   too_many_members
 */
export async function requireChange({ mine, all }: PaidItems, priceId: string): Promise<Change> {
  // A hidden price is offered to one workspace. Who pays for several has to say which.
  const [workspaceId = null, ...elsewhere] = new Set(mine.map((one) => one.workspace_id));
  const { price, product } = await requirePurchasable(priceId, elsewhere.length > 0 ? null : workspaceId);
  const item = itemToReplace(mine, product);
  if (!item) throw noSubscription();
  await refuseChangeOfHandedOver(item.subscription_id);
  refuseTwice(all, item, price);
  const others = all.filter((one) => one.subscription_id === item.subscription_id && one !== item);
  const members = item.workspace_id === null ? 1 : await countMembers(item.workspace_id);
  return changeOf({ item, others, members, owesFee: await owesFee(item, product) }, { price, product });
}

async function owesFee({ managed, workspace_id, product_id }: LiveItem, product: CatalogProduct): Promise<boolean> {
  const hasFee = product.setupFees.length > 0 && product_id !== product.productId;
  return managed && workspace_id !== null && hasFee && !(await hadProduct(workspace_id, product.productId));
}

/**
 * @param present what the subscription has, and the members of its workspace
 * @throws ProductError other_currency, change_not_possible, too_many_members
 */
export function changeOf(
  { item, others, members, owesFee }: Pick<Change, "item" | "others" | "members" | "owesFee">,
  { price: sold, product }: Purchasable,
): Change {
  const currency = item.currency ?? sold.currency;
  // A subscription stays in its currency.
  const paid = (one: CatalogPrice): CatalogPrice => {
    const there = priceIn(one, currency);
    if (!there) throw inOtherCurrency(item, currency);
    return there;
  };
  const price = paid(sold);
  const companions = companionsOf(sold, product).map(paid);
  const setupFee = owesFee ? setupFeeIn(product.setupFees, currency) : null;
  // The fee must not be lost.
  if (owesFee && !setupFee) throw inOtherCurrency(item, currency);
  if (others.some((one) => isInTheWay(one, item, price))) throw changeNotPossible();
  const quantity = quantityAfter(item, price, members);
  const next = nextItems(item, others, price, companions, quantity);
  return { price, product, companions, item, others, members, quantity, currency, next, owesFee, setupFee };
}

/** Else the workspace would have it twice, which no checkout sells either. */
function refuseTwice(all: LiveItem[], item: LiveItem, { priceId, productId }: CatalogPrice): void {
  const { workspace_id } = item;
  const isElsewhere = all.some(
    (one) =>
      one.workspace_id === workspace_id && one.product_id === productId && one.subscription_id !== item.subscription_id,
  );
  if (isElsewhere || item.price_id === priceId)
    throw alreadySubscribed(portalCall(workspace_id ? { workspace_id } : {}));
}

const inOtherCurrency = ({ workspace_id, ends_at }: LiveItem, currency: string) =>
  otherCurrency(currency, [
    {
      kind: "subscription",
      currency,
      ...(workspace_id && { workspace_id }),
      ...(ends_at && { ends_at: ends_at.toISOString() }),
    },
  ]);

/**
 * Beside the plan's item and its companions a subscription that was made at Stripe may have others. They stay as they are,
 * unless they are another plan of the group, or would be billed in another interval than the new price.
 */
function isInTheWay(one: LiveItem, item: LiveItem, price: CatalogPrice): boolean {
  if (one.metered && one.product_id === item.product_id) return false;
  const isPlan =
    one.product_id === price.productId ||
    one.product_id === item.product_id ||
    (item.plan_group !== null && one.plan_group === item.plan_group);
  return isPlan || one.interval !== price.interval || one.interval_count !== price.intervalCount;
}
