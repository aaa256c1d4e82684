import { statement } from "@/lib/db";
import { alreadySubscribed, planChangeRequired } from "@/lib/errors";
import type { Purchasable } from "../catalog/catalog";
import { LIVE } from "../entitlements/statuses";
import { portalCall } from "../portal/session";

const LIVE_PRODUCTS = `
  SELECT i.product_id, p.plan_group
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  WHERE s.workspace_id = $1 AND ${LIVE}`;

/**
 * A workspace has a product once, and one product of a plan group. Products without a group can be combined.
 * @throws ProductError already_subscribed or plan_change_required, with the portal call that does what was meant
 */
export async function refuseSecondPlan(workspaceId: string, { price, product }: Purchasable): Promise<void> {
  const live = await statement<{ product_id: string; plan_group: string | null }>("live_products", LIVE_PRODUCTS, [
    workspaceId,
  ]);
  if (live.some((item) => item.product_id === product.productId)) {
    throw alreadySubscribed(portalCall({ workspace_id: workspaceId }));
  }
  if (product.planGroup && live.some((item) => item.plan_group === product.planGroup)) {
    throw planChangeRequired(
      portalCall({ workspace_id: workspaceId, flow: "subscription_update_confirm", price_id: price.priceId }),
    );
  }
}
