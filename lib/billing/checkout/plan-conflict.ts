import { statement } from "@/lib/db";
import { alreadySubscribed, planChangeRequired } from "@/lib/errors";
import type { Purchasable } from "../catalog/catalog";
import { LIVE } from "../entitlements/statuses";
import { MANAGED } from "../ownership/sql";
import { portalCall } from "../portal/session";

const LIVE_PRODUCTS = `
  SELECT i.product_id, p.plan_group, ${MANAGED} AS managed
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  WHERE s.workspace_id = $1 AND ${LIVE}`;

type Live = { product_id: string; plan_group: string | null /** We may change it. */; managed: boolean };

/**
 * A workspace has a product once, and one product of a plan group. Products without a group can be combined.
 * @throws ProductError already_subscribed or plan_change_required, with the portal call that does what was meant
 */
export async function refuseSecondPlan(workspaceId: string, { price, product }: Purchasable): Promise<void> {
  const live = await statement<Live>("live_products", LIVE_PRODUCTS, [workspaceId]);
  const same = live.filter((item) => item.product_id === product.productId);
  if (same.length > 0) {
    const isOurs = same.some(({ managed }) => managed);
    throw alreadySubscribed(isOurs ? portalCall({ workspace_id: workspaceId }) : null);
  }
  const beside = live.filter((item) => product.planGroup !== null && item.plan_group === product.planGroup);
  if (beside.length > 0) {
    const change = { workspace_id: workspaceId, flow: "subscription_update_confirm", price_id: price.priceId };
    throw planChangeRequired(beside.some(({ managed }) => managed) ? portalCall(change) : null);
  }
}
