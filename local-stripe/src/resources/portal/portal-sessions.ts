import { notUpdatable } from "../../billing/subscriptions/portal-limits.ts";
import { fetchNamed, post } from "../../conventions/endpoint.ts";
import { create } from "../../billing/changes.ts";
import { HOUR } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { newId, token } from "../../conventions/ids.ts";
import { portalLocale } from "../../conventions/locales.ts";
import { array, integer, object, oneOf, required, string, url } from "../../conventions/params.ts";
import type { PortalConfiguration, PortalSession, Subscription } from "../../store/objects.ts";
import { defaultConfiguration } from "./portal-configurations.ts";
import { recurringPrice } from "../catalog/recurring-price.ts";

const flowData = object({
  type: required(
    oneOf("payment_method_update", "subscription_cancel", "subscription_update", "subscription_update_confirm"),
  ),
  after_completion: object({
    type: required(oneOf("hosted_confirmation", "portal_homepage", "redirect")),
    redirect: object({ return_url: required(url()) }),
    hosted_confirmation: object({ custom_message: string({ max: 500 }) }),
  }),
  subscription_cancel: object({ subscription: required(string()) }),
  subscription_update: object({ subscription: required(string()) }),
  subscription_update_confirm: object({
    subscription: required(string()),
    items: required(array(object({ id: required(string()), price: string(), quantity: integer({ min: 0 }) }))),
  }),
});
type FlowParams = ReturnType<typeof flowData.parse>;
type Flow = NonNullable<PortalSession["flow"]>;

function configurationOf(ctx: Context, id: string | undefined): PortalConfiguration {
  if (id !== undefined) return fetchNamed(ctx, "billing_portal.configuration", id, "configuration");
  const found = defaultConfiguration(ctx);
  if (found) return found;
  throw invalid(
    "No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.",
  );
}

function flowOf(ctx: Context, customer: string, configuration: PortalConfiguration, data: FlowParams): Flow {
  const { type, after_completion: after } = data;
  const target = type === "payment_method_update" ? undefined : data[type];
  if (type !== "payment_method_update" && !target)
    throw invalid(`Missing required param: flow_data[${type}].`, `flow_data[${type}]`, "parameter_missing");
  checkEnabled(configuration, type);
  const subscription = target && ownLiveSubscription(ctx, customer, target.subscription, type);
  return {
    after_completion: {
      hosted_confirmation: after?.hosted_confirmation
        ? { custom_message: after.hosted_confirmation.custom_message ?? null }
        : null,
      redirect: after?.redirect ?? null,
      type: after?.type ?? "portal_homepage",
    },
    customer_update: null,
    subscription_cancel:
      type === "subscription_cancel" && subscription ? { retention: null, subscription: subscription.id } : null,
    subscription_pause: null,
    subscription_update: type === "subscription_update" && subscription ? { subscription: subscription.id } : null,
    subscription_update_confirm:
      type === "subscription_update_confirm" && subscription ? confirmOf(ctx, configuration, subscription, data) : null,
    type,
  };
}

function checkEnabled(configuration: PortalConfiguration, type: FlowParams["type"]): void {
  const feature = type === "subscription_update_confirm" ? "subscription_update" : type;
  if (configuration.features[feature].enabled) return;
  // Quoted by many unrelated users
  if (feature === "subscription_update")
    throw invalid(
      "This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.",
      "flow_data[type]",
    );
  throw invalid(
    `This portal configuration does not allow the \`${type}\` flow: its \`features[${feature}]\` is disabled.`,
    "flow_data[type]",
  );
}

