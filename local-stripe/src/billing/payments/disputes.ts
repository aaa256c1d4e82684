// A customer disputes a charge with their bank. Subscription and invoice stay as they are. The seller decides what follows
// [docs: disputes/how-disputes-work; testing, "Disputes"].
import { create, update } from "../changes.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { newId } from "../../conventions/ids.ts";
import type { Charge, Dispute } from "../../store/objects.ts";

const TEXTS = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_tracking_number",
  "uncategorized_text",
] as const;
const FILES = [
  "cancellation_policy",
  "customer_communication",
  "customer_signature",
  "duplicate_charge_documentation",
  "receipt",
  "refund_policy",
  "service_documentation",
  "shipping_documentation",
  "uncategorized_file",
] as const;

/** What is given as text; files are not supported here. */
export const EVIDENCE_TEXTS: readonly (keyof Dispute["evidence"])[] = TEXTS;

const noneOf = <const Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, null])) as Record<Name, null>;

/** An inquiry is a question of the bank: no money is taken yet. */
export function openDispute(ctx: Context, charge: Charge, brand: string, inquiry = false): Dispute {
  const now = nowFor(ctx, charge.customer);
  const dispute: Dispute = {
    id: newId("du"),
    object: "dispute",
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...noneOf(TEXTS), ...noneOf(FILES), enhanced_evidence: {} },
    // How long a bank gives differs; this is a usual time
    evidence_details: {
      due_by: now + 9 * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: "10.4",
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand, case_type: inquiry ? "inquiry" : "chargeback", network: brand, network_reason_code: "10.4" },
      type: "card",
    },
    reason: "fraudulent",
    status: inquiry ? "warning_needs_response" : "needs_response",
  };
  update(ctx, "charge", { ...charge, disputed: true }, "charge.updated");
  create(ctx, "dispute", dispute, "charge.dispute.created");
  if (!inquiry) emit(ctx, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

export function closeDispute(ctx: Context, dispute: Dispute, status: "won" | "lost" | "warning_closed"): Dispute {
  const closed = update(ctx, "dispute", { ...dispute, status }, "charge.dispute.closed");
  if (status === "won") emit(ctx, "charge.dispute.funds_reinstated", closed);
  return closed;
}

/** How the test card's bank decides on evidence [docs: testing, "Evidence"]; on anything else it stays undecided. */
export function outcomeOf(evidence: string | null): "won" | "lost" | undefined {
  if (evidence === "winning_evidence") return "won";
  return evidence === "losing_evidence" ? "lost" : undefined;
}
