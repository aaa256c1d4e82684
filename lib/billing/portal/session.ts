import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { env } from "@/lib/env";
import { invalidRequest, ProductError, type NextCall, type SubscriptionState } from "@/lib/errors";
import { alreadySubscribed, changeInOtherCurrency, changeNotPossible, noSubscription, otherCurrency } from "../errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import { catalog } from "@/billing/catalog";
import { requirePurchasable } from "../catalog/catalog";
import { priceIn } from "@/lib/amounts";
import { releaseCustomer } from "../customers/customers";
import { refuseChangeOfHandedOver } from "../hand-over/rows";
import { portalInForce } from "./configuration";
import { allowsChanges, changeTerms } from "./offered";
import { itemToReplace, type LiveItem, type PaidItems, quantityAfter, requirePaidItems } from "./paid-items";
import { repairCopy } from "./repair";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";

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
  /** The one to cancel, of several; for subscription_cancel. */
  subscriptionId?: string;
  /** The price to change to; for subscription_update_confirm. */
  priceId?: string;
};

/** The call of our endpoint that opens the portal, for refusals that say what to do next. */
export const portalCall = (body: NextCall["body"]): NextCall => ({
  method: "POST",
  href: "/api/subscriptions/customer-portal/",
  body,
});

/**
 * Opens Stripe's customer portal for the signed-in user's own customer, on its first page or in a flow.
 * @returns the address to go to; Stripe brings the visitor back to the dashboard. A change of plan that the portal may
 *   take in two ways is confirmed on our own page.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, already_subscribed, other_currency, change_not_possible, stripe_unavailable
 */
export async function openPortal(user: User, request: PortalRequest): Promise<{ url: string }> {
  const { workspaceId, flow } = request;
  if (flow === "subscription_update_confirm" && !request.priceId) {
    throw invalidRequest([{ field: "price_id", message: "is needed to confirm a change of plan" }]);
  }
  const { STRIPE_PORTAL_CONFIGURATION: configuration, FRONT_END_BASE_URL } = env();
  const deadline = new Deadline();
  let paid: PaidItems | undefined;
  let changing: string | undefined;
  const open = async () => {
    paid = await requirePaidItems(user, workspaceId);
    const here = flow === "subscription_update_confirm" && (await confirmedHere(paid, request));
    if (here) return { url: here };
    const data = flow && (await flowData(flow, paid, request));
    changing = data?.subscription_update_confirm?.subscription;
    const session = {
      customer: paid.customerId,
      return_url: `${FRONT_END_BASE_URL}/dashboard/`,
      ...(configuration && { configuration }),
      ...(data && { flow_data: data }),
    };
    try {
      // Each visit gets its own link. Under a lasting key Stripe would hand out one that was used.
      const { url } = await writeOnce(`portal-${randomUUID()}`, deadline, (options) =>
        stripe().billingPortal.sessions.create(session, options),
      );
      return { url };
    } catch (error) {
      if (isMissing(error, "customer")) await releaseCustomer(user.id, paid.customerId);
      throw error;
    }
  };
  const call = flow === "subscription_update_confirm" ? "portalPlanChange" : "portal";
  return deadline.run(async () => {
    try {
      return await reachingStripe(open, call, (failure) => repairCopy(failure, paid?.mine ?? [], request.priceId));
    } catch (error) {
      throw inOtherCurrency(error, paid?.mine ?? [], changing) ?? error;
    }
  });
}

/** Our own page, where it confirms the change and not the portal (offered.ts): there is one way for each change. */
async function confirmedHere(paid: PaidItems, { priceId = "" }: PortalRequest): Promise<string | null> {
  const settings = await portalInForce();
  const change = await requireChange(paid, priceId);
  const workspace = change.item.workspace_id;
  // Of a price that it doesn't offer the portal says so.
  if (!settings || !workspace || settings.prices?.includes(priceId) === false) return null;
  if (!allowsChanges(settings) || changeTerms(settings, change).road !== "api") return null;
  return `${env().FRONT_END_BASE_URL}/dashboard/change?${new URLSearchParams({ workspace, price: priceId })}`;
}

