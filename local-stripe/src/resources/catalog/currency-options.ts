// A price in other currencies than its own: shown only when it is expanded, and billed in the subscription's currency.
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { invalid } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";
import type { Details } from "../../store/details.ts";
import type { Price } from "../../store/objects.ts";
import { checkTiers } from "./check-price.ts";
import { isoCurrency, storedTiers, unitAmount } from "./price-amounts.ts";
import type { CurrencyOptionParams } from "./price-params.ts";

type Options = NonNullable<Details["price"]["currency_options"]>;
type Option = Options[string];

/** The price's own currency is always one of its options. */
export function currencyOptions(
  price: Price,
  others: Record<string, CurrencyOptionParams>,
  tiers: Details["price"]["tiers"],
): Options {
  const self = {
    custom_unit_amount: null,
    tax_behavior: price.tax_behavior,
    unit_amount: price.unit_amount,
    unit_amount_decimal: price.unit_amount_decimal,
    ...(tiers ? { tiers } : {}),
  };
  const rest = Object.entries(others).map(([name, option]) => [
    otherCurrency(price, name),
    optionOf(price, name, option, undefined),
  ]);
  return { [price.currency]: self, ...Object.fromEntries(rest) };
}

/** Those that are named are set, and an empty value removes all but the price's own. It has no event (unverified). */
export function changeOptions(ctx: Context, price: Price, given: Record<string, CurrencyOptionParams> | null): void {
  const detail = ctx.store.detail("price", price.id);
  const { tiers = null, currency_options: known = {} } = detail ?? {};
  const changed = Object.entries(given ?? {}).map(([name, option]) => {
    const currency = otherCurrency(price, name);
    return [currency, optionOf(price, name, option, own(known, currency))];
  });
  ctx.store.putDetail("price", price.id, {
    ...detail,
    tiers,
    currency_options: { ...(given ? known : {}), ...Object.fromEntries(changed), ...currencyOptions(price, {}, tiers) },
  });
}

/** (stripe-node#1559) */
function otherCurrency(price: Price, name: string): string {
  const currency = isoCurrency(name, `currency_options[${name}]`);
  if (currency === price.currency)
    throw invalid(
      "You are specifying an update to a currency option that matches the top-level currency for this price. Please remove this currency option and update the top-level params instead.",
      `currency_options[${name}]`,
    );
  return currency;
}

/** What is not given stays. Amounts may be replaced [SDK: PriceUpdateParams.CurrencyOptions], a tax behavior is set once. */
function optionOf(price: Price, name: string, given: CurrencyOptionParams, known: Option | undefined): Option {
  const param = `currency_options[${name}]`;
  const amounts = [given.unit_amount, given.unit_amount_decimal].filter((amount) => amount !== undefined);
  checkScheme(price, given, amounts.length, known, param);
  checkAmount(given.unit_amount, name.toLowerCase(), `${param}[unit_amount]`);
  if (given.tiers) checkTiers(given.tiers, `${param}[tiers]`);
  const before = known?.tax_behavior ?? "unspecified";
  checkBehavior(before, given.tax_behavior, `${param}[tax_behavior]`);
  const tiers = given.tiers ? storedTiers(given.tiers) : known?.tiers;
  return {
    custom_unit_amount: null,
    tax_behavior: given.tax_behavior ?? before,
    ...(amounts.length > 0 || !known
      ? unitAmount(given)
      : { unit_amount: known.unit_amount, unit_amount_decimal: known.unit_amount_decimal }),
    ...(tiers ? { tiers } : {}),
  };
}

/** As of the price itself. (The sentences are those of a price, so they are not sure.) */
function checkScheme(
  { billing_scheme }: Price,
  { tiers }: CurrencyOptionParams,
  amounts: number,
  known: Option | undefined,
  param: string,
): void {
  if (amounts > 1)
    throw invalid(
      "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
      `${param}[unit_amount]`,
    );
  if (billing_scheme === "tiered") {
    if (amounts > 0)
      throw invalid("You cannot specify `unit_amount` if `billing_scheme=tiered`.", `${param}[unit_amount]`);
    if (!tiers && !known)
      throw invalid(`Missing required param: ${param}[tiers].`, `${param}[tiers]`, "parameter_missing");
    return;
  }
  if (tiers) throw invalid("You cannot specify `tiers` unless `billing_scheme=tiered`.", `${param}[tiers]`);
  if (amounts === 0 && !known)
    throw invalid(
      "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
      `${param}[unit_amount]`,
      "parameter_missing",
    );
}

/** "Once specified as either `inclusive` or `exclusive`, it cannot be changed" [SDK: Price.tax_behavior; wording unverified] */
export function checkBehavior(before: string | null, after: string | undefined, param: string): void {
  if (after && before !== null && before !== "unspecified" && after !== before)
    throw invalid(`The tax behavior of a price can't be changed once it is ${before}.`, param);
}
