import type { Given, Gave } from "../mirror/invoice-lines";

/** What is read of an invoice to tell what it paid for. Not of drafts, which may still change. */
export type Bill = {
  id: string;
  status: string | null;
  reason: string | null;
  /** `charge_automatically`, or `send_invoice`: the customer is sent the bill and pays it themselves. */
  collection: string | null;
  total: number | null;
  /** Null while its lines are not known here. */
  gave: Gave | null;
  at: string;
};

/**
 * Whether what it bills counts as the customer's: it is paid, by money, credit or a discount; or it was sent, to be paid
 * by a later day; or it is the first one, of which Stripe's status of the subscription says whether it may be used.
 */
export const counts = ({ status, reason, collection }: Bill): boolean =>
  status === "paid" || (status === "open" && (collection === "send_invoice" || reason === "subscription_create"));

/** What was settled last, by item. */
export type Settled = {
  given: Map<string, Given>;
  /** The lines of a bill since are not known here. */
  unknown: boolean;
};

/**
 * Follows the bills from the oldest to the newest.
 *
 * A change is billed as a difference, to something that Stripe takes to be paid and gives back. Where that is not paid,
 * the difference does not pay for the plan, nor does a later one, which may be paid with what was given back. Then only
 * the bill of a whole period counts again.
 * @param before the products that it began with, or that its trial ended with
 */
export function settledBy(bills: Bill[], before: Set<string>): Settled {
  const given = new Map<string, Given>();
  const broken = new Set<string>();
  let unknown = false;
  const unpaid = new Set(bills.filter((bill) => !counts(bill)).map(({ id }) => id));

  function isPaidFor(key: string, { instead_of: credited }: Given): boolean {
    if (!credited) return true;
    if (credited.invoice_id) return !unpaid.has(credited.invoice_id);
    const known = given.get(key);
    return known ? known.product_id === credited.product_id : before.has(credited.product_id ?? "");
  }

  function settle(key: string, one: Given | null): void {
    if (one?.whole) {
      for (const [other, { to }] of given) if (to && one.from && to <= one.from) given.delete(other);
      given.set(key, one);
      broken.delete(key);
      unknown = false;
    } else if (one && !isPaidFor(key, one)) broken.add(key);
    else if (broken.has(key)) return;
    else if (one) given.set(key, one);
    else given.delete(key);
  }

  for (const bill of bills) {
    if (!bill.gave) unknown = true;
    else if (counts(bill)) for (const [key, one] of Object.entries(bill.gave)) settle(key, one);
  }
  return { given, unknown };
}
