import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { env } from "@/lib/env";
import { invalidRequest, ProductError, type SubscriptionState } from "@/lib/errors";
import { changeInOtherCurrency, changeNotPossible, noSubscription } from "../errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import { catalog } from "@/billing/catalog";
import { releaseCustomer } from "../customers/customers";
import type { Done } from "../dashboard/news";
import { refuseChangeOfHandedOver } from "../hand-over/rows";
import { requireChange } from "./change";
import { portalInForce } from "./configuration";
import { changeTerms, inPortal, requireOffered } from "./offered";
import { type LiveItem, type PaidItems, requirePaidItems } from "./paid-items";
import { repairCopy } from "./repair";
import { allowsChanges, lists, portalTakes } from "./road";
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

/**
 * Opens Stripe's customer portal for the signed-in user's own customer, on its first page or in a flow.
 * @returns the address to go to; Stripe brings the visitor back to the dashboard, of that workspace if one was named. What the portal can't do, or may do in
 *   two ways, is done on our own pages (road.ts).
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, already_subscribed, other_currency, change_not_possible, stripe_unavailable
 */
export async function openPortal(user: User, request: PortalRequest): Promise<{ url: string }> {
  const { workspaceId, flow } = request;
  if (flow === "subscription_update_confirm" && !request.priceId) {
    throw invalidRequest([{ field: "price_id", message: "is needed to confirm a change of plan" }]);
  }
  const { STRIPE_PORTAL_CONFIGURATION: configuration } = env();
  const deadline = new Deadline();
  let paid: PaidItems | undefined;
  let changing: string | undefined;
  const open = async () => {
    paid = await requirePaidItems(user, workspaceId);
    const here = await hereInstead(paid, request);
    if (here) return { url: here };
    const data = flow && (await flowData(flow, paid, request));
    changing = data?.subscription_update_confirm?.subscription;
    const session = {
      customer: paid.customerId,
      return_url: dashboardAfter(workspaceId),
      ...(configuration && { configuration }),
      ...(flow && data && { flow_data: { ...data, after_completion: comesBack(workspaceId, flow) } }),
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

const DONE_BY: Record<NonNullable<PortalRequest["flow"]>, Done> = {
  payment_method_update: "card",
  subscription_cancel: "cancel",
  subscription_update: "change",
  subscription_update_confirm: "change",
};

/** The dashboard that Stripe leads back to. What the address says is shown once our copy confirms it (dashboard/news.ts). */
function dashboardAfter(workspace?: string, done?: Done): string {
  const parameters = new URLSearchParams({ ...(workspace && { workspace }), ...(done && { done }) });
  return `${env().FRONT_END_BASE_URL}/dashboard/${parameters.size > 0 ? `?${parameters}` : ""}`;
}

/** Back at once, without a page of Stripe's in between. */
const comesBack = (workspaceId: string | undefined, flow: NonNullable<PortalRequest["flow"]>) => ({
  type: "redirect" as const,
  redirect: { return_url: dashboardAfter(workspaceId, DONE_BY[flow]) },
});

/** Our own page, for what it does and not the portal (road.ts): there is one way for each change. */
async function hereInstead(paid: PaidItems, { flow, priceId = "" }: PortalRequest): Promise<string | null> {
  if (flow === "subscription_update") return choiceHere(paid);
  if (flow !== "subscription_update_confirm") return null;
  const settings = await portalInForce();
  const change = await requireChange(paid, priceId);
  const workspace = change.item.workspace_id;
  // What the configuration forbids the portal says itself.
  if (!settings || !workspace || !allowsChanges(settings)) return null;
  const terms = changeTerms(settings, change);
  if (terms?.road === "api") {
    // One that the portal doesn't list may have been archived, which the copy may not know yet.
    if (!lists(settings, priceId)) await requireOffered(change);
    return pageOf("/dashboard/change", { workspace, price: priceId });
  }
  // Of a price that it doesn't offer the portal says so, too.
  if (terms || !lists(settings, priceId)) return null;
  throw changeNotPossible();
}

/** The choice among the plans, where the portal can't change the newest subscription at all. */
async function choiceHere({ mine, all }: PaidItems): Promise<string | null> {
  const [newest] = mine;
  const items = all.filter((one) => one.subscription_id === newest?.subscription_id);
  if (!newest?.workspace_id || !newest.managed || portalTakes(inPortal(items))) return null;
  await refuseChangeOfHandedOver(newest.subscription_id);
  return pageOf("/pricing", { workspace: newest.workspace_id });
}

const pageOf = (path: string, parameters: Record<string, string>): string =>
  `${env().FRONT_END_BASE_URL}${path}?${new URLSearchParams(parameters)}`;

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
      const { item, price, quantity, setupFee } = await requireChange(paid, priceId ?? "");
      // The portal can't charge it.
      if (setupFee) throw changeNotPossible();
      const items = [{ id: item.item_id, price: price.priceId, ...(!price.metered && { quantity }) }];
      return { type: flow, subscription_update_confirm: { subscription: item.subscription_id, items } };
    }
  }
}

const stateOf = (item: LiveItem | undefined): SubscriptionState | undefined =>
  item && { id: item.subscription_id, status: item.status, ends_at: item.ends_at?.toISOString() ?? null };
