import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isFinal, isRefused, NotAtStripe } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";

/** What went back, in minor units; nothing where nothing was paid. */
export type Refunded = { refundedMinor: number; currency: string | null };

/** What of it is done already, by invoice, and how to write down the next one. */
export type Progress = { done: Refunds; note: (invoiceId: string, refunded: Refunded) => Promise<void> };
export type Refunds = Record<string, Refunded>;

const PAGE = 100;
const AT_ONCE = 4;

/**
 * Refunds all that was really paid for a subscription that has ended, from cards and accounts, less earlier refunds.
 * Open invoices are voided, or written off where a part is paid. Each invoice that is done is written down, so that a try which runs out of time is continued
 * by the next, however many invoices there are.
 * @param key of each write, together with what it writes to
 * @throws what Stripe refuses for good (a disputed payment) and what we can't refund (a payment from the customer's
 *   credit), after all others are refunded
 */
export async function refundSubscription(
  subscriptionId: string,
  key: string,
  deadline: Deadline,
  { progress, reason }: { progress?: Progress; reason?: "duplicate" } = {},
): Promise<Refunded> {
  const done = progress?.done ?? {};
  const all: Refunds = { ...done };
  const refused: unknown[] = [];
  for await (const invoices of pagesOf(subscriptionId, deadline)) {
    const left = invoices.filter(({ id }) => id && !Object.hasOwn(done, id));
    for (let first = 0; first < left.length; first += AT_ONCE) {
      const group = left.slice(first, first + AT_ONCE);
      const tries = await Promise.allSettled(
        group.map(async (invoice) => {
          const refunded = await refundInvoice(invoice, key, deadline, reason);
          all[invoice.id] = refunded;
          await progress?.note(invoice.id, refunded);
        }),
      );
      const failures = tries.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      const passing = failures.find((error) => !isFinal(error));
      if (passing) throw passing;
      refused.push(...failures);
    }
  }
  if (refused.length > 0) throw refused[0];
  return Object.values(all).reduce(
    (sum, one) => ({ refundedMinor: sum.refundedMinor + one.refundedMinor, currency: one.currency ?? sum.currency }),
    { refundedMinor: 0, currency: null },
  );
}

async function* pagesOf(subscription: string, deadline: Deadline): AsyncGenerator<Stripe.Invoice[]> {
  for (let after: string | undefined, more = true; more; ) {
    const page: Stripe.ApiList<Stripe.Invoice> = await stripe().invoices.list(
      { subscription, limit: PAGE, ...(after && { starting_after: after }) },
      deadline.options(),
    );
    yield page.data;
    after = page.data.at(-1)?.id;
    more = page.has_more;
  }
}

/** @throws after all that can be refunded of it is */
async function refundInvoice(
  invoice: Stripe.Invoice,
  key: string,
  deadline: Deadline,
  reason: "duplicate" | undefined,
): Promise<Refunded> {
  const sum: Refunded = { refundedMinor: 0, currency: null };
  const refused: unknown[] = [];
  if (invoice.status === "open") await stopCollecting(invoice, key, deadline);
  const credit = creditIn(invoice);
  if (credit > 0)
    refused.push(
      new NotAtStripe(
        `The customer's credit paid ${credit} (${invoice.currency}, minor units) of ${invoice.id}: give it back to their balance at Stripe.`,
      ),
    );
  for await (const payment of stripe().invoicePayments.list(
    { invoice: invoice.id, status: "paid", limit: PAGE },
    deadline.options(),
  )) {
    try {
      sum.refundedMinor += await refundPayment(payment, key, deadline, reason);
    } catch (error) {
      if (!isFinal(error)) throw error;
      refused.push(error);
    }
    sum.currency = payment.currency;
  }
  if (refused.length > 0) throw refused[0];
  return sum;
}

/** What the customer's balance paid of it; a void one gave it back (https://docs.stripe.com/billing/customer/balance). */
const creditIn = ({ status, starting_balance: before, ending_balance: after }: Stripe.Invoice): number =>
  status === "paid" && after !== null ? Math.max(0, Math.min(after, 0) - before) : 0;

/** One of which a part is paid can't be voided (https://docs.stripe.com/invoicing/partial-payments), so its rest is written off. */
async function stopCollecting({ id, amount_paid }: Stripe.Invoice, key: string, deadline: Deadline): Promise<void> {
  try {
    if (amount_paid > 0)
      await writeOnce(`${key}-uncollectible-${id}`, deadline, (options) =>
        stripe().invoices.markUncollectible(id, {}, options),
      );
    else await writeOnce(`${key}-void-${id}`, deadline, (options) => stripe().invoices.voidInvoice(id, {}, options));
  } catch (error) {
    if (!isRefused(error)) throw error;
    // Not for good. The next try knows how the payment ended.
    throw new Error(`The invoice ${id} can't be closed while a payment is under way: ${error.message}`, {
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
