import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { allLines, MOST_LINES } from "../mirror/fetch";

/**
 * An invoice as it would be made, with all its lines. Stripe brings the first ten, and lists them all for 72 hours
 * (https://docs.stripe.com/invoicing/preview). Where it doesn't, `has_more` stays: beyond a hundred it may not find the last
 * one that it listed (stripe/stripe-node#2518).
 */
export async function fetchPreview(
  wanted: Stripe.InvoiceCreatePreviewParams,
  deadline: Deadline,
): Promise<Stripe.Invoice> {
  const bill = await stripe().invoices.createPreview(wanted, deadline.options());
  if (!bill.lines.has_more) return bill;
  try {
    const data = await allLines(bill, deadline.options());
    return { ...bill, lines: { ...bill.lines, data, has_more: data.length >= MOST_LINES } };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return bill;
  }
}
