// What a payment intent looks like before anything is paid (recorded on endive).
import { newId, token } from "../../conventions/ids.ts";
import type { PaymentIntent } from "../../store/objects.ts";

type Given = Pick<PaymentIntent, "amount" | "created" | "currency" | "customer"> & Partial<PaymentIntent>;

export function intentObject(given: Given): PaymentIntent {
  const id = newId("pi");
  const types = given.payment_method_types ?? ["card"];
  return {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${token(25)}`,
    confirmation_method: "automatic",
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: given.automatic_payment_methods ? { id: CONFIGURATION, parent: null } : null,
    payment_method_options: optionsOf(types),
    payment_method_types: types,
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: given.payment_method ? "requires_confirmation" : "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
    ...given,
  };
}

/** Which methods are on is a setting of Stripe's Dashboard; here it is always this one. */
const CONFIGURATION = "pmc_1LocalStripe000000000000";

/** Without types, those that are on and take the currency. */
export function automaticTypes(currency: string): string[] {
  return currency === "eur" ? ["card", "sepa_debit"] : ["card"];
}

export function optionsOf(types: string[]): PaymentIntent["payment_method_options"] {
  return {
    ...(types.includes("card") && {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    }),
    ...(types.includes("sepa_debit") && { sepa_debit: {} }),
  };
}
