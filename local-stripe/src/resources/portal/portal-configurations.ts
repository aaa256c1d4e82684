import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { create, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId, token } from "../../conventions/ids.ts";
import { listParams, page } from "../../conventions/lists.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import { boolean, required } from "../../conventions/params.ts";
import type { PortalConfiguration } from "../../store/objects.ts";
import { notRecurring } from "../catalog/recurring-price.ts";
import {
  features,
  common,
  type FeatureParams,
  type CommonParams,
  type ProductParams,
} from "./portal-configuration-params.ts";

type Features = PortalConfiguration["features"];

const NO_FEATURES: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: false,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    proration_behavior: "none",
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: "end_trial",
  },
};

/** Each feature changes as a whole, its fields one by one. */
function changedFeatures(before: Features, change: FeatureParams): Features {
  const cancel = change.subscription_cancel ?? {};
  const updates = change.subscription_update ?? {};
  const reason = cancel.cancellation_reason;
  return {
    ...before,
    customer_update: {
      ...before.customer_update,
      ...change.customer_update,
      allowed_updates: change.customer_update?.allowed_updates ?? before.customer_update.allowed_updates,
    },
    invoice_history: change.invoice_history ?? before.invoice_history,
    payment_method_update: { ...before.payment_method_update, ...change.payment_method_update },
    subscription_cancel: {
      ...before.subscription_cancel,
      ...cancel,
      cancellation_reason: reason
        ? { enabled: reason.enabled, feedback_options: null, options: reason.options ?? [] }
        : before.subscription_cancel.cancellation_reason,
    },
    subscription_update: {
      ...before.subscription_update,
      ...updates,
      default_allowed_updates:
        updates.default_allowed_updates === undefined
          ? before.subscription_update.default_allowed_updates
          : (updates.default_allowed_updates ?? []),
      products:
        updates.products === undefined
          ? (before.subscription_update.products ?? null)
          : products(updates.products ?? []),
      schedule_at_period_end: updates.schedule_at_period_end
        ? { conditions: updates.schedule_at_period_end.conditions ?? [] }
        : before.subscription_update.schedule_at_period_end,
    },
  };
}

const PRODUCTS = "features[subscription_update][products]";

/** Of each product one price per interval. The sentence is Stripe's, quoted by several unrelated users. */
function checkProducts(ctx: Context, wanted: ProductParams): void {
  wanted.forEach(({ product, prices }, index) => {
    const param = `${PRODUCTS}[${index}]`;
    fetchNamed(ctx, "product", product, `${param}[product]`);
    const intervals = prices.map((id, at) => {
      const price = fetchNamed(ctx, "price", id, `${param}[prices][${at}]`);
      if (price.type !== "recurring") throw notRecurring(`${param}[prices][${at}]`);
      if (!price.active)
        throw invalid(
          "The price specified is inactive. This field only accepts active prices.",
          `${param}[prices][${at}]`,
        );
      if (price.product !== product)
        throw invalid(`The price ${id} does not belong to the product ${product}.`, `${param}[prices][${at}]`);
      return `${price.recurring?.interval} ${price.recurring?.interval_count}`;
    });
    if (new Set(intervals).size < intervals.length)
      throw invalid("For each product, its price must have unique billing intervals.", PRODUCTS);
  });
}

/** Only an end at once leaves unused time. The rule is the SDK's, the sentence is not Stripe's. */
function checkCancel({ mode, proration_behavior }: Features["subscription_cancel"]): void {
  if (mode !== "immediately" && proration_behavior !== "none")
    throw invalid(
      "`proration_behavior` can only be `create_prorations` when `mode` is `immediately`.",
      "features[subscription_cancel][proration_behavior]",
    );
}

function products(wanted: ProductParams) {
  return wanted.map(({ adjustable_quantity: quantity, ...product }) => ({
    ...product,
    adjustable_quantity: {
      enabled: quantity?.enabled ?? false,
      maximum: quantity?.maximum ?? null,
      minimum: quantity?.minimum ?? 0,
    },
  }));
}

/** One that is on keeps its address; one that was off gets another, and the address of before stays dead. */
function loginPage(
  ctx: Context,
  before: PortalConfiguration["login_page"],
  enabled: boolean,
): PortalConfiguration["login_page"] {
  if (enabled && before.enabled) return before;
  return { enabled, url: enabled ? `${ctx.baseUrl}/p/login/test_${token(16)}` : null };
}

function changed(
  ctx: Context,
  before: PortalConfiguration,
  params: CommonParams & { features?: FeatureParams; active?: boolean },
): PortalConfiguration {
  const { business_profile, login_page, metadata: change, features: wanted, ...plain } = params;
  checkProducts(ctx, wanted?.subscription_update?.products ?? []);
  const features = wanted ? changedFeatures(before.features, wanted) : before.features;
  if (wanted?.subscription_cancel) checkCancel(features.subscription_cancel);
  return {
    ...before,
    ...plain,
    business_profile: { ...before.business_profile, ...business_profile },
    features,
    login_page: login_page ? loginPage(ctx, before.login_page, login_page.enabled) : before.login_page,
    metadata: changeMetadata(before.metadata ?? {}, change),
  };
}

export function defaultConfiguration(ctx: Context): PortalConfiguration | undefined {
  return [...ctx.store.list("billing_portal.configuration")].find((configuration) => configuration.is_default);
}

export const portalConfigurationEndpoints = [
  post("/v1/billing_portal/configurations", { ...common, features: required(features) }, (ctx, params) => {
    const blank: PortalConfiguration = {
      id: newId("bpc"),
      object: "billing_portal.configuration",
      active: true,
      application: null,
      business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
      created: ctx.now,
      default_return_url: null,
      features: NO_FEATURES,
      // Stripe's default is saved in its Dashboard; here it is the first configuration
      is_default: defaultConfiguration(ctx) === undefined,
      livemode: false,
      login_page: { enabled: false, url: null },
      metadata: {},
      name: null,
      updated: ctx.now,
    };
    return create(
      ctx,
      "billing_portal.configuration",
      changed(ctx, blank, params),
      "billing_portal.configuration.created",
    );
  }),
  get(
    "/v1/billing_portal/configurations",
    listParams({ active: boolean(), is_default: boolean() }),
    (ctx, { active, is_default, ...at }) =>
      page(ctx, "billing_portal.configuration", "/v1/billing_portal/configurations", at, {
        where: (one) =>
          (active === undefined || one.active === active) &&
          (is_default === undefined || one.is_default === is_default),
      }),
  ),
  get("/v1/billing_portal/configurations/:id", {}, (ctx, _params, id) =>
    fetch(ctx, "billing_portal.configuration", id),
  ),
  post("/v1/billing_portal/configurations/:id", { ...common, active: boolean(), features }, (ctx, params, id) => {
    const before = fetch(ctx, "billing_portal.configuration", id);
    const after = changed(ctx, before, params);
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    return update(
      ctx,
      "billing_portal.configuration",
      { ...after, updated: ctx.now },
      "billing_portal.configuration.updated",
    );
  }),
];
