// The lines of an invoice: a period of an item, or a proration.
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import { wholePeriod } from "../subscriptions/anchor.ts";
import type { Period } from "../subscriptions/periods.ts";
import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { isMetered, usageIn } from "../usage/usage.ts";
import { amountsIn, describeItem, describeQuantity, partsOf, portion, type Part } from "./amounts.ts";
import { formatMoney } from "../../conventions/currencies.ts";

export interface PeriodOptions {
  now: number;
  free?: boolean;
  /** The time up to the anchor. */
  part?: boolean;
  /** Not cut by an end that is planned within it. */
  whole?: boolean;
  /** The period that this one is a part of. */
  natural?: Period;
}

/** A period that a planned end cuts is billed up to that end. [SDK: SubscriptionCreateParams.cancel_at] */
export function linesOfPeriod(
  ctx: Context,
  invoice: string,
  subscription: Subscription,
  item: SubscriptionItem,
  { now, free = false, part = false, whole: uncut = false, natural }: PeriodOptions,
): InvoiceLine[] {
  const { price } = item;
  const { current_period_start: start, current_period_end: end } = item;
  const cut = subscription.cancel_at !== null && subscription.cancel_at > start && !uncut && !free;
  const period = { end: cut ? Math.min(end, subscription.cancel_at ?? end) : end, start };
  const { currency } = subscription;
  const metered = isMetered(price);
  // What will be used is not known, and costs nothing yet
  const over = metered && !free && period.end <= now;
  const quantity = metered ? (over ? usageIn(ctx, subscription.customer, price, period) : 0) : (item.quantity ?? 0);
  const full = natural ?? (period.end < end ? { start, end } : undefined);
  const share = (amount: number) => {
    if (metered || (!part && !full)) return amount;
    const length = part || !full ? wholePeriod(price, period.end) : full.end - full.start;
    return portion(amount, period.end - start, length, currency);
  };
  const nothing: Part = { quantity, unit: free ? "0" : amountsIn(ctx, price, currency).unit_amount_decimal, amount: 0 };
  const parts = free || (metered && !over) ? [nothing] : partsOf(ctx, price, quantity, currency);
  return parts.map((one) => ({
    ...blankLine(invoice, subscription),
    amount: share(one.amount),
    currency,
    description: free
      ? `Free trial for ${describeQuantity(ctx, price, quantity)}`
      : `${one.tier?.flat ? describeItem(ctx, price) : describeQuantity(ctx, price, one.quantity)}${rate(price, one, currency)}`,
    discountable: true,
    discounts: item.discounts,
    parent: parentOf(subscription.id, item.id, null),
    period,
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: one.unit,
    },
    quantity: one.quantity,
    quantity_decimal: String(one.quantity),
    subtotal: share(one.amount),
  }));
}

/**
 * A proration has its discounts in its amount, or beside it (`proration_discounts`): no other is taken off. An item that was
 * made by hand is of a subscription only if it says so; without `subscription`, what it says is all there is.
 */
export function lineOfItem(invoice: string, subscription: Subscription | null, item: InvoiceItem): InvoiceLine {
  const own = item.parent?.subscription_details;
  const id = own?.subscription ?? null;
  return {
    ...blankLine(invoice, id === null ? null : (subscription ?? { id, metadata: {} })),
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: item.amount === item.net_amount ? [] : (item.proration_details?.discount_amounts ?? []),
    discountable: item.discountable,
    discounts: (item.discounts as string[] | null) ?? [],
    metadata: item.metadata ?? {},
    parent: item.proration && id !== null ? parentOf(id, own?.subscription_item ?? "", item) : parentOfAdded(id, item),
    period: item.period,
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subtotal: item.amount,
  };
}

function blankLine(invoice: string, subscription: Pick<Subscription, "id" | "metadata"> | null) {
  return {
    id: newId("il"),
    object: "line_item" as const,
    discount_amounts: [],
    discounts: [],
    invoice,
    livemode: false,
    // A line carries the subscription's metadata as it was
    metadata: subscription?.metadata ?? {},
    pretax_credit_amounts: [],
    subscription: subscription?.id ?? null,
    taxes: [],
  };
}

function parentOf(subscription: string, subscriptionItem: string, item: InvoiceItem | null): InvoiceLine["parent"] {
  const credited = item?.proration_details?.credited_items?.invoice_line_item_details;
  return {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: item?.id ?? null,
      proration: item !== null,
      proration_details: {
        credited_items: credited
          ? { invoice: credited.invoice, invoice_line_items: credited.invoice_line_items }
          : null,
      },
      subscription,
      subscription_item: subscriptionItem,
    },
    type: "subscription_item_details",
  };
}

function parentOfAdded(subscription: string | null, item: InvoiceItem): InvoiceLine["parent"] {
  return {
    invoice_item_details: {
      invoice_item: item.id,
      proration: false,
      proration_details: { credited_items: null },
      subscription,
    },
    subscription_item_details: null,
    type: "invoice_item_details",
  };
}

/** " (at $10.00 / month)", " (at ¥500 / 3 months)", " (at $5.00 per 100 / month)" or " (Tier 2 at $0.036 / month)". */
function rate({ recurring, transform_quantity }: Price, { unit, tier }: Part, currency: string): string {
  const amount = tier?.decimal ?? unit;
  if (amount === null) return "";
  const every =
    recurring && recurring.interval_count > 1
      ? `${recurring.interval_count} ${recurring.interval}s`
      : (recurring?.interval ?? "once");
  const size = transform_quantity ? ` per ${transform_quantity.divide_by}` : "";
  const which = tier ? `Tier ${tier.number} at` : "at";
  return ` (${which} ${formatMoney(Number(amount), currency, true)}${size} / ${every})`;
}
