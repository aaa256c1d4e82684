import type Stripe from "stripe";
import { legal, legalHref } from "@/lib/brand/legal";
import type { LegalLink } from "@/lib/brand/types";
import { env } from "@/lib/env";
import { languages } from "@/lib/languages.mjs";
import { stripe } from "@/lib/stripe/client";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { portal } from "@/billing/portal";
import { PORTAL_PRODUCTS } from "../mirror/fetch";
import { differences, idIn, type Change, type Ids, type KeyFor } from "./change";
import type { PortalPlan } from "./portal-prices";

type Configuration = Stripe.BillingPortal.Configuration;

/** A product that the portal offers, with its prices. */
export type StripePlan = { productId: string; portalPriceIds: string[] };

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
      ...legalPages(),
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
        // There is nothing to switch on without a product. What the app may do is in the metadata.
        enabled: planChange.enabled && plans.length > 0,
        default_allowed_updates: ["price"],
        proration_behavior: planChange.proration,
        trial_update_behavior: planChange.trial,
        schedule_at_period_end: { conditions: planChange.waitsForPeriodEnd.map((type) => ({ type })) },
        // Never quantities: those of a price per seat follow the members.
        products: orNone(
          plans.map((plan) => ({
            product: plan.productId,
            prices: plan.portalPriceIds,
            adjustable_quantity: { enabled: false },
          })),
        ),
      },
    },
    ...(loginPage !== null && { login_page: { enabled: loginPage } }),
    metadata: {
      [METADATA.catalogKey]: "portal",
      [METADATA.planChanges]: planChange.enabled && plans.length === 0 ? "app" : "",
    },
  };
}

/** Stripe wants whole addresses. */
export function legalPages({ terms, privacy } = legal): { privacy_policy_url?: string; terms_of_service_url?: string } {
  const urlOf = (link: LegalLink) => {
    const href = legalHref(link, languages[0]);
    return href?.startsWith("/") ? new URL(href, env().FRONT_END_BASE_URL).href : href;
  };
  const privacyUrl = urlOf(privacy);
  const termsUrl = urlOf(terms);
  return {
    ...(privacyUrl && { privacy_policy_url: privacyUrl }),
    ...(termsUrl && { terms_of_service_url: termsUrl }),
  };
}

/** What the portal's configuration needs, at the end: by then all products and prices are there. */
export function portalChanges(
  plans: PortalPlan[],
  there: Configuration | undefined,
  ids: Ids,
  keyFor: KeyFor,
): Change[] {
  const wanted = (known: Ids) => wantedConfiguration(plans.map((plan) => asAtStripe(plan, known)));
  const expand = [PORTAL_PRODUCTS];
  const fields = differences(there ? comparable(there) : {}, comparable(wanted(ids)));
  if (!there) {
    const make = async (known: Ids) => {
      known.configuration = await writeOnce(keyFor("portal"), null, (options) =>
        stripe().billingPortal.configurations.create({ ...wanted(known), expand }, options),
      );
    };
    return [{ what: "create the portal's configuration", fields, make }];
  }
  ids.configuration = there;
  if (fields.length === 0) return [];
  const make = async (known: Ids) => {
    known.configuration = await setsValue(null, (options) =>
      stripe().billingPortal.configurations.update(there.id, { ...asUpdate(wanted(known)), expand }, options),
    );
  };
  return [{ what: `update the portal's configuration ${there.id}`, fields, make }];
}

const asAtStripe = ({ key, lookupKeys }: PortalPlan, ids: Ids): StripePlan => ({
  productId: idIn(ids.products, key),
  portalPriceIds: lookupKeys.map((lookupKey) => idIn(ids.prices, lookupKey)),
});

/** Stripe promises no order of what it lists; of products, the prices are compared, and whether quantities are offered. */
function comparable(configuration: Configuration | Stripe.BillingPortal.ConfigurationCreateParams): object {
  const { features, business_profile, login_page, metadata } = configuration;
  const products = features?.subscription_update?.products || [];
  const cancel = features?.subscription_cancel;
  const reason = cancel?.cancellation_reason;
  const waits = features?.subscription_update?.schedule_at_period_end?.conditions;
  const offered = products
    .map(
      ({ product, prices, adjustable_quantity }) =>
        `${product}: ${prices.toSorted().join(", ")}${adjustable_quantity?.enabled ? " (with quantities)" : ""}`,
    )
    .toSorted();
  return {
    business_profile,
    features: {
      ...features,
      customer_update: {
        ...features?.customer_update,
        allowed_updates: inOrder(features?.customer_update?.allowed_updates),
      },
      subscription_cancel: { ...cancel, cancellation_reason: { ...reason, options: inOrder(reason?.options) } },
      subscription_update: {
        ...features?.subscription_update,
        products: offered,
        schedule_at_period_end: { conditions: inOrder((waits || []).map(({ type }) => type)) },
      },
    },
    login_page,
    metadata,
  };
}

const inOrder = (list: readonly string[] | "" | null | undefined): string[] => (list || []).toSorted();
