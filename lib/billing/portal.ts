import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import {
  billingRoleRequired,
  invalidRequest,
  noBillingAccount,
  noSubscription,
  notThePayer,
  type NextCall,
} from "@/lib/errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { mayBill, requireMembership } from "@/lib/workspaces/members";
import { requirePurchasable } from "./catalog";
import { findCustomerId } from "./customers";
import { LIVE } from "./entitlements";
import { reachingStripe } from "./stripe-call";
import type { User } from "./user";

/** Stripe's own names: https://docs.stripe.com/customer-management/portal-deep-links */
export const PORTAL_FLOWS = [
  "payment_method_update",
  "subscription_cancel",
  "subscription_update",
  "subscription_update_confirm",
] as const;

export type PortalRequest = {
  workspaceId?: string;
  flow?: (typeof PORTAL_FLOWS)[number];
  /** The price to change to; for subscription_update_confirm. */
  priceId?: string;
};

/** The call of our own endpoint that opens the portal, for refusals that carry the way out. */
export const portalCall = (body: NextCall["body"]): NextCall => ({
  method: "POST",
  href: "/api/subscriptions/customer-portal/",
  body,
});

type LiveItem = {
  subscription_id: string;
  customer_id: string;
  item_id: string;
  product_id: string | null;
  plan_group: string | null;
  quantity: number | null;
  payer_id: string | null;
  payer: string | null;
};

const LIVE_ITEMS = `
  SELECT s.id AS subscription_id, s.customer_id, i.id AS item_id, i.product_id, p.plan_group, i.quantity,
    u.id AS payer_id, COALESCE(NULLIF(u.name, ''), u.email) AS payer
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE ${LIVE} AND (s.workspace_id = $1 OR ($1::uuid IS NULL AND s.customer_id = $2))
  ORDER BY s.created_at DESC, s.id, i.id`;

/**
 * Opens Stripe's customer portal for the signed-in user's own customer, on its first page or in a flow.
 * @returns the address to go to; Stripe brings the visitor back to the dashboard
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, stripe_unavailable
 */
export async function openPortal(user: User, request: PortalRequest): Promise<{ url: string }> {
  const { workspaceId, flow, priceId } = request;
  if (flow === "subscription_update_confirm" && !priceId) {
    throw invalidRequest([{ field: "price_id", message: "is needed to confirm a change of plan" }]);
  }
  const membership = workspaceId ? await requireMembership(user.id, workspaceId) : null;
  const customerId = await findCustomerId(user.id);
  const items = await statement<LiveItem>("portal_items", LIVE_ITEMS, [workspaceId ?? null, customerId]);
  const mine = items.filter((item) => item.payer_id === user.id);
  // Who pays may always see to their own payments, whatever their role has become.
  if (membership && !mayBill(membership.role) && mine.length === 0) throw billingRoleRequired();
  const others = items.find((item) => item.payer_id !== user.id);
  if (others && mine.length === 0) throw notThePayer(others.payer ?? "Somebody else");
  if (!customerId) throw noBillingAccount();

  const { STRIPE_PORTAL_CONFIGURATION: configuration, FRONT_END_BASE_URL } = env();
  const session = {
    customer: customerId,
    return_url: `${FRONT_END_BASE_URL}/dashboard/`,
    ...(configuration && { configuration }),
    ...(flow && { flow_data: await flowData(flow, mine, priceId) }),
  };
  const { url } = await reachingStripe(() => stripe().billingPortal.sessions.create(session, new Deadline().options()));
  return { url };
}

async function flowData(
  flow: NonNullable<PortalRequest["flow"]>,
  items: LiveItem[],
  priceId: string | undefined,
): Promise<Stripe.BillingPortal.SessionCreateParams.FlowData> {
  const [newest] = items;
  if (!newest) throw noSubscription();
  const subscription = newest.subscription_id;
  switch (flow) {
    case "payment_method_update":
      return { type: flow };
    case "subscription_cancel":
      return { type: flow, subscription_cancel: { subscription } };
    case "subscription_update":
      return { type: flow, subscription_update: { subscription } };
    case "subscription_update_confirm":
      return { type: flow, subscription_update_confirm: await planChange(items, priceId ?? "") };
  }
}

/** The change of the item whose plan the wanted price replaces: one of the same product, or else of its plan group. */
async function planChange(items: LiveItem[], priceId: string) {
  const { price, product } = await requirePurchasable(priceId);
  const item =
    items.find((one) => one.product_id === product.productId) ??
    items.find((one) => product.planGroup !== null && one.plan_group === product.planGroup);
  if (!item) throw noSubscription();
  return {
    subscription: item.subscription_id,
    items: [{ id: item.item_id, price: price.priceId, quantity: item.quantity ?? 1 }],
  };
}
