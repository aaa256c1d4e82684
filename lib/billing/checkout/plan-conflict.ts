import { statement } from "@/lib/db";
import { alreadySubscribed, planChangeRequired } from "../errors";
import type { Purchasable } from "../catalog/catalog";
import type { CatalogProduct } from "../catalog/product";
import { LIVE } from "../entitlements/statuses";
import { IS_HANDED_OVER, type Predecessor } from "../hand-over/rows";
import { MAY_BE_WITHOUT, type Standing, withoutAccess } from "../hand-over/without-access";
import { MANAGED } from "../ownership/sql";
import { portalCall } from "../portal/portal-call";

type Live = Standing & { product_id: string; plan_group: string | null /** We may change it. */; managed: boolean };

// One that is handed over is not in the way; its successor is.
const LIVE_PRODUCTS = `
  SELECT s.id AS "subscriptionId", s.status, ${MAY_BE_WITHOUT} AS "mayBeWithout", u.user_id AS "payerId", i.product_id, p.plan_group, ${MANAGED} AS managed
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN stripe_user u ON u.customer_id = s.customer_id
  WHERE s.workspace_id = $1 AND ${LIVE} AND NOT ${IS_HANDED_OVER}`;

async function excludedBy(workspaceId: string, { productId, planGroup }: CatalogProduct): Promise<Live[]> {
  const live = await statement<Live>("live_products", LIVE_PRODUCTS, [workspaceId]);
  return live.filter(
    ({ product_id, plan_group }) => product_id === productId || (planGroup !== null && plan_group === planGroup),
  );
}

/** Whether the product takes the place of a plan, by our copy alone; what gives nothing any more is not in the way. */
export async function isChangeFor(userId: string, workspaceId: string, product: CatalogProduct): Promise<boolean> {
  const inTheWay = await excludedBy(workspaceId, product);
  const without = await withoutAccess(userId, inTheWay, { asksStripe: false });
  return inTheWay.some(({ subscriptionId }) => !without.has(subscriptionId));
}

/**
 * A workspace has a product once, and one product of a plan group. Products without a group can be combined.
 * @param takenOver the subscription whose place the purchase takes, which does not stand in its way
 * @returns those of other payers that give nothing, so that the purchase takes their place
 * @throws ProductError already_subscribed or plan_change_required, with the portal call that does what was meant
 */
export async function refuseSecondPlan(
  userId: string,
  workspaceId: string,
  { price, product }: Purchasable,
  takenOver?: string,
): Promise<Predecessor[]> {
  const inTheWay = (await excludedBy(workspaceId, product)).filter((item) => item.subscriptionId !== takenOver);
  const without = await withoutAccess(userId, inTheWay);
  const left = inTheWay.filter(({ subscriptionId }) => !without.has(subscriptionId));
  const same = left.filter(({ product_id }) => product_id === product.productId);
  if (same.length > 0) {
    const isOurs = same.some(({ managed }) => managed);
    throw alreadySubscribed(isOurs ? portalCall({ workspace_id: workspaceId }) : null);
  }
  if (left.length > 0) {
    const change = { workspace_id: workspaceId, flow: "subscription_update_confirm", price_id: price.priceId };
    throw planChangeRequired(left.some(({ managed }) => managed) ? portalCall(change) : null);
  }
  return [...without].toSorted().map((subscriptionId) => ({
    subscriptionId,
    payerId: inTheWay.find((item) => item.subscriptionId === subscriptionId)?.payerId ?? null,
    kind: "replace",
  }));
}
