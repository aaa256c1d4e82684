// The parameters of payment intents. Those for platforms (`transfer_data`, `application_fee_amount`, `on_behalf_of`) are refused.
import { billingDetails } from "../../billing/payment-methods/billing-details.ts";
import { metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  either,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  url,
  type Parsed,
} from "../../conventions/params.ts";

const text = () => clearable(string());

export const shippingParam = object({
  address: required(
    object({ city: text(), country: text(), line1: text(), line2: text(), postal_code: text(), state: text() }),
  ),
  carrier: string(),
  name: required(string()),
  phone: string(),
  tracking_number: string(),
});

const methodType = oneOf("card", "sepa_debit");

export const methodData = object({
  type: required(methodType),
  allow_redisplay: oneOf("always", "limited", "unspecified"),
  billing_details: billingDetails,
  card: object({ token: string(), number: string(), exp_month: integer(), exp_year: integer(), cvc: string() }),
  metadata: metadata(),
  sepa_debit: object({ iban: required(string()) }),
});

const futureUsage = oneOf("off_session", "on_session");
export const captureMethod = oneOf("automatic", "automatic_async", "manual");

/** What a mandate was accepted with. It is not shown. */
const mandateData = clearable(
  object({
    customer_acceptance: required(
      object({
        type: required(oneOf("offline", "online")),
        accepted_at: timestamp(),
        offline: clearable(object({})),
        online: object({ ip_address: string(), user_agent: string() }),
      }),
    ),
  }),
);

/** What may be set from the creation until it is confirmed. */
const settable = {
  description: string({ max: 1000 }),
  payment_method: string(),
  payment_method_data: methodData,
  payment_method_options: object({
    card: object({
      request_three_d_secure: oneOf("any", "automatic", "challenge"),
      setup_future_usage: clearable(futureUsage),
    }),
    sepa_debit: object({ setup_future_usage: clearable(futureUsage) }),
  }),
  receipt_email: clearable(string({ max: 800 })),
  setup_future_usage: clearable(futureUsage),
  shipping: clearable(shippingParam),
};

/** How it is confirmed: at once, or by the call that confirms it. */
const confirmation = {
  error_on_requires_action: boolean(),
  mandate_data: mandateData,
  off_session: either<boolean, "one_off" | "recurring">(boolean(), oneOf("one_off", "recurring")),
  return_url: url(),
  use_stripe_sdk: boolean(),
};

const descriptor = string({ max: 22 });

export const createFields = {
  ...settable,
  ...confirmation,
  amount: required(integer({ min: 0 })),
  automatic_payment_methods: object({ allow_redirects: oneOf("always", "never"), enabled: required(boolean()) }),
  capture_method: captureMethod,
  confirm: boolean(),
  confirmation_method: oneOf("automatic", "manual"),
  currency: required(string({ max: 3 })),
  customer: string(),
  metadata: metadata(),
  // Gone from the API since 2026-09-30.endive, and still sent by the Stripe CLI and older libraries
  payment_method_types: array(methodType),
  statement_descriptor: descriptor,
  statement_descriptor_suffix: descriptor,
  transfer_group: string(),
};
export type CreateParams = Parsed<typeof createFields>;

export const updateFields = {
  ...settable,
  amount: integer({ min: 0 }),
  capture_method: captureMethod,
  currency: string({ max: 3 }),
  customer: string(),
  metadata: metadata(),
  payment_method_types: array(methodType),
  statement_descriptor: descriptor,
  statement_descriptor_suffix: descriptor,
  transfer_group: string(),
};
export type UpdateParams = Parsed<typeof updateFields>;

const { description: _description, ...confirmable } = settable;
export const confirmFields = { ...confirmable, ...confirmation, capture_method: captureMethod };
export type ConfirmParams = Parsed<typeof confirmFields>;

export const captureFields = {
  amount_to_capture: integer({ min: 1 }),
  final_capture: boolean(),
  metadata: metadata(),
  statement_descriptor: descriptor,
  statement_descriptor_suffix: descriptor,
};

export const cancelFields = {
  cancellation_reason: oneOf("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
};
