// An answer or an event's object as Stripe sends it: a list inside it brings its first ten and says that there are more,
// and what has to be asked for is left out.
import { own } from "./own.ts";

/** As many lines of an invoice, or items of a subscription, are part of the object: https://docs.stripe.com/api/invoices/object#invoice_object-lines */
const SHOWN = 10;

type Part = { data: unknown[]; has_more: boolean };
type Json = Record<string, unknown>;

const PARTS: Record<string, string> = { invoice: "lines", subscription: "items" };
/** Stored with the object, and shown only when `expand` asks for it. */
const HIDDEN: Record<string, readonly string[]> = {
  "billing_portal.configuration": ["features", "subscription_update", "products"],
};

export function asShown<T extends object>(answer: T): T {
  const given = answer as Json;
  if ((given.object === "list" || given.object === "search_result") && Array.isArray(given.data))
    return { ...answer, data: given.data.map((one: object) => asShown(one)) };
  const hidden = own(HIDDEN, String(given.object));
  if (hidden) return without(given, hidden) as T;
  const name = own(PARTS, String(given.object));
  const part = name === undefined ? undefined : (own(given, name) as Part | undefined);
  if (name === undefined || !part || part.data.length <= SHOWN) return answer;
  return { ...answer, [name]: { ...part, data: part.data.slice(0, SHOWN), has_more: true } };
}

function without(object: Json, [step = "", ...rest]: readonly string[]): Json {
  const { [step]: value, ...others } = object;
  if (value === undefined || rest.length === 0) return others;
  return { ...object, [step]: without(value as Json, rest) };
}
