// Whose session a portal address is, and which pages it opens.
import type { Context } from "../../conventions/context.ts";
import { portalSessionBySecret, wasPortalAddress } from "../../resources/portal/portal-sessions.ts";
import type { Customer, PortalConfiguration, PortalSession, Subscription } from "../../store/objects.ts";

/** What a page does; every one but the homepage belongs to a feature of the configuration. */
export type Purpose =
  | "home"
  | "customer_update"
  | "payment_method_update"
  | "subscription_cancel"
  | "subscription_update";

/** What a visitor has done. */
export type Deed =
  | "card"
  | "card_removed"
  | "plan"
  | "plan_later"
  | "plan_unpaid"
  | "cancel"
  | "canceled"
  | "renew"
  | "details";

export interface Portal {
  session: PortalSession;
  configuration: PortalConfiguration;
  customer: Customer;
  /** The path of the homepage, which all other pages lie below. */
  home: string;
  /** A session made for one flow shows nothing else until the flow is done, and some not even then. */
  flow: { purpose: Purpose; path: string; subscription: string | undefined; done: Deed | undefined } | undefined;
}

export function enterPortal(ctx: Context, secret: string): Portal | "expired" | "unknown" {
  const session = secret.length > 255 ? undefined : portalSessionBySecret(ctx, secret);
  if (!session) return secret.length <= 255 && wasPortalAddress(ctx, secret) ? "expired" : "unknown";
  const configuration = ctx.store.get("billing_portal.configuration", session.configuration as string);
  const customer = ctx.store.get("customer", session.customer);
  if (!configuration || !customer) return "unknown";
  const home = `/p/session/${secret}`;
  return { session, configuration, customer, home, flow: flowOf(ctx, session, home) };
}

function flowOf(ctx: Context, { id, flow }: PortalSession, home: string): Portal["flow"] {
  if (!flow) return undefined;
  const done = ctx.store.read<Deed>("portal-flow", id);
  const { subscription_cancel: cancel, subscription_update: update, subscription_update_confirm: confirm } = flow;
  if (cancel)
    return {
      purpose: "subscription_cancel",
      path: `${home}/subscriptions/${cancel.subscription}/cancel`,
      subscription: cancel.subscription,
      done,
    };
  if (update)
    return {
      purpose: "subscription_update",
      path: `${home}/subscriptions/${update.subscription}/update`,
      subscription: update.subscription,
      done,
    };
  if (confirm) {
    const current = ctx.store.get("subscription", confirm.subscription)?.items.data[0]?.price.id;
    const chosen = new URLSearchParams({ price: confirm.items[0]?.price ?? current ?? "" });
    return {
      purpose: "subscription_update",
      path: `${home}/subscriptions/${confirm.subscription}/update/confirm?${chosen}`,
      subscription: confirm.subscription,
      done,
    };
  }
  return { purpose: "payment_method_update", path: `${home}/payment-method`, subscription: undefined, done };
}

/** Whether the session's flow is all that there is to see. */
export function inFlow({ session, flow }: Portal): boolean {
  return flow !== undefined && (flow.done === undefined || session.flow?.after_completion.type !== "portal_homepage");
}

export function offers({ configuration }: Portal, purpose: Purpose): boolean {
  return purpose === "home" || configuration.features[purpose].enabled;
}

/** Whether this address opens that page. Its feature is on, and no flow leads elsewhere. */
export function opens(portal: Portal, purpose: Purpose, subscription: string | undefined): boolean {
  if (!offers(portal, purpose)) return false;
  if (!inFlow(portal)) return true;
  return (
    portal.flow?.done === undefined && portal.flow?.purpose === purpose && portal.flow.subscription === subscription
  );
}

export function liveSubscriptions(ctx: Context, { customer }: Portal): Subscription[] {
  return [...ctx.store.list("subscription", { by: ["customer", customer.id] })].filter(isLive);
}

export function ownSubscription(ctx: Context, { customer }: Portal, id: string): Subscription | undefined {
  const found = ctx.store.get("subscription", id);
  return found && found.customer === customer.id && isLive(found) ? found : undefined;
}

function isLive({ status }: Subscription): boolean {
  return !["canceled", "incomplete_expired"].includes(status);
}

/** Marks the flow as done, and says where the visitor goes now. */
export function finish(ctx: Context, portal: Portal, deed: Deed): string {
  const homepage = `${portal.home}?did=${deed}`;
  if (!inFlow(portal)) return homepage;
  ctx.store.save(deed, "portal-flow", portal.session.id);
  const after = portal.session.flow?.after_completion;
  if (after?.type === "redirect" && after.redirect) return after.redirect.return_url;
  return after?.type === "portal_homepage" ? homepage : portal.home;
}
