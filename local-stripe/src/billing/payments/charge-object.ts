// What a payment, or its refusal, leaves behind.
import { newId } from "../../conventions/ids.ts";
import type { StripeError } from "../../conventions/errors.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "../../store/objects.ts";
import { methodDetails } from "./method-details.ts";

interface Made {
  now: number;
  method: PaymentMethod;
  refusal: StripeError | undefined;
  authenticated: boolean;
  mandate: string | null;
}

/** `intent` has the status that the attempt led to: `succeeded`, `requires_capture`, `processing`, or that of a refusal. */
export function chargeObject(intent: PaymentIntent, { now, method, refusal, authenticated, mandate }: Made): Charge {
  const accepted = refusal === undefined;
  const held = intent.status === "requires_capture";
  const paid = intent.status === "succeeded" || held;
  return {
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: accepted && !held ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "LOCAL STRIPE",
    captured: accepted && !held,
    created: now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    ...failureOf(refusal),
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: refusal ? "try_again_later" : null,
      network_advice_code: null,
      network_decline_code: refusal?.details.network_decline_code ?? null,
      network_status: accepted ? "approved_by_network" : "declined_by_network",
      reason: refusal?.details.decline_code ?? null,
      risk_level: "normal",
      risk_score: 20,
      seller_message: accepted ? "Payment complete." : "The bank did not return any further details with this decline.",
      type: accepted ? "authorized" : "issuer_declined",
    },
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(method, intent, { now, accepted, authenticated, mandate }),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: paid ? "succeeded" : accepted ? "pending" : "failed",
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

export function failureOf(refusal: StripeError | undefined): Pick<Charge, "failure_code" | "failure_message"> {
  return { failure_code: refusal?.details.code ?? null, failure_message: refusal?.message ?? null };
}
