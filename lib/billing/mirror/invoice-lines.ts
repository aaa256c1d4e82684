import type Stripe from "stripe";

/**
 * What an invoice gives for one item of a subscription once it counts: the price that its lines bill, and for how long.
 * Part of the mirror's row, so its keys are those of the column (`invoice.gave`).
 */
export type Given = {
  product_id: string | null;
  price_id: string | null;
  quantity: number | null;
  /** Less the discounts on the lines. */
  amount_minor: number;
  /** A whole period was billed, not what a change costs for the rest of one. */
  whole: boolean;
  /** What a change gave back for it: the product, and the invoice that had billed it, where Stripe says. */
  instead_of: { product_id: string | null; invoice_id: string | null } | null;
  from: string | null;
  to: string | null;
};

/**
 * By the id of the subscription's item; by the price where a line names no item. Null: what was unused of it was given
 * back, and nothing billed in its place.
 */
export type Gave = Record<string, Given | null>;

type Line = Stripe.InvoiceLineItem;

/** @returns what the lines give in the end, however often the plan changed between two invoices */
export function gaveBy(lines: Line[]): Gave {
  const byKey = new Map<string, Line[]>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key) byKey.set(key, [...(byKey.get(key) ?? []), line]);
  }
  return Object.fromEntries([...byKey].map(([key, own]) => [key, lastGiven(own)]));
}

const detailsOf = ({ parent }: Line) => parent?.subscription_item_details ?? parent?.invoice_item_details ?? null;
const isProration = (line: Line): boolean => detailsOf(line)?.proration ?? false;

/** Null for what is no part of a subscription: a set-up fee, something added by hand. */
function keyOf(line: Line): string | null {
  const item = line.parent?.subscription_item_details?.subscription_item;
  if (item) return item;
  const subscription = line.parent?.invoice_item_details?.subscription;
  return subscription && isProration(line) ? priceOf(line) : null;
}

const priceOf = (line: Line): string | null => {
  const price = line.pricing?.price_details?.price;
  return (typeof price === "string" ? price : price?.id) ?? null;
};

// https://docs.stripe.com/api/invoice-line-item/object#invoice_line_item_object-parent-subscription_item_details-proration_details
const isCredit = (line: Line): boolean =>
  isProration(line) && (line.amount < 0 || detailsOf(line)?.proration_details?.credited_items != null);

function lastGiven(lines: Line[]): Given | null {
  const credits = lines.filter(isCredit);
  const billed = lines.filter((line) => !isCredit(line));
  const whole = billed.filter((line) => !isProration(line));
  // Of several changes within one second, what was given back in the same second was not the last.
  const kept = billed.filter((line) => !credits.some((credit) => givesBack(credit, line)));
  const candidates = [whole, kept, billed].find((some) => some.length > 0) ?? [];
  const last = candidates.reduce<Line | null>((a, b) => (a && a.period.start > b.period.start ? a : b), null);
  const first = credits.reduce<Line | null>((a, b) => (a && a.period.start <= b.period.start ? a : b), null);
  return last && given(last, first);
}

const givesBack = (credit: Line, line: Line): boolean =>
  priceOf(credit) === priceOf(line) && credit.quantity === line.quantity && credit.period.start >= line.period.start;

function given(line: Line, credit: Line | null): Given {
  const { price_details: details } = line.pricing ?? {};
  const discounts = line.discount_amounts?.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
  return {
    product_id: details?.product ?? null,
    price_id: priceOf(line),
    quantity: line.quantity ?? null,
    amount_minor: line.amount - discounts,
    whole: !isProration(line),
    instead_of: credit && {
      product_id: credit.pricing?.price_details?.product ?? null,
      invoice_id: detailsOf(credit)?.proration_details?.credited_items?.invoice ?? null,
    },
    from: instant(line.period.start),
    to: instant(line.period.end),
  };
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
