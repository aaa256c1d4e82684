// What a payment, or its refusal, leaves behind.
import { newId } from "../../conventions/ids.ts";
import type { StripeError } from "../../conventions/errors.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "../../store/objects.ts";

export function chargeObject(
  wanted: { now: number; customer: string; amount: number; currency: string; method: PaymentMethod },
  intent: PaymentIntent,
  refusal: StripeError | undefined,
): Charge {
  const { method, amount, currency, now, customer } = wanted;
  const paid = intent.status === "succeeded";
  const accepted = refusal === undefined;
  return {
    id: newId("ch"),
    object: "charge",
    amount,
    amount_captured: accepted ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "LOCAL STRIPE",
    captured: accepted,
    created: now,
    currency,
    customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    ...failureOf(refusal),
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: refusal ? "try_again_later" : null,
      network_advice_code: null,
      network_decline_code: refusal?.details.network_decline_code ?? null,
      network_status: accepted ? "approved_by_network" : "declined_by_network",
      reason: refusal?.details.decline_code ?? null,
      risk_level: "normal",
      seller_message: accepted ? "Payment complete." : "The bank did not return any further details with this decline.",
      type: accepted ? "authorized" : "issuer_declined",
    },
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? "succeeded" : accepted ? "pending" : "failed",
    transfer_data: null,
    transfer_group: null,
  };
}

export function failureOf(refusal: StripeError | undefined): Pick<Charge, "failure_code" | "failure_message"> {
  return { failure_code: refusal?.details.code ?? null, failure_message: refusal?.message ?? null };
}
