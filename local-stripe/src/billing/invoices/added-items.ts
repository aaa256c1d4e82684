// What a caller adds to the next invoice of a subscription, billed once (`add_invoice_items`).
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Metadata } from "../../conventions/metadata.ts";
import { createDiscount } from "../discounts/discounts.ts";
import type { Redeemable } from "../discounts/redemption.ts";
import type { InvoiceItem, Price, Subscription, TaxRate } from "../../store/objects.ts";
import { amountsIn, describeItem, lineAmount } from "./amounts.ts";

export interface AddedItem {
  price: Price;
  quantity: number;
  metadata: Metadata;
  discountable: boolean;
  discounts: Redeemable[];
  tax_rates?: TaxRate[];
  /** Where not given: the time that all items of the subscription are in. */
  start?: number | undefined;
  end?: number | undefined;
}

export function addedItems(ctx: Context, subscription: Subscription, added: AddedItem[], now: number): InvoiceItem[] {
  return added.map((one) => addedItem(ctx, subscription, one, now));
}

function addedItem(ctx: Context, subscription: Subscription, added: AddedItem, now: number): InvoiceItem {
  const { price, quantity } = added;
  const { currency, customer } = subscription;
  const periods = subscription.items.data;
  const id = newId("ii");
  const amount = lineAmount(ctx, price, quantity, currency);
  const end = added.end ?? Math.min(...periods.map((item) => item.current_period_end));
  const start = Math.min(added.start ?? Math.max(...periods.map((item) => item.current_period_start)), end);
  const discounts = added.discounts.map(
    (one) => createDiscount(ctx, { ...one, customer, subscription: subscription.id, invoice_item: id, now }).id,
  );
  return {
    id,
    object: "invoiceitem",
    amount,
    currency,
    customer,
    customer_account: null,
    date: now,
    description: describeItem(ctx, price),
    discountable: added.discountable,
    discounts,
    invoice: null,
    livemode: false,
    metadata: added.metadata,
    net_amount: amount,
    parent: { subscription_details: { subscription: subscription.id }, type: "subscription_details" },
    period: { end, start },
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: amountsIn(ctx, price, currency).unit_amount_decimal,
    },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: added.tax_rates ?? [],
    test_clock: subscription.test_clock,
  };
}
