// `add_invoice_items`: what is billed once, with the next invoice.
import type { AddedItem } from "../../billing/invoices/added-items.ts";
import { currenciesOf, lineAmount } from "../../billing/invoices/amounts.ts";
import type { Redeemable } from "../../billing/discounts/redemption.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
} from "../../conventions/params.ts";
import type { Price } from "../../store/objects.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { discounts, namedDiscounts } from "../catalog/discount-params.ts";
import { inlinePrice } from "../checkout/inline-price.ts";
import { oneTimePriceData } from "./item-params.ts";
import { activePrice } from "../catalog/recurring-price.ts";

export const addInvoiceItems = array(
  object({
    discountable: boolean(),
    discounts,
    metadata: metadata(),
    period: object({
      end: required(object({ timestamp: timestamp(), type: required(oneOf("min_item_period_end", "timestamp")) })),
      start: required(
        object({ timestamp: timestamp(), type: required(oneOf("max_item_period_start", "now", "timestamp")) }),
      ),
    }),
    price: string(),
    price_data: oneTimePriceData,
    quantity: integer({ min: 0 }),
    tax_rates: clearable(array(string(), { max: 5 })),
  }),
  { max: 20 },
);
type Given = ReturnType<typeof addInvoiceItems.parse>;

export function addedFrom(
  ctx: Context,
  given: Given,
  { customer, currency, now }: { customer: string; currency: string; now: number },
  name = "add_invoice_items",
): AddedItem[] {
  return given.map((one, index) => {
    const param = `${name}[${index}]`;
    const price = priceFor(ctx, one, currency, param);
    const quantity = one.quantity ?? 1;
    const purchase = { customer, currency, amount: Math.max(0, lineAmount(ctx, price, quantity, currency)) };
    const named = namedDiscounts(ctx, one.discounts ?? [], purchase, { param: `${param}[discounts]` });
    return {
      price,
      quantity,
      metadata: changeMetadata({}, one.metadata),
      discountable: one.discountable ?? true,
      tax_rates: namedRates(ctx, one.tax_rates ?? [], `${param}[tax_rates]`),
      discounts: named.filter((each): each is Redeemable => typeof each !== "string"),
      ...periodOf(one, now, param),
    };
  });
}

export function priceFor(
  ctx: Context,
  { price: id, price_data }: Pick<Given[number], "price" | "price_data">,
  currency: string,
  param: string,
): Price {
  if (id !== undefined && price_data)
    throw invalid("You may only specify one of these parameters: price, price_data.", `${param}[price_data]`);
  if (id === undefined && !price_data)
    throw invalid(`Missing required param: ${param}[price].`, `${param}[price]`, "parameter_missing");
  const price = price_data
    ? inlinePrice(ctx, price_data, `${param}[price_data]`)
    : activePrice(ctx, id ?? "", `${param}[price]`);
  if (price.type !== "one_time")
    throw invalid(
      "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
      `${param}[price]`,
    );
  if (!currenciesOf(ctx, price).includes(currency))
    throw invalid(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
      `${param}[price]`,
    );
  return price;
}

function periodOf({ period }: Given[number], now: number, param: string): { start?: number; end?: number } {
  if (!period) return {};
  for (const side of ["start", "end"] as const)
    if ((period[side].type === "timestamp") !== (period[side].timestamp !== undefined))
      throw invalid(
        "`timestamp` is required with, and only with, the type `timestamp`.",
        `${param}[period][${side}][timestamp]`,
      );
  const start = period.start.type === "now" ? now : period.start.timestamp;
  const end = period.end.timestamp;
  if (start !== undefined && end !== undefined && end < start)
    throw invalid("`period.end` must be at or after `period.start`.", `${param}[period][end]`);
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}
