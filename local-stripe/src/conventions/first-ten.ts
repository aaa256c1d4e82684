import { own } from "./own.ts";

/** As many lines of an invoice, or items of a subscription, are part of the object: https://docs.stripe.com/api/invoices/object#invoice_object-lines */
const SHOWN = 10;

type Part = { data: unknown[]; has_more: boolean };
type Json = Record<string, unknown>;

const PARTS: Record<string, string> = { invoice: "lines", subscription: "items" };

/** An answer or an event's object as Stripe sends it: a list inside it brings its first ten, and says that there are more. */
export function firstTen<T extends object>(answer: T): T {
  const given = answer as Json;
  if (given.object === "list" && Array.isArray(given.data))
    return { ...answer, data: given.data.map((one: object) => firstTen(one)) };
  const name = own(PARTS, String(given.object));
  const part = name === undefined ? undefined : (own(given, name) as Part | undefined);
  if (name === undefined || !part || part.data.length <= SHOWN) return answer;
  return { ...answer, [name]: { ...part, data: part.data.slice(0, SHOWN), has_more: true } };
}
