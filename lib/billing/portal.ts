import type Stripe from "stripe";
import { env } from "@/lib/env";
import { invalidRequest, noSubscription, type NextCall } from "@/lib/errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { requirePurchasable } from "./catalog";
import { itemToReplace, type LiveItem, requirePaidItems } from "./paid-items";
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
  const { customerId, mine } = await requirePaidItems(user, workspaceId);

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
  const item = itemToReplace(items, product);
  if (!item) throw noSubscription();
  return {
    subscription: item.subscription_id,
    items: [{ id: item.item_id, price: price.priceId, quantity: item.quantity ?? 1 }],
  };
}
