// The lines of an invoice: a period of an item, or a proration.
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import { partAmount } from "../subscriptions/anchor.ts";
import type { InvoiceItem, InvoiceLine, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { describeQuantity, lineAmount } from "./amounts.ts";
import { formatMoney } from "../../conventions/currencies.ts";

export function lineOfPeriod(
  ctx: Context,
  invoice: string,
  subscription: Subscription,
  item: SubscriptionItem,
  { free = false, part = false }: { free?: boolean; part?: boolean },
): InvoiceLine {
  const { price } = item;
  const quantity = item.quantity ?? 0;
  const period = { end: item.current_period_end, start: item.current_period_start };
  const whole = lineAmount(ctx, price, quantity);
  const amount = free ? 0 : part ? partAmount(ctx, price, quantity, period) : whole;
  return {
    ...blankLine(invoice, subscription),
    amount,
    currency: price.currency,
    description: free
      ? `Free trial for ${describeQuantity(ctx, price, quantity)}`
      : `${describeQuantity(ctx, price, quantity)} (at ${rate(item, whole)})`,
    discountable: true,
    parent: parentOf(subscription.id, item.id, null),
    period,
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: free ? "0" : price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: String(quantity),
    subtotal: amount,
  };
}

/** A proration's amount has its discounts in it (`proration_discounts. Included`): no other is taken off. */
export function lineOfItem(invoice: string, subscription: Subscription, item: InvoiceItem): InvoiceLine {
  return {
    ...blankLine(invoice, subscription),
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discountable: false,
    metadata: item.metadata ?? {},
    parent: parentOf(subscription.id, item.parent?.subscription_details?.subscription_item ?? "", item),
    period: item.period,
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subtotal: item.amount,
  };
}

function blankLine(invoice: string, subscription: Subscription) {
  return {
    id: newId("il"),
    object: "line_item" as const,
    discount_amounts: [],
    discounts: [],
    invoice,
    livemode: false,
    // A line carries the subscription's metadata as it was
    metadata: subscription.metadata,
    pretax_credit_amounts: [],
    subscription: subscription.id,
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

/** "$10.00 / month", or "¥500 / 3 months". */
function rate(item: SubscriptionItem, amount: number): string {
  const { recurring, currency, unit_amount } = item.price;
  const every =
    recurring && recurring.interval_count > 1
      ? `${recurring.interval_count} ${recurring.interval}s`
      : (recurring?.interval ?? "once");
  return `${formatMoney(unit_amount ?? amount, currency)} / ${every}`;
}
