import { statement } from "@/lib/db";

// The rule, once, as SQL conditions on a subscription `s`.
// Statuses: https://docs.stripe.com/api/subscriptions/object#subscription_object-status

/** Live: it exists for Stripe and may still cost money. Statuses that Stripe invents later count as live. */
export const LIVE = "s.status NOT IN ('canceled', 'incomplete_expired')";

/** Granting: the workspace may use what the subscription's products carry. A failed payment does not lock out at once. */
export const GRANTING = "s.status IN ('active', 'trialing', 'past_due')";

const FEATURES = `
  SELECT f.feature_id, min(f.position) AS position
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN product_feature f ON f.product_id = i.product_id
  WHERE s.workspace_id = $1 AND ${GRANTING}
  GROUP BY f.feature_id ORDER BY position, f.feature_id`;

/** The ids of the features that a workspace may use now, in the order in which the plans name them. */
export async function getFeatures(workspaceId: string): Promise<string[]> {
  const rows = await statement<{ feature_id: string }>("features", FEATURES, [workspaceId]);
  return rows.map((row) => row.feature_id);
}

const HAS_FEATURE = `
  SELECT FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN product_feature f ON f.product_id = i.product_id
  WHERE s.workspace_id = $1 AND ${GRANTING} AND f.feature_id = $2 LIMIT 1`;

/** Whether a workspace may use a feature now: one indexed statement, no call to Stripe. */
export async function hasFeature(workspaceId: string, featureId: string): Promise<boolean> {
  return (await statement("has_feature", HAS_FEATURE, [workspaceId, featureId])).length > 0;
}
