import type Stripe from "stripe";
import { statement } from "@/lib/db";

/** A line of an invoice, by what it is for; the page has the messages. */
export type BillLine = {
  kind: "unused" | "rest" | "plan" | "used" | "fee" | "other" | "discount" | "tax" | "balance" | "owed";
  /** For `unused`, `rest`, `plan` and `used`: the product. */
  productId: string | null;
  /** Stripe's description, for `other`. */
  description: string | null;
  amountMinor: number;
};

/** With the name of the plan that it is for, also of one that an earlier change of the period left. */
export type NamedLine = BillLine & { planName: string | null };

export async function withPlanNames(lines: BillLine[]): Promise<NamedLine[]> {
  const ids = [...new Set(lines.flatMap(({ productId }) => productId ?? []))];
  const found =
    ids.length === 0 ? [] : await statement<{ id: string; name: string | null }>("product_names", PRODUCT_NAMES, [ids]);
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return lines.map((line) => ({ ...line, planName: names.get(line.productId ?? "") ?? null }));
}

const PRODUCT_NAMES = "SELECT id, name FROM product WHERE id = ANY ($1)";

const sum = (amounts: number[]): number => amounts.reduce((total, one) => total + one, 0);

/**
 * The lines of an invoice, then what is taken off and added, so that they sum up to what is due (or to zero).
 * @param metered the prices whose lines are what was used
 * @param fee the price of a set-up fee
 */
export function billLines(bill: Stripe.Invoice, metered: ReadonlySet<string> = new Set(), fee?: string): BillLine[] {
  const lines = inFew(bill.lines.data.map((line) => lineOf(line, metered, fee)));
  const discount = -sum((bill.total_discount_amounts ?? []).map(({ amount }) => amount));
  const subtotal = bill.subtotal;
  // The lines that Stripe left out, where it doesn't list them all.
  const unlisted = subtotal - sum(lines.map(({ amountMinor }) => amountMinor));
  const tax = bill.total - subtotal - discount;
  const balance = bill.amount_due - Math.max(0, bill.total);
  return [
    ...lines,
    ...extra("other", unlisted),
    ...extra("discount", discount),
    ...extra("tax", tax),
    // Credit from before pays a part; what is owed from before is added.
    ...extra(balance > 0 ? "owed" : "balance", balance),
  ];
}

/** As many lines as Stripe's own pages show at once. */
const FEW = 10;

/** Of a period with many changes, what was taken off and added for each plan is one line each. */
function inFew(lines: BillLine[]): BillLine[] {
  if (lines.length <= FEW) return lines;
  const merged = new Map<string, BillLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.kind, line.kind === "other" ? line.description : line.productId]);
    const before = merged.get(key);
    merged.set(key, before ? { ...before, amountMinor: before.amountMinor + line.amountMinor } : line);
  }
  return [...merged.values()].filter(({ amountMinor }) => amountMinor !== 0);
}

const extra = (kind: BillLine["kind"], amountMinor: number): BillLine[] =>
  amountMinor === 0 ? [] : [{ kind, productId: null, description: null, amountMinor }];

function lineOf(
  { amount, description, parent, pricing }: Stripe.InvoiceLineItem,
  metered: ReadonlySet<string>,
  fee: string | undefined,
): BillLine {
  const productId = pricing?.price_details?.product ?? null;
  const price = pricing?.price_details?.price;
  const priceId = typeof price === "string" ? price : price?.id;
  if (priceId !== undefined && priceId === fee) return { kind: "fee", productId, description, amountMinor: amount };
  if (productId && priceId !== undefined && metered.has(priceId))
    return { kind: "used", productId, description, amountMinor: amount };
  const prorated = (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration ?? false;
  const isPlan = parent?.type === "subscription_item_details";
  const kind = prorated ? (amount < 0 ? "unused" : "rest") : isPlan ? "plan" : "other";
  return { kind: productId ? kind : "other", productId, description, amountMinor: amount };
}
