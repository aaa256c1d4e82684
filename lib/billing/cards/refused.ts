import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { PAYS_WITH } from "../dashboard/pays-with";
import { idOf } from "../mirror/records";

// Which payment method was refused last, so that the payer sees it beside its name. Only shown: nothing is decided by it.

const LATEST = `ON CONFLICT (subscription_id) DO UPDATE SET method_id = excluded.method_id, refused_at = excluded.refused_at
     WHERE f.refused_at <= excluded.refused_at`;

/** Stripe refused a payment of ours. */
export async function noteRefusal(subscriptionId: string, methodId: string, at: Date): Promise<void> {
  await statement(
    "card_refusal_note",
    `INSERT INTO card_refusal AS f (subscription_id, method_id, refused_at) VALUES ($1, $2, $3) ${LATEST}`,
    [subscriptionId, methodId, at],
  );
}

// The event doesn't name the method. It is what pays for the subscription, unless that was changed since.
const NOTE_FAILED = `
  INSERT INTO card_refusal AS f (subscription_id, method_id, refused_at)
  SELECT s.id, COALESCE($2, ${PAYS_WITH}), $3 FROM subscription s LEFT JOIN customer c ON c.id = s.customer_id
  WHERE s.id = $1 AND COALESCE($2, ${PAYS_WITH}) IS NOT NULL
    AND NOT EXISTS (SELECT FROM card_change k WHERE k.subscription_id = s.id AND k.changed_at > $3)
  ${LATEST}`;

/** A payment that Stripe tried failed. */
export async function noteFailedPayment({ data, created }: Stripe.InvoicePaymentFailedEvent): Promise<void> {
  const invoice = data.object;
  // Before 2025-03-31.basil the subscription was a top-level field.
  const older = invoice as { subscription?: string | { id: string } | null };
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription ?? older.subscription);
  if (!subscriptionId) return;
  const values = [subscriptionId, idOf(invoice.default_payment_method), new Date(created * 1000)];
  await statement("card_refusal_note_failed", NOTE_FAILED, values);
}
