import type Stripe from "stripe";
import { stripeEnv } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { portal } from "@/billing/portal";
import { PORTAL_PRODUCTS } from "../mirror/fetch";
import type { StripePlan } from "./catalog";
import { holds, type Change, type KeyFor } from "./change";

type Configuration = Stripe.BillingPortal.Configuration;

/** The SDK does not send an empty list, so it would leave what is there. An empty text clears it. */
export const orNone = <T>(list: readonly T[]): T[] | "" => (list.length > 0 ? [...list] : "");

/** An update may clear the conditions, which a new configuration doesn't have yet. */
export function asUpdate(
  wanted: Stripe.BillingPortal.ConfigurationCreateParams,
): Stripe.BillingPortal.ConfigurationUpdateParams {
  const { features } = wanted;
  const update = features?.subscription_update;
  const conditions = orNone(update?.schedule_at_period_end?.conditions ?? []);
  return {
    ...wanted,
    features: { ...features, subscription_update: { ...update, schedule_at_period_end: { conditions } } },
  };
}

/** @param loginPage of the catalog's portal: null leaves it as it is */
export function wantedConfiguration(
  plans: StripePlan[],
  loginPage: boolean | null = portal.loginPage,
): Stripe.BillingPortal.ConfigurationCreateParams {
  const { planChange, cancellation } = portal;
  return {
    business_profile: {
      headline: portal.headline,
      ...(portal.privacyPolicyUrl && { privacy_policy_url: portal.privacyPolicyUrl }),
      ...(portal.termsOfServiceUrl && { terms_of_service_url: portal.termsOfServiceUrl }),
    },
    features: {
      customer_update: { enabled: portal.customerUpdate.length > 0, allowed_updates: orNone(portal.customerUpdate) },
      invoice_history: { enabled: portal.billingHistory },
      payment_method_update: { enabled: portal.paymentMethodUpdate },
      subscription_cancel: {
        enabled: cancellation.enabled,
        mode: cancellation.mode,
        cancellation_reason: { enabled: true, options: orNone(cancellation.reasons) },
      },
      subscription_update: {
        enabled: planChange.enabled,
        default_allowed_updates: ["price"],
        proration_behavior: planChange.proration,
        trial_update_behavior: planChange.trial,
        schedule_at_period_end: { conditions: planChange.waitsForPeriodEnd.map((type) => ({ type })) },
        // Never quantities: those of a price per seat follow the members.
        products: plans
          .filter((plan) => plan.portalPriceIds.length > 0)
          .map((plan) => ({
            product: plan.productId,
            prices: plan.portalPriceIds,
            adjustable_quantity: { enabled: false },
          })),
      },
    },
    ...(loginPage !== null && { login_page: { enabled: loginPage } }),
    metadata: { [METADATA.catalogKey]: "portal" },
  };
}

/**
 * The one in force, as the app finds it (portal/configuration.ts): the one that STRIPE_PORTAL_CONFIGURATION names, else
 * the account's default (the Dashboard's); where there is neither, the one that this setup made.
 */
export async function findConfiguration(): Promise<Configuration | undefined> {
  const named = stripeEnv().STRIPE_PORTAL_CONFIGURATION;
  if (named) return stripe().billingPortal.configurations.retrieve(named, { expand: [PORTAL_PRODUCTS] });
  const configurations = await stripe()
    .billingPortal.configurations.list({ active: true, limit: 100, expand: [`data.${PORTAL_PRODUCTS}`] })
    .autoPagingToArray({ limit: 1_000 });
  return (
    configurations.find((configuration) => configuration.is_default) ??
    configurations.find((configuration) => configuration.metadata?.[METADATA.catalogKey] === "portal")
  );
}

export async function portalChanges(plans: StripePlan[], keyFor: KeyFor): Promise<Change<void>[]> {
  const wanted = wantedConfiguration(plans);
  const there = await findConfiguration();
  if (!there) {
    const make = async () =>
      void (await writeOnce(keyFor("portal"), null, (options) =>
        stripe().billingPortal.configurations.create(wanted, options),
      ));
    return [{ what: "create the portal's configuration", make }];
  }
  if (holds(sorted(there), sorted(wanted))) return [];
  const make = async () =>
    void (await setsValue(null, (options) =>
      stripe().billingPortal.configurations.update(there.id, asUpdate(wanted), options),
    ));
  return [{ what: `update the portal's configuration ${there.id}`, make }];
}

/** Stripe keeps no order of products and prices; compared are those that are there, and whether quantities are offered. */
function sorted(configuration: Configuration | Stripe.BillingPortal.ConfigurationCreateParams) {
  const products = configuration.features?.subscription_update?.products;
  if (!products) return configuration;
  const ordered = products
    .map(({ product, prices, adjustable_quantity }) => ({
      product,
      prices: prices.toSorted(),
      adjustable_quantity: { enabled: adjustable_quantity?.enabled ?? false },
    }))
    .toSorted((a, b) => (a.product < b.product ? -1 : 1));
  const { features } = configuration;
  return {
    ...configuration,
    features: { ...features, subscription_update: { ...features?.subscription_update, products: ordered } },
  };
}
