import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { unpaidAsTheyAre } from "../entitlements/paying";
import { allLines } from "../mirror/fetch";
import { syncObject } from "../mirror/sync";

/** What its payer owes for the period that runs, as Stripe says now. */
export type Debt = {
  isOwed: boolean;
  /** A payment of it is under way, or about to begin: nobody can tell yet who will have paid. */
  isProcessing: boolean;
  /** The invoices for that period. */
  invoiceIds: string[];
};

export const idOf = (value: string | { id: string } | null | undefined): string | null =>
  typeof value === "string" ? value : (value?.id ?? null);

/** When the last of its items' periods ends. */
export const periodEndOf = ({ items }: Pick<Stripe.Subscription, "items">): Date =>
  new Date(Math.max(...items.data.map((item) => item.current_period_end)) * 1000);

/** When the first of its items' periods began. */
export const periodStartOf = ({ items }: Pick<Stripe.Subscription, "items">): Date =>
  new Date(Math.min(...items.data.map((item) => item.current_period_start)) * 1000);

/** When it ends, if that is set, or else its period. */
export function endOf(subscription: Pick<Stripe.Subscription, "items" | "cancel_at">): Date {
  const { cancel_at } = subscription;
  const end = periodEndOf(subscription);
  return cancel_at !== null && cancel_at * 1000 < end.getTime() ? new Date(cancel_at * 1000) : end;
}

export async function readDebt(subscription: Stripe.Subscription, deadline: Deadline): Promise<Debt> {
  const start = periodStartOf(subscription).getTime() / 1000;
  const invoices = await stripe()
    .invoices.list({ subscription: subscription.id, limit: 100 }, deadline.options())
    .autoPagingToArray({ limit: 500 });
  const owed = invoices.filter(
    ({ status, amount_remaining }) => (status === "open" || status === "draft") && amount_remaining > 0,
  );
  const due: Stripe.Invoice[] = [];
  for (const invoice of owed) {
    const lines = await allLines(invoice, deadline.options());
    if (lines.some(({ period }) => period.end > start)) due.push(invoice);
  }
  let isProcessing = false;
  for (const invoice of due) {
    // A renewal's draft is charged within the hour.
    if (invoice.status === "draft") isProcessing ||= invoice.auto_advance === true;
    else isProcessing ||= await hasPaymentUnderWay(invoice, deadline);
  }
  return {
    isOwed: subscription.status === "past_due" || due.length > 0 || (await owesChange(subscription, invoices)),
    isProcessing,
    invoiceIds: due.flatMap(({ id }) => id ?? []),
  };
}

/**
 * A change of plan that is not paid for, and has no open invoice: it was never billed, or its invoice was voided. Who
 * continued the plan for nothing would have what nobody has paid for.
 */
async function owesChange({ id, status, items }: Stripe.Subscription, invoices: Stripe.Invoice[]): Promise<boolean> {
  if (status !== "active" || !(await unpaidAsTheyAre([id])).has(id)) return false;
  // Our copy may not have heard of its payment yet.
  const start = periodStartOf({ items }).getTime() / 1000;
  for (const invoice of invoices) if (invoice.created >= start) await syncObject("invoice", invoice.id);
  return (await unpaidAsTheyAre([id])).has(id);
}

/** Whether a payment for any time is under way. */
export async function isBeingPaid(subscription: string, deadline: Deadline): Promise<boolean> {
  for await (const invoice of stripe().invoices.list({ subscription, status: "open", limit: 100 }, deadline.options()))
    if (await hasPaymentUnderWay(invoice, deadline)) return true;
  return false;
}

async function hasPaymentUnderWay({ id }: Stripe.Invoice, deadline: Deadline): Promise<boolean> {
  if (!id) return false;
  const { data } = await stripe().invoicePayments.list({ invoice: id, status: "open", limit: 100 }, deadline.options());
  for (const { payment } of data) {
    const intent = idOf(payment.payment_intent);
    if (!intent) continue;
    const { status } = await stripe().paymentIntents.retrieve(intent, {}, deadline.options());
    if (status === "processing") return true;
  }
  return false;
}
