import { statement } from "@/lib/db";
import { billingRoleRequired, noBillingAccount, notThePayer } from "@/lib/errors";
import { mayBill, requireMembership } from "@/lib/workspaces/members";
import type { CatalogProduct } from "./catalog";
import { findCustomerId } from "./customers";
import { GRANTING, LIVE } from "./entitlements";
import type { User } from "./user";

/** An item of a live subscription, with what the portal and the preview of a change need to know of it. */
export type LiveItem = {
  subscription_id: string;
  status: string;
  granting: boolean;
  currency: string | null;
  trial_end: Date | null;
  ends_at: Date | null;
  item_id: string;
  product_id: string | null;
  product_name: string | null;
  price_id: string | null;
  plan_group: string | null;
  quantity: number | null;
  feature_ids: string[];
  /** Something that the next invoice can be charged to. */
  has_card: boolean;
  payer_id: string | null;
  payer: string | null;
};

const LIVE_ITEMS = `
  SELECT s.id AS subscription_id, s.status, (${GRANTING}) AS granting, s.currency, s.trial_end,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at,
    i.id AS item_id, i.product_id, p.name AS product_name, i.price_id, p.plan_group, i.quantity,
    ARRAY(SELECT feature_id FROM product_feature f WHERE f.product_id = i.product_id ORDER BY position) AS feature_ids,
    COALESCE(s.default_payment_method_id, c.default_payment_method_id) IS NOT NULL AS has_card,
    u.id AS payer_id, COALESCE(NULLIF(u.name, ''), u.email) AS payer
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE ${LIVE} AND (s.workspace_id = $1 OR ($1::uuid IS NULL AND s.customer_id = $2))
  ORDER BY s.created_at DESC, s.id, i.id`;

export type PaidItems = {
  customerId: string;
  /** What the user pays for, the newest subscription first. */
  mine: LiveItem[];
  /** All that the workspace has, whoever pays. */
  all: LiveItem[];
};

/**
 * What the user pays for and may therefore change: in a workspace, or everywhere.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account
 */
export async function requirePaidItems(user: User, workspaceId: string | undefined): Promise<PaidItems> {
  const membership = workspaceId ? await requireMembership(user.id, workspaceId) : null;
  const customerId = await findCustomerId(user.id);
  const all = await statement<LiveItem>("live_items", LIVE_ITEMS, [workspaceId ?? null, customerId]);
  const mine = all.filter((item) => item.payer_id === user.id);
  // Who pays may always see to their own payments, whatever their role has become.
  if (membership && !mayBill(membership.role) && mine.length === 0) throw billingRoleRequired();
  const others = all.find((item) => item.payer_id !== user.id);
  if (others && mine.length === 0) throw notThePayer(others.payer ?? "Somebody else");
  if (!customerId) throw noBillingAccount();
  return { customerId, mine, all };
}

/** The item that a product takes the place of: one of the same product, or else of its plan group. */
export const itemToReplace = (items: LiveItem[], product: CatalogProduct): LiveItem | undefined =>
  items.find((one) => one.product_id === product.productId) ??
  items.find((one) => product.planGroup !== null && one.plan_group === product.planGroup);
