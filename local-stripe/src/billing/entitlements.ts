// Which features a customer may use: those of the products of its running subscriptions. Recomputed whenever
// a subscription or a product's features change; a customer who gains or loses one gets an event.
import type { Context } from "../conventions/context.ts";
import { emit } from "../events/events.ts";
import { newId } from "../conventions/ids.ts";
import type { ActiveEntitlement, List } from "../store/objects.ts";

/** Stripe does not say which statuses grant; these are the ones in which a customer is served. (unverified) */
const GRANTING = ["active", "trialing", "past_due"];
/** The event has at most this many; the API has the rest. [docs: billing/entitlements] */
const IN_EVENT = 10;

export interface Attached {
  id: string;
  feature: string;
}

export function featuresOf(ctx: Context, product: string): Attached[] {
  return ctx.store.read<Attached[]>("product-features", product) ?? [];
}

export function entitlementsOf(ctx: Context, customer: string): ActiveEntitlement[] {
  return ctx.store.read<ActiveEntitlement[]>("entitlements", customer) ?? [];
}

/** Grants and withdraws; a feature that is granted still keeps the id of its entitlement. */
export function settleEntitlements(ctx: Context, customer: string): void {
  const before = entitlementsOf(ctx, customer);
  const wanted = wantedFeatures(ctx, customer);
  if (before.length === wanted.length && wanted.every((feature) => before.some((one) => one.feature === feature)))
    return;
  const after = wanted.flatMap((feature) => before.find((one) => one.feature === feature) ?? granted(ctx, feature));
  ctx.store.save(after, "entitlements", customer);
  for (const { id } of after) ctx.store.save(customer, "entitlement-owner", id);
  const summary = {
    object: "entitlements.active_entitlement_summary",
    customer,
    entitlements: inEvent(customer, after),
    livemode: false,
  };
  emit(ctx, "entitlements.active_entitlement_summary.updated", summary, {
    entitlements: { data: before.slice(0, IN_EVENT) },
  });
}

/** After a product's features changed: all customers of the product. */
export function settleProduct(ctx: Context, product: string): void {
  const customers = new Set<string>();
  for (const { customer, items } of ctx.store.list("subscription"))
    if (items.data.some(({ price }) => price.product === product)) customers.add(customer);
  for (const customer of customers) settleEntitlements(ctx, customer);
}

function wantedFeatures(ctx: Context, customer: string): string[] {
  const wanted = new Set<string>();
  for (const { status, items } of ctx.store.list("subscription", { by: ["customer", customer] })) {
    if (!GRANTING.includes(status)) continue;
    for (const { price } of items.data) for (const { feature } of featuresOf(ctx, price.product)) wanted.add(feature);
  }
  return [...wanted];
}

function granted(ctx: Context, id: string): ActiveEntitlement[] {
  const feature = ctx.store.get("entitlements.feature", id);
  return feature
    ? [
        {
          id: newId("ent"),
          object: "entitlements.active_entitlement",
          feature: id,
          livemode: false,
          lookup_key: feature.lookup_key,
        },
      ]
    : [];
}

function inEvent(customer: string, all: ActiveEntitlement[]): List<ActiveEntitlement> {
  return {
    object: "list",
    data: all.slice(0, IN_EVENT),
    has_more: all.length > IN_EVENT,
    url: `/v1/customer/${customer}/entitlements`,
  };
}
