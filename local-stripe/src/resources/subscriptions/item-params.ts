// The items that callers name for a subscription, a phase or a preview: a price or the data of one, with discounts of their own.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  decimal,
  integer,
  object,
  required,
  string,
  type Parsed,
} from "../../conventions/params.ts";
import { createDiscount } from "../../billing/discounts/discounts.ts";
import type { Purchase, Redeemable } from "../../billing/discounts/redemption.ts";
import { amountOf, type WantedItem } from "../../billing/subscriptions/subscription-object.ts";
import { samePlan, type ItemChange } from "../../billing/subscriptions/change-items.ts";
import { newId } from "../../conventions/ids.ts";
import { isMetered } from "../../billing/usage/usage.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Price, Subscription } from "../../store/objects.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { interval, taxBehavior } from "../catalog/price-params.ts";
import { inlinePrice } from "../checkout/inline-price.ts";
import { notRecurring, recurringPrice } from "../catalog/recurring-price.ts";
import { discounts, namedDiscounts } from "../catalog/discount-params.ts";

const amounts = { tax_behavior: taxBehavior, unit_amount: integer(), unit_amount_decimal: decimal() };
export const oneTimePriceData = object({
  currency: required(string({ max: 3 })),
  product: required(string()),
  ...amounts,
});
const recurringPriceData = object({
  currency: required(string({ max: 3 })),
  product: required(string()),
  recurring: required(object({ interval: required(interval), interval_count: integer({ min: 1 }) })),
  ...amounts,
});

/** `plan` is the older name of `price`. */
const itemFields = {
  discounts: clearable(discounts),
  metadata: metadata(),
  plan: string(),
  price: string(),
  price_data: recurringPriceData,
  quantity: integer({ min: 0 }),
  tax_rates: clearable(array(string(), { max: 5 })),
};
const item = object(itemFields);
export const newItems = array(item, { max: 20 });
export const changedItemFields = { ...itemFields, clear_usage: boolean(), deleted: boolean(), id: string() };
export const changedItems = array(object(changedItemFields), { max: 20 });
export type ItemParams = ReturnType<typeof item.parse>;
type ChangeParams = Parsed<typeof changedItemFields>;

const within = (param: string, name: string) => (param ? `${param}[${name}]` : name);

export function priceOf(ctx: Context, { price, plan, price_data }: ItemParams, param: string): Price | undefined {
  const given = Object.entries({ plan, price, price_data }).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw invalid(
      `You may only specify one of these parameters: ${given.map(([name]) => name).join(", ")}.`,
      within(param, plan === undefined ? "price_data" : "plan"),
    );
  if (price_data) return inlinePrice(ctx, price_data, within(param, "price_data"));
  if (price !== undefined) return recurringPrice(ctx, price, within(param, "price"));
  return plan === undefined ? undefined : recurringPrice(ctx, plan, within(param, "plan"));
}

export function neededPrice(ctx: Context, params: ItemParams, param: string): Price {
  const price = priceOf(ctx, params, param);
  if (!price)
    throw invalid(`Missing required param: ${within(param, "price")}.`, within(param, "price"), "parameter_missing");
  if (price.type !== "recurring") throw notRecurring(within(param, "price"));
  return price;
}

/** The items of a new subscription. Their discounts are checked once its currency is known. */
export function wantedItems(ctx: Context, items: ItemParams[], name = "items"): WantedItem[] {
  const wanted = items.map((one, index) => ({
    price: neededPrice(ctx, one, `${name}[${index}]`),
    quantity: one.quantity ?? 1,
    metadata: changeMetadata({}, one.metadata),
    tax_rates: namedRates(ctx, one.tax_rates ?? [], `${name}[${index}][tax_rates]`),
  }));
  for (const [index, { price }] of wanted.entries()) {
    const param = `${name}[${index}]`;
    checkQuantity(items[index]?.quantity, price, param);
    if (wanted.findIndex((one) => one.price.id === price.id) < index) throw samePlan(price, `${param}[price]`);
  }
  return wanted;
}

/** Stripe's sentence (pay-rails/pay#193). */
function checkQuantity(quantity: number | undefined, price: Price | undefined, param: string): void {
  if (quantity !== undefined && price && isMetered(price))
    throw invalid("You cannot set the quantity for metered plans.", within(param, "quantity"));
}

export function withItemDiscounts(
  ctx: Context,
  wanted: WantedItem[],
  items: ItemParams[],
  purchase: Omit<Purchase, "amount">,
  name = "items",
): WantedItem[] {
  return wanted.map((one, index) => {
    const amount = amountOf(ctx, [one], purchase.currency);
    const named = namedDiscounts(
      ctx,
      items[index]?.discounts ?? [],
      { ...purchase, amount },
      { param: `${name}[${index}][discounts]` },
    );
    return { ...one, discounts: named.filter((each): each is Redeemable => typeof each !== "string") };
  });
}

/** Changes of a running subscription's items. Their discounts are redeemed here: a preview undoes all that it wrote. */
export function itemChanges(
  ctx: Context,
  subscription: Subscription,
  items: ChangeParams[],
  name = "items",
): ItemChange[] {
  return items.map((one, index) => {
    const param = name === "" ? "" : `${name}[${index}]`;
    checkDeleted(one, param);
    const before = subscription.items.data.find(({ id }) => id === one.id);
    const price = priceOf(ctx, one, param);
    const id = before?.id ?? newId("si");
    const wanted = price ?? before?.price;
    checkQuantity(one.quantity, wanted, param);
    return {
      param,
      id: one.id,
      ...(one.id === undefined ? { newId: id } : {}),
      price,
      quantity: one.quantity,
      deleted: one.deleted,
      tax_rates:
        one.tax_rates === undefined ? undefined : namedRates(ctx, one.tax_rates ?? [], within(param, "tax_rates")),
      metadata: one.metadata === undefined ? undefined : changeMetadata(before?.metadata ?? {}, one.metadata),
      discounts:
        one.discounts === undefined || !wanted
          ? undefined
          : redeemed(
              ctx,
              subscription,
              { ...one, price: wanted, id, kept: (before?.discounts ?? []) as string[] },
              param,
            ),
    };
  });
}

function checkDeleted({ deleted, clear_usage, ...rest }: ChangeParams, param: string): void {
  if (clear_usage && !deleted)
    throw invalid("`clear_usage` can only be set on an item that is deleted.", within(param, "clear_usage"));
  const other = Object.keys(rest).find((key) => key !== "id");
  if (deleted && other !== undefined)
    throw invalid(`You cannot set \`${other}\` on an item that is deleted.`, within(param, other));
}

function redeemed(
  ctx: Context,
  subscription: Subscription,
  item: { discounts?: ItemParams["discounts"]; price: Price; quantity?: number; id: string; kept: string[] },
  param: string,
): string[] {
  const { customer, currency } = subscription;
  const amount = amountOf(ctx, [{ price: item.price, quantity: item.quantity ?? 1 }], currency);
  const purchase = { customer, currency, amount };
  const how = { param: within(param, "discounts"), kept: item.kept };
  return namedDiscounts(ctx, item.discounts ?? [], purchase, how).map((one) =>
    typeof one === "string"
      ? one
      : createDiscount(ctx, {
          ...one,
          customer,
          subscription: subscription.id,
          subscription_item: item.id,
          now: nowFor(ctx, customer),
        }).id,
  );
}
