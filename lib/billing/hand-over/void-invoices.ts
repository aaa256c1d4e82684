import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
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
  try {
    // A subscription's draft can't be deleted: https://docs.stripe.com/api/invoices/delete
    if (isDraft)
      await writeOnce(`${key}-finalize-${id}`, deadline, (options) =>
        stripe().invoices.finalizeInvoice(id, { auto_advance: false }, options),
      );
    await writeOnce(`${key}-void-${id}`, deadline, (options) => stripe().invoices.voidInvoice(id, {}, options));
  } catch (error) {
    if (!isRefused(error)) throw error;
    // Not for good. The next try knows how the payment ended.
    throw new Error(`The invoice ${id} can't be voided while a payment is under way: ${error.message}`, {
      cause: error,
    });
  }
}
