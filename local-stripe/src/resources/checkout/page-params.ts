// What a session's parameters say of its page: what it asks for, and what it says. [SDK: Checkout.SessionCreateParams]
import { country } from "../../conventions/countries.ts";
import { metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, integer, object, oneOf, required, string } from "../../conventions/params.ts";

const message = clearable(object({ message: required(string({ max: 1200 })) }));

const length = integer({ min: 0 });
const typed = object({ default_value: string({ max: 255 }), maximum_length: length, minimum_length: length });

const customField = object({
  dropdown: object({
    default_value: string({ max: 100 }),
    options: required(
      array(object({ label: required(string({ max: 100 })), value: required(string({ max: 100 })) }), { max: 200 }),
    ),
  }),
  key: required(string({ max: 200 })),
  label: required(object({ custom: required(string({ max: 50 })), type: required(oneOf("custom")) })),
  numeric: typed,
  optional: boolean(),
  text: typed,
  type: required(oneOf("dropdown", "numeric", "text")),
});

const nameField = object({ enabled: required(boolean()), optional: boolean() });
const saves = oneOf("auto", "never");

export const pageFields = {
  after_expiration: object({ recovery: object({ allow_promotion_codes: boolean(), enabled: required(boolean()) }) }),
  billing_address_collection: oneOf("auto", "required"),
  branding_settings: object({
    background_color: clearable(string()),
    border_style: clearable(oneOf("pill", "rectangular", "rounded")),
    button_color: clearable(string()),
    display_name: string(),
    font_family: clearable(string()),
  }),
  consent_collection: object({
    payment_method_reuse_agreement: object({ position: required(oneOf("auto", "hidden")) }),
    promotions: oneOf("auto", "none"),
    terms_of_service: oneOf("none", "required"),
  }),
  custom_fields: array(customField, { max: 3 }),
  custom_text: object({
    after_submit: message,
    shipping_address: message,
    submit: message,
    terms_of_service_acceptance: message,
  }),
  customer_creation: oneOf("always", "if_required"),
  customer_update: object({ address: saves, name: saves, shipping: saves }),
  integration_identifier: string({ max: 200 }),
  name_collection: object({ business: nameField, individual: nameField }),
  origin_context: oneOf("mobile_app", "web"),
  payment_method_data: object({ allow_redisplay: oneOf("always", "limited", "unspecified") }),
  payment_method_options: object({
    card: object({
      request_three_d_secure: oneOf("any", "automatic", "challenge"),
      restrictions: object({
        brands_blocked: array(oneOf("american_express", "discover_global_network", "mastercard", "visa")),
      }),
    }),
  }),
  phone_number_collection: object({ enabled: required(boolean()) }),
  redirect_on_completion: oneOf("always", "if_required", "never"),
  saved_payment_method_options: object({
    allow_redisplay_filters: array(oneOf("always", "limited", "unspecified")),
    payment_method_remove: oneOf("disabled", "enabled"),
    payment_method_save: oneOf("disabled", "enabled"),
  }),
  setup_intent_data: object({ description: string(), metadata: metadata() }),
  shipping_address_collection: object({ allowed_countries: required(array(country())) }),
  submit_type: oneOf("auto", "book", "donate", "pay", "subscribe"),
  tax_id_collection: object({ enabled: required(boolean()), required: oneOf("if_supported", "never") }),
  wallet_options: object({ link: object({ display: oneOf("auto", "never") }) }),
};