/** A price that the portal doesn't offer, because it is not in the currency that the portal's configuration holds. */
function inOtherCurrency(error: unknown, mine: LiveItem[], changing: string | undefined): ProductError | undefined {
  const currency = mine.find((item) => item.subscription_id === changing)?.currency ?? catalog.currencies[0];
  if (!(error instanceof ProductError) || error.code !== "price_not_available") return undefined;
  return currency === undefined || currency === catalog.currencies[0]
    ? undefined
    : changeInOtherCurrency(currency, error);
}

async function flowData(
  flow: NonNullable<PortalRequest["flow"]>,
  paid: PaidItems,
  { subscriptionId, priceId }: PortalRequest,
): Promise<Stripe.BillingPortal.SessionCreateParams.FlowData> {
  const [newest] = paid.mine;
  if (!newest) throw noSubscription();
  const subscription = newest.subscription_id;
  switch (flow) {
    case "payment_method_update":
      return { type: flow };
    case "subscription_cancel": {
      // Stripe refuses to cancel what is to end already.
      const asked = paid.mine.filter((item) => !subscriptionId || item.subscription_id === subscriptionId);
      const going = asked.find((item) => !item.is_ending);
      if (!going) throw noSubscription(stateOf(asked[0]));
      return { type: flow, subscription_cancel: { subscription: going.subscription_id } };
    }
    case "subscription_update":
      await refuseChangeOfHandedOver(subscription);
      return { type: flow, subscription_update: { subscription } };
    case "subscription_update_confirm": {
      const { item, items } = await requireChange(paid, priceId ?? "");
      return { type: flow, subscription_update_confirm: { subscription: item.subscription_id, items } };
    }
  }
}

const stateOf = (item: LiveItem | undefined): SubscriptionState | undefined =>
  item && { id: item.subscription_id, status: item.status, ends_at: item.ends_at?.toISOString() ?? null };

/**
 * What changes with another price: the item whose plan it replaces, as it is now, and the parameters for Stripe. The price
 * is as it is sold in the subscription's currency.
 * @throws ProductError no_subscription, price_not_available, already_subscribed, other_currency, change_not_possible
 */
export async function requireChange({ mine, all }: PaidItems, priceId: string) {
  // A hidden price is offered to one workspace. Who pays for several has to say which.
  const [workspaceId = null, ...others] = new Set(mine.map((one) => one.workspace_id));
  const { price: sold, product } = await requirePurchasable(priceId, others.length > 0 ? null : workspaceId);
  const item = itemToReplace(mine, product);
  if (!item) throw noSubscription();
  await refuseChangeOfHandedOver(item.subscription_id);
  const { workspace_id } = item;
  // Else the workspace would have it twice, which no checkout sells either.
  const elsewhere = all.some(
    (one) =>
      one.workspace_id === workspace_id &&
      one.product_id === product.productId &&
      one.subscription_id !== item.subscription_id,
  );
  if (elsewhere || item.price_id === sold.priceId)
    throw alreadySubscribed(portalCall(workspace_id ? { workspace_id } : {}));
  // Neither can be changed in the portal: https://docs.stripe.com/customer-management#customer-portal-limitations
  const price = item.currency === null ? sold : priceIn(sold, item.currency);
  if (!price) throw otherCurrency(item.currency ?? sold.currency);
  if (all.filter((one) => one.subscription_id === item.subscription_id).length > 1) throw changeNotPossible();

  const quantity = await quantityAfter(item, price, workspace_id);
  // What is metered has no quantity.
  const items = [{ id: item.item_id, price: price.priceId, ...(!price.metered && { quantity }) }];
  return { price, product, item, quantity, items };
}
