import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { allLines } from "../mirror/fetch";
import { syncObject } from "../mirror/sync";
import type { HandOver } from "./rows";

const MOST_INVOICES = 500;

/**
 * Voids what the old subscription's payer still owes for some periods. The rest stays owed.
 * @param isFor whether an open invoice is among them; `begin`: when the earliest time begins that it bills
 */
export async function voidInvoices(
  row: HandOver,
  isFor: (invoice: { id: string; begin: Date }) => boolean,
  deadline: Deadline,
): Promise<void> {
  const invoices = await stripe()
    .invoices.list({ subscription: row.predecessor_id, limit: 100 }, deadline.options())
    .autoPagingToArray({ limit: MOST_INVOICES });
  for (const invoice of invoices) {
    const { id, status } = invoice;
    if (!id || (status !== "open" && status !== "draft")) continue;
    if (!isFor({ id, begin: beginOf(invoice, await allLines(invoice, deadline.options())) })) continue;
    await voidOne(`hand-over-${row.checkout_id}-${row.generation}`, id, status === "draft", deadline);
    await syncObject("invoice", id);
  }
}

/** The earliest, so that what is also for an earlier period stays owed. */
const beginOf = ({ created }: Stripe.Invoice, lines: Stripe.InvoiceLineItem[]): Date =>
  new Date(Math.min(created, ...lines.map(({ period }) => period.start)) * 1000);

async function voidOne(key: string, id: string, isDraft: boolean, deadline: Deadline): Promise<void> {
  if (isDraft && !(await finalized(`${key}-finalize-${id}`, id, deadline))) return;
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

/**
 * A subscription's draft can't be deleted (https://docs.stripe.com/api/invoices/delete), so it is finalized first.
 * @returns false for one that Stripe can't finalize, as without an address for its tax: it is never collected
 */
async function finalized(key: string, id: string, deadline: Deadline): Promise<boolean> {
  try {
    await writeOnce(key, deadline, (options) =>
      stripe().invoices.finalizeInvoice(id, { auto_advance: false }, options),
    );
  } catch (error) {
    if (!isRefused(error)) throw error;
    const { status } = await stripe().invoices.retrieve(id, {}, deadline.options());
    if (status !== "draft") return status === "open";
    await setsValue(deadline, (options) => stripe().invoices.update(id, { auto_advance: false }, options));
    return false;
  }
  return true;
}
