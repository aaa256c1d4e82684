// The invoice item of a credit or a charge within a period.
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Billed } from "../../store/details.ts";
import type { InvoiceItem, Subscription, SubscriptionItem } from "../../store/objects.ts";
import type { DiscountAmount } from "../discounts/discounts.ts";
import { describeItem } from "./amounts.ts";

export function prorationItem(
  ctx: Context,
  subscription: Subscription,
  item: SubscriptionItem,
  part: {
    amount: number;
    at: number;
    end: number;
    label: string;
    credited?: Billed;
    discount_amounts: DiscountAmount[];
  },
): InvoiceItem {
  const { price } = item;
  const quantity = item.quantity ?? 0;
  const credited =
    part.credited?.invoice !== undefined && part.credited.lines !== undefined
      ? { invoice: part.credited.invoice, invoice_line_items: part.credited.lines }
      : undefined;
  const name = `${quantity === 1 ? "" : `${quantity} × `}${describeItem(ctx, price)}`;
  return {
    id: newId("ii"),
    object: "invoiceitem",
    amount: part.amount + (isItemized(subscription) ? sumOf(part.discount_amounts) : 0),
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: part.at,
    description: `${part.label} ${name} after ${day(part.at)}`,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: subscription.metadata,
    net_amount: part.amount,
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: item.id },
      type: "subscription_details",
    },
    period: { end: part.end, start: part.at },
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      // What is billed is no multiple of the price (recorded)
      unit_amount_decimal: null,
    },
    proration: true,
    proration_details: {
      credited_items: credited ? { type: "invoice_line_items", invoice_line_item_details: credited } : null,
      discount_amounts: part.discount_amounts,
    },
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: item.tax_rates ?? [],
    test_clock: subscription.test_clock,
  };
}

/** Discounts may be beside the amount of a proration instead of in it. [SDK: BillingMode.Flexible] */
export function isItemized({ billing_mode }: Subscription): boolean {
  return billing_mode.flexible?.proration_discounts === "itemized";
}

function sumOf(amounts: DiscountAmount[]): number {
  return amounts.reduce((sum, { amount }) => sum + amount, 0);
}

/** "22 Nov 2026", as in Stripe's descriptions. */
function day(instant: number): string {
  return new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric", timeZone: "UTC" }).format(
    instant * 1000,
  );
}
