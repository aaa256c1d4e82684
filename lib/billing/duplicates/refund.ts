import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isFinal, isRefused, NotAtStripe } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";

/** What went back, in minor units; nothing where nothing was paid. */
export type Refunded = { refundedMinor: number; currency: string | null };

const MOST_INVOICES = 500;

/**
 * Refunds all that was really paid for a subscription that has ended, from cards and accounts, less earlier refunds.
 * Open invoices are voided.
 * @param key of each write, together with what it writes to
 * @throws what Stripe refuses for good (a disputed payment) and what we can't refund (a payment from the customer's
 *   credit), after all others are refunded
 */
export async function refundSubscription(
  subscriptionId: string,
  key: string,
  deadline: Deadline,
  reason?: "duplicate",
): Promise<Refunded> {
  const invoices = await stripe()
    .invoices.list({ subscription: subscriptionId, limit: 100 }, deadline.options())
    .autoPagingToArray({ limit: MOST_INVOICES });
  const sum: Refunded = { refundedMinor: 0, currency: null };
  const refused: unknown[] = [];
  for (const invoice of invoices) {
    if (!invoice.id) continue;
    if (invoice.status === "open") await voidInvoice(invoice.id, key, deadline);
    const credit = creditIn(invoice);
    if (credit > 0)
      refused.push(
        new NotAtStripe(
          `The customer's credit paid ${credit} (${invoice.currency}, minor units) of ${invoice.id}: give it back to their balance at Stripe.`,
        ),
      );
    const payments = await stripe().invoicePayments.list(
      { invoice: invoice.id, status: "paid", limit: 100 },
      deadline.options(),
    );
    for (const payment of payments.data) {
      try {
        sum.refundedMinor += await refundPayment(payment, key, deadline, reason);
      } catch (error) {
        if (!isFinal(error)) throw error;
        refused.push(error);
      }
      sum.currency = payment.currency;
    }
  }
  if (refused.length > 0) throw refused[0];
  return sum;
}

/** What the customer's balance paid of it; a void one gave it back (https://docs.stripe.com/billing/customer/balance). */
const creditIn = ({ status, starting_balance: before, ending_balance: after }: Stripe.Invoice): number =>
  status === "paid" && after !== null ? Math.max(0, Math.min(after, 0) - before) : 0;

async function voidInvoice(id: string, key: string, deadline: Deadline): Promise<void> {
  try {
    await writeOnce(`${key}-void-${id}`, deadline, (options) => stripe().invoices.voidInvoice(id, {}, options));
  } catch (error) {
    if (!isRefused(error)) throw error;
    // Not for good. The next try knows how the payment ended.
    throw new Error(`The invoice ${id} can't be voided while a payment is under way: ${error.message}`, {
      cause: error,
    });
  }
}

/** @returns what went back of this payment, by this or by an earlier try */
async function refundPayment(
  payment: Stripe.InvoicePayment,
  key: string,
  deadline: Deadline,
  reason: "duplicate" | undefined,
): Promise<number> {
  const what = paidBy(payment);
  const made = await stripe().refunds.list({ ...what, limit: 100 }, deadline.options());
  const back = made.data
    .filter(({ status }) => status !== "failed" && status !== "canceled")
    .reduce((all, { amount }) => all + amount, 0);
  if (back >= (payment.amount_paid ?? 0)) return back;
  // Without an amount it is all that is left.
  const refund = await writeOnce(`${key}-${what.payment_intent ?? what.charge}`, deadline, (options) =>
    stripe().refunds.create({ ...what, ...(reason && { reason }) }, options),
  );
  return back + refund.amount;
}

type Paid = { payment_intent: string; charge?: never } | { charge: string; payment_intent?: never };

function paidBy({ id, payment }: Stripe.InvoicePayment): Paid {
  const { payment_intent: intent, charge } = payment;
  if (intent) return { payment_intent: typeof intent === "string" ? intent : intent.id };
  if (charge) return { charge: typeof charge === "string" ? charge : charge.id };
  throw new NotAtStripe(`The payment ${id} was made outside Stripe, which can't refund it.`);
}
