// What the phases of a schedule name: items, discounts, items billed once.
import { isMetered } from "../../billing/usage/usage.ts";
import { redeemable } from "../../billing/discounts/redemption.ts";
import type { Phase, PhaseItem } from "../../billing/subscriptions/schedule-object.ts";
import { amountOf, type WantedItem } from "../../billing/subscriptions/subscription-object.ts";
import type { Context } from "../../conventions/context.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, boolean, integer, object, oneOf, required, string, timestamp } from "../../conventions/params.ts";
import { priceFor } from "../subscriptions/added-items-params.ts";
import { discounts } from "../catalog/discount-params.ts";
import { oneTimePriceData, type ItemParams } from "../subscriptions/item-params.ts";

export const phaseAddedItems = array(
  object({
    discountable: boolean(),
    discounts,
    metadata: metadata(),
    period: object({
      end: required(
        object({ timestamp: timestamp(), type: required(oneOf("min_item_period_end", "phase_end", "timestamp")) }),
      ),
      start: required(
        object({ timestamp: timestamp(), type: required(oneOf("max_item_period_start", "phase_start", "timestamp")) }),
      ),
    }),
    price: string(),
    price_data: oneTimePriceData,
    quantity: integer({ min: 0 }),
  }),
  { max: 20 },
);

interface Whose {
  customer: string;
  currency: string;
}

/** A coupon is redeemed when the phase begins. It is checked now. */
export function phaseDiscounts(
  ctx: Context,
  given: ReturnType<typeof discounts.parse> | null | undefined,
  purchase: Whose & { amount: number },
  name: string,
): Phase["discounts"] {
  return (given ?? []).map(({ coupon, discount, promotion_code }, index) => {
    const param = `${name}[${index}]`;
    if (discount !== undefined) fetchNamed(ctx, "discount", discount, `${param}[discount]`);
    else redeemable(ctx, { coupon, promotion_code }, purchase, param);
    return { coupon: coupon ?? null, discount: discount ?? null, promotion_code: promotion_code ?? null };
  });
}

export function phaseItems(
  ctx: Context,
  wanted: WantedItem[],
  given: ItemParams[],
  whose: Whose,
  name: string,
): PhaseItem[] {
  return wanted.map((item, index) => {
    const purchase = { ...whose, amount: amountOf(ctx, [item], whose.currency) };
    return {
      price: item.price.id,
      ...(isMetered(item.price) ? {} : { quantity: item.quantity }),
      metadata: item.metadata ?? {},
      tax_rates: item.tax_rates ?? [],
      discounts: phaseDiscounts(ctx, given[index]?.discounts, purchase, `${name}[${index}][discounts]`),
    };
  });
}

export function phaseAdded(
  ctx: Context,
  given: ReturnType<typeof phaseAddedItems.parse>,
  whose: Whose,
  name: string,
): Phase["add_invoice_items"] {
  return given.map((one, index) => {
    const param = `${name}[${index}]`;
    const price = priceFor(ctx, one, whose.currency, param);
    const purchase = { ...whose, amount: amountOf(ctx, [{ price, quantity: one.quantity ?? 1 }], whose.currency) };
    return {
      discountable: one.discountable ?? null,
      discounts: phaseDiscounts(ctx, one.discounts, purchase, `${param}[discounts]`),
      metadata: changeMetadata({}, one.metadata),
      period: one.period ?? { end: { type: "min_item_period_end" }, start: { type: "max_item_period_start" } },
      price: price.id,
      quantity: one.quantity ?? 1,
      tax_rates: [],
    };
  });
}
