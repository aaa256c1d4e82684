// The parameters of a portal configuration.
import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  integer,
  object,
  oneOf,
  required,
  string,
  url,
  type Parsed,
} from "../../conventions/params.ts";

const proration = oneOf("always_invoice", "create_prorations", "none");

export const features = object({
  customer_update: object({
    enabled: boolean(),
    allowed_updates: clearable(array(oneOf("address", "email", "name", "phone", "shipping", "tax_id"))),
  }),
  invoice_history: object({ enabled: required(boolean()) }),
  payment_method_update: object({ enabled: required(boolean()) }),
  subscription_cancel: object({
    enabled: boolean(),
    mode: oneOf("at_period_end", "immediately"),
    // Without `always_invoice` [SDK: ConfigurationCreateParams.Features.SubscriptionCancel]
    proration_behavior: oneOf("create_prorations", "none"),
    cancellation_reason: object({
      enabled: required(boolean()),
      options: clearable(
        array(
          oneOf(
            "customer_service",
            "low_quality",
            "missing_features",
            "other",
            "switched_service",
            "too_complex",
            "too_expensive",
            "unused",
          ),
        ),
      ),
    }),
  }),
  subscription_update: object({
    enabled: boolean(),
    billing_cycle_anchor: oneOf("now", "unchanged"),
    default_allowed_updates: clearable(array(oneOf("price", "promotion_code", "quantity"))),
    products: clearable(
      array(
        object({
          product: required(string()),
          prices: required(array(string())),
          adjustable_quantity: object({
            enabled: required(boolean()),
            minimum: integer({ min: 0 }),
            maximum: integer({ min: 1 }),
          }),
        }),
        { max: 10 },
      ),
    ),
    proration_behavior: proration,
    schedule_at_period_end: object({
      conditions: clearable(array(object({ type: required(oneOf("decreasing_item_amount", "shortening_interval")) }))),
    }),
    trial_update_behavior: oneOf("continue_trial", "end_trial"),
  }),
});

export const common = {
  business_profile: object({
    headline: clearable(string({ max: 60 })),
    privacy_policy_url: url(),
    terms_of_service_url: url(),
  }),
  default_return_url: clearable(url()),
  login_page: object({ enabled: required(boolean()) }),
  metadata: metadata(),
  name: clearable(string()),
};

export type FeatureParams = ReturnType<typeof features.parse>;

export type CommonParams = Parsed<typeof common>;

export type ProductParams = NonNullable<NonNullable<FeatureParams["subscription_update"]>["products"]>;
