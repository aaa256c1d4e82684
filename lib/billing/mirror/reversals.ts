import type Stripe from "stripe";
import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { answeredAt } from "./fetch";
import { wasHandled } from "./inbox";
import { syncObject } from "./sync";
import type { InboxEvent } from "./write";

// Refunds and disputes change no invoice at Stripe: it stays paid. What went back is kept by its charge. Events of these
// are rare and come in any order, so Stripe is asked, and what it says now is written.

const WRITE = `
  WITH ours AS (SELECT FROM invoice v WHERE v.id = $2),
  written AS (
    INSERT INTO reversal AS r
      (charge_id, invoice_id, customer_id, currency, refunded_minor, dispute_id, dispute_status, disputed_minor, as_of)
    SELECT $1, $2, $3, $4, $5::bigint, $6, $7, $8::bigint, $9::timestamptz FROM ours
    ON CONFLICT (charge_id) DO UPDATE SET invoice_id = excluded.invoice_id,
      refunded_minor = CASE WHEN r.as_of > excluded.as_of THEN r.refunded_minor ELSE excluded.refunded_minor END,
      dispute_id = COALESCE(excluded.dispute_id, r.dispute_id),
      dispute_status = CASE WHEN excluded.dispute_id IS NULL OR r.as_of > excluded.as_of THEN r.dispute_status ELSE excluded.dispute_status END,
      disputed_minor = COALESCE(excluded.disputed_minor, r.disputed_minor), as_of = GREATEST(r.as_of, excluded.as_of)
    RETURNING charge_id)`;

const BRING = `${WRITE} SELECT FROM written`;

const KNOWN = "SELECT FROM invoice WHERE id = $1";

const RECORD = `
  ${WRITE},
  inbox AS (
    INSERT INTO stripe_event AS e
      (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts)
    SELECT $10, $11, $17, $12::timestamptz, $13, $14::text, 'processed', $15::timestamptz, $16::timestamptz, 1 FROM written
    ON CONFLICT (id) DO UPDATE SET state = 'processed', error = NULL, payload = excluded.payload,
      last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1)
  SELECT FROM written`;

/**
 * Writes down what went back of a payment of ours, and what is disputed.
 * @param object what the event is about
 */
export async function recordReversal(
  event: InboxEvent,
  chargeId: string | null,
  object: { id: string; object: string },
): Promise<"processed" | "duplicate" | "ignored"> {
  if (chargeId === null) return "ignored";
  if (await wasHandled(event.id)) return "duplicate";
  const deadline = new Deadline();
  const charge = await stripe().charges.retrieve(chargeId, {}, deadline.options());
  const invoiceId = await invoiceOf(charge, deadline);
  // The payment of an invoice may be told of before the invoice.
  if (invoiceId === null || !(await isHere(invoiceId))) return "ignored";
  const disputeId = object.object === "dispute" ? object.id : null;
  const dispute = disputeId ? await stripe().disputes.retrieve(disputeId, {}, deadline.options()) : null;
  const written = await statement("reversal_record", RECORD, [
    ...rowOf(charge, invoiceId, dispute, answeredAt(dispute ?? charge)),
    event.id,
    event.type,
    event.created,
    event.apiVersion,
    event.payload,
    event.receivedAt,
    now(),
    object.id,
  ]);
  return written.length > 0 ? "processed" : "ignored";
}

type Row = [string, string, string | null, string, number, string | null, string | null, number | null, Date];

const rowOf = (charge: Stripe.Charge, invoiceId: string, dispute: Stripe.Dispute | null, asOf: Date): Row => [
  charge.id,
  invoiceId,
  typeof charge.customer === "string" ? charge.customer : (charge.customer?.id ?? null),
  charge.currency,
  charge.amount_refunded,
  dispute?.id ?? null,
  dispute?.status ?? null,
  dispute?.amount ?? null,
  asOf,
];

/**
 * Fetches what went back of a customer's payments, and what is disputed, where their invoices are here by now. Events of
 * it were nobody's before.
 */
export async function bringReversals(customer: string): Promise<void> {
  for (let after: string | undefined, more = true; more; ) {
    const deadline = new Deadline(20_000);
    const page = await stripe().charges.list(
      { customer, limit: 100, ...(after && { starting_after: after }) },
      deadline.options(),
    );
    const turnedBack = page.data.filter((charge) => charge.amount_refunded > 0 || charge.disputed);
    await attemptEach(turnedBack, (charge) => bringReversal(charge, answeredAt(page)));
    after = page.data.at(-1)?.id;
    more = page.has_more && after !== undefined;
  }
}

/**
 * Fetches what a charge alone doesn't say, and writes it.
 * @param asOf when Stripe said what the charge says
 * @returns whether it paid an invoice that is here; only then it is written
 */
export async function bringReversal(charge: Stripe.Charge, asOf: Date, { writes = true } = {}): Promise<boolean> {
  const deadline = new Deadline();
  const invoiceId = await invoiceOf(charge, deadline);
  if (invoiceId === null) return false;
  if (!writes) return (await statement("invoice_known", KNOWN, [invoiceId])).length > 0;
  if (!(await isHere(invoiceId))) return false;
  // The newest one: there is rarely a second.
  const disputes = charge.disputed
    ? (await stripe().disputes.list({ charge: charge.id, limit: 1 }, deadline.options())).data
    : [];
  const written = await statement("reversal_bring", BRING, rowOf(charge, invoiceId, disputes[0] ?? null, asOf));
  return written.length > 0;
}

/** @returns whether an invoice is one of ours; then it is here afterwards */
async function isHere(id: string): Promise<boolean> {
  if ((await statement("invoice_known", KNOWN, [id])).length > 0) return true;
  return (await syncObject("invoice", id)).outcome === "written";
}

/** A charge names no invoice since 2025-03-31.basil: the payment of an invoice names the charge's payment intent. */
async function invoiceOf({ id, payment_intent: intent }: Stripe.Charge, deadline: Deadline): Promise<string | null> {
  const intentId = typeof intent === "string" ? intent : intent?.id;
  const payment = intentId
    ? ({ type: "payment_intent", payment_intent: intentId } as const)
    : ({ type: "charge", charge: id } as const);
  const { data } = await stripe().invoicePayments.list({ payment, limit: 1 }, deadline.options());
  const invoice = data[0]?.invoice;
  return (typeof invoice === "string" ? invoice : invoice?.id) ?? null;
}
