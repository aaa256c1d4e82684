import { checkoutLocale } from "../../conventions/locales.ts";
import { subscriptionData } from "./subscription-data.ts";
import { email } from "../../conventions/email.ts";
import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  object,
  oneOf,
  required,
  string,
  timestamp,
  url,
  type Parsed,
} from "../../conventions/params.ts";
import { automaticTax } from "../subscriptions/subscription-params.ts";
import { pageFields } from "./page-params.ts";
import { paymentFields } from "./payment-params.ts";
import { lineItemFields, optionalItems } from "./session-items.ts";

export const createFields = {
  ...paymentFields,
  ...pageFields,
  adaptive_pricing: object({ enabled: boolean() }),
  allow_promotion_codes: boolean(),
  allowed_payment_method_types: array(oneOf("card", "sepa_debit")),
  automatic_tax: automaticTax,
  cancel_url: url(),
  client_reference_id: string({ max: 200 }),
  currency: string({ max: 3 }),
  customer: string(),
  customer_email: email({ max: 800 }),
  discounts: array(object({ coupon: string(), promotion_code: string() }), { max: 1 }),
  expires_at: timestamp(),
  line_items: array(object(lineItemFields), { max: 100 }),
  locale: checkoutLocale,
  managed_payments: object({ enabled: boolean() }),
  metadata: metadata(),
  mode: required(oneOf("payment", "setup", "subscription")),
  optional_items: optionalItems,
  payment_method_collection: oneOf("always", "if_required"),
  subscription_data: subscriptionData,
  return_url: url(),
  success_url: url(),
  ui_mode: oneOf("elements", "embedded_page", "form", "hosted_page"),
};

export type SessionParams = Parsed<typeof createFields>;