function ownLiveSubscription(ctx: Context, customer: string, id: string, type: string): Subscription {
  const param = `flow_data[${type}][subscription]`;
  const subscription = ctx.store.get("subscription", id);
  if (!subscription || subscription.customer !== customer) throw missing("subscription", id, param);
  if (["canceled", "incomplete_expired"].includes(subscription.status)) {
    throw invalid(`The subscription ${id} is ${subscription.status} and can't be used in a portal flow.`, param);
  }
  const why = type === "subscription_cancel" ? undefined : notUpdatable(ctx, subscription);
  if (why) throw invalid(why, param);
  if (type === "subscription_cancel" && (subscription.cancel_at !== null || subscription.cancel_at_period_end)) {
    throw invalid("This subscription is already set to be canceled.", param);
  }
  return subscription;
}

function confirmOf(
  ctx: Context,
  configuration: PortalConfiguration,
  subscription: Subscription,
  data: FlowParams,
): Flow["subscription_update_confirm"] {
  const param = "flow_data[subscription_update_confirm][items]";
  const items = data.subscription_update_confirm?.items ?? [];
  const [item] = items;
  if (!item || items.length > 1) throw invalid("Exactly one item must be given.", param);
  const current = subscription.items.data.find(({ id }) => id === item.id);
  if (!current) throw missing("subscription_item", item.id, `${param}[0][id]`);
  const price = item.price === undefined ? current.price : recurringPrice(ctx, item.price, `${param}[0][price]`);
  if (item.price !== undefined) {
    const offered = configuration.features.subscription_update.products?.some(({ prices }) =>
      prices.includes(price.id),
    );
    if (!offered)
      throw invalid(
        `The price ${price.id} is not among the \`features[subscription_update][products]\` of the portal configuration.`,
        `${param}[0][price]`,
      );
  }
  const samePrice = item.price === undefined || item.price === current.price.id;
  const sameQuantity = item.quantity === undefined || item.quantity === current.quantity;
  if (samePrice && sameQuantity)
    throw invalid("Cannot update the subscription because there are no changes to confirm.", param);
  const changed = { id: item.id, price: item.price ?? null, quantity: item.quantity ?? current.quantity ?? 1 };
  return { discounts: null, items: [changed], subscription: subscription.id };
}

/** The session behind a portal page's address, for as long as the address is good. */
export function portalSessionBySecret(ctx: Context, secret: string): PortalSession | undefined {
  const id = ctx.store.read<string>("portal-secret", secret);
  const session = id === undefined ? undefined : ctx.store.get("billing_portal.session", id);
  return session && session.created + HOUR > nowFor(ctx, session.customer) ? session : undefined;
}

/** Whether this was ever the address of a session, good or not. */
export function wasPortalAddress(ctx: Context, secret: string): boolean {
  return ctx.store.read("portal-secret", secret) !== undefined;
}

type Opened = Pick<PortalSession, "flow" | "locale" | "return_url">;

/** A new session, whose address opens the portal for a customer. */
export function openPortal(
  ctx: Context,
  customer: string,
  configuration: PortalConfiguration,
  opened: Opened,
): PortalSession {
  const secret = `test_${token(48)}`;
  const session: PortalSession = {
    ...opened,
    id: newId("bps"),
    object: "billing_portal.session",
    after_expiration: null,
    configuration: configuration.id,
    created: nowFor(ctx, customer),
    customer,
    customer_account: null,
    livemode: false,
    on_behalf_of: null,
    url: `${ctx.baseUrl}/p/session/${secret}`,
  };
  ctx.store.save(session.id, "portal-secret", secret);
  return create(ctx, "billing_portal.session", session, "billing_portal.session.created");
}

export const portalSessionEndpoints = [
  post(
    "/v1/billing_portal/sessions",
    {
      customer: required(string()),
      configuration: string(),
      flow_data: flowData,
      locale: portalLocale,
      return_url: url(),
    },
    (ctx, params) => {
      const customer = fetchNamed(ctx, "customer", params.customer, "customer");
      const configuration = configurationOf(ctx, params.configuration);
      return openPortal(ctx, customer.id, configuration, {
        flow: params.flow_data ? flowOf(ctx, customer.id, configuration, params.flow_data) : null,
        locale: params.locale ?? null,
        return_url: params.return_url ?? configuration.default_return_url,
      });
    },
  ),
];
