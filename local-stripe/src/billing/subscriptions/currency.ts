import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { currenciesOf } from "../invoices/amounts.ts";
import type { WantedItem } from "./subscription-object.ts";

/**
 * All items share one currency, that of the first price, or the expected one: a running subscription keeps its own. A price
 * may be sold in several. (sentence: several users' logs)
 */
export function currencyOf(ctx: Context, items: Pick<WantedItem, "price">[], expected?: string): string {
  const currency = expected ?? items[0]?.price.currency;
  if (currency === undefined) throw invalid("Missing required param: items.", "items", "parameter_missing");
  const other = items.find(({ price }) => !currenciesOf(ctx, price).includes(currency));
  if (other)
    throw invalid(
      `The price specified only supports ${list(currenciesOf(ctx, other.price))}. This doesn't match the expected currency: \`${currency}\`.`,
      "items",
    );
  return currency;
}

/**
 * What a new subscription is billed in: the currency that is asked for, else the customer's where all prices are sold in it,
 * else that of the prices.
 */
export function chosenCurrency(
  ctx: Context,
  customer: string,
  items: Pick<WantedItem, "price">[],
  asked: string | undefined,
): string {
  const usual = ctx.store.get("customer", customer)?.currency;
  const fits = usual && items.every(({ price }) => currenciesOf(ctx, price).includes(usual));
  return currencyOf(ctx, items, asked?.toLowerCase() ?? (fits ? usual : undefined));
}

function list(currencies: string[]): string {
  return currencies.map((currency) => `\`${currency}\``).join(", ");
}
