import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { create, update } from "../../billing/changes.ts";
import { planCreated, planUpdated } from "../../billing/plans.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, dictionary, object, oneOf, string } from "../../conventions/params.ts";
import type { Price } from "../../store/objects.ts";
import { changeOptions, checkBehavior, currencyOptions } from "./currency-options.ts";
import { isoCurrency, storedTiers, unitAmount } from "./price-amounts.ts";
import { checkInterval, checkTiers } from "./check-price.ts";
import { newProduct } from "./product-object.ts";
import { interval, taxBehavior, createFields, currencyOption, type CreateParams } from "./price-params.ts";

export function createPrice(ctx: Context, params: CreateParams, prefix = ""): Price {
  const name = (field: string) => (prefix ? `${prefix}[${field}]` : field);
  const currency = isoCurrency(params.currency, name("currency"));
  const tiered = params.billing_scheme === "tiered";
  checkAmounts(params, tiered);
  checkInterval(params, prefix);
  checkAmount(params.unit_amount, currency, name("unit_amount"));
  checkMeter(ctx, params, name("recurring[meter]"));
  if (params.recurring?.usage_type === "metered" && !params.recurring.meter) {
    throw invalid(
      "Metered prices must be backed by a meter. Please provide `recurring[meter]`.",
      name("recurring[meter]"),
    );
  }
  const product = productOf(ctx, params);
  if (params.lookup_key !== undefined) takeLookupKey(ctx, params.lookup_key, params.transfer_lookup_key === true);
  const price: Price = {
    id: newId("price"),
    object: "price",
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? "per_unit",
    created: ctx.now,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: changeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product,
    recurring: params.recurring
      ? {
          interval: params.recurring.interval,
          interval_count: params.recurring.interval_count ?? 1,
          meter: params.recurring.meter ?? null,
          trial_period_days: params.recurring.trial_period_days ?? null,
          usage_type: params.recurring.usage_type ?? "licensed",
        }
      : null,
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: tiered ? (params.tiers_mode ?? null) : null,
    transform_quantity: params.transform_quantity ?? null,
    type: params.recurring ? "recurring" : "one_time",
    ...(tiered ? { unit_amount: null, unit_amount_decimal: null } : unitAmount(params)),
  };
  const tiers = tiered ? storedTiers(params.tiers ?? []) : null;
  ctx.store.putDetail("price", price.id, {
    tiers,
    currency_options: currencyOptions(price, params.currency_options ?? {}, tiers),
    // Made by `price_data` within another call
    ...(/price_data\]?$/.test(prefix) && { inline: true }),
  });
  planCreated(ctx, price);
  return create(ctx, "price", price, "price.created");
}

/** Wordings unverified. */
function checkMeter(ctx: Context, { recurring }: CreateParams, param: string): void {
  if (recurring?.meter === undefined) return;
  if (recurring.usage_type !== "metered")
    throw invalid("`recurring[meter]` can only be set when `recurring[usage_type]` is `metered`.", param);
  const meter = fetchNamed(ctx, "billing.meter", recurring.meter, param);
  if (meter.status !== "active")
    throw invalid(`The meter ${meter.id} is inactive, and can't be used by a price.`, param);
}

function checkAmounts(params: CreateParams, tiered: boolean): void {
  const amounts = [params.unit_amount, params.unit_amount_decimal].filter((amount) => amount !== undefined);
  if (amounts.length > 1)
    throw invalid("You may only specify one of these parameters: unit_amount, unit_amount_decimal.", "unit_amount");
  if (!tiered) {
    if (params.tiers) throw invalid("You cannot specify `tiers` unless `billing_scheme=tiered`.", "tiers");
    if (amounts.length === 0)
      throw invalid(
        "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
        "unit_amount",
        "parameter_missing",
      );
    return;
  }
  if (amounts.length > 0) throw invalid("You cannot specify `unit_amount` if `billing_scheme=tiered`.", "unit_amount");
  if (!params.tiers_mode)
    throw invalid("You must specify `tiers_mode` if `billing_scheme=tiered`.", "tiers_mode", "parameter_missing");
  // (tierrun/node-sdk#15)
  if (params.transform_quantity)
    throw invalid("You may only specify one of these parameters: tiers, transform_quantity.", "tiers");
  checkTiers(params.tiers ?? [], "tiers");
}

function productOf(ctx: Context, params: CreateParams): string {
  if (params.product !== undefined && params.product_data)
    throw invalid("You may only specify one of these parameters: product, product_data.", "product");
  if (params.product !== undefined) return fetchNamed(ctx, "product", params.product, "product").id;
  if (!params.product_data) throw invalid("Missing required param: product.", "product", "parameter_missing");
  return create(ctx, "product", newProduct(ctx, params.product_data), "product.created").id;
}

/** A lookup key names one price at a time; it moves only when asked to. */
function takeLookupKey(ctx: Context, key: string, transfer: boolean, taker?: string): void {
  for (const price of [...ctx.store.list("price")]) {
    if (price.lookup_key !== key || price.id === taker) continue;
    if (!transfer) {
      throw invalid(
        `A price (\`${price.id}\`) already uses that lookup key. Unset that price's lookup key or use \`transfer_lookup_key=true\` to transfer the key.`,
        "lookup_key",
      );
    }
    update(ctx, "price", { ...price, lookup_key: null }, "price.updated");
  }
}

export const priceEndpoints = [
  post("/v1/prices", createFields, (ctx, params) => createPrice(ctx, params)),
  get(
    "/v1/prices",
    listParams({
      active: boolean(),
      created: range(),
      currency: string(),
      lookup_keys: array(string(), { max: 10 }),
      product: string(),
      recurring: object({ interval, meter: string(), usage_type: oneOf("licensed", "metered") }),
      type: oneOf("one_time", "recurring"),
    }),
    (ctx, { active, created, currency, lookup_keys, product, recurring, type, ...at }) =>
      page(ctx, "price", "/v1/prices", at, {
        by: product === undefined ? undefined : ["product", product],
        where: (price) =>
          // Those of `price_data` are in no list
          ctx.store.detail("price", price.id)?.inline !== true &&
          (active === undefined || price.active === active) &&
          (currency === undefined || price.currency === currency.toLowerCase()) &&
          (type === undefined || price.type === type) &&
          (lookup_keys === undefined || (price.lookup_key !== null && lookup_keys.includes(price.lookup_key))) &&
          (recurring?.interval === undefined || price.recurring?.interval === recurring.interval) &&
          (recurring?.meter === undefined || price.recurring?.meter === recurring.meter) &&
          (recurring?.usage_type === undefined || price.recurring?.usage_type === recurring.usage_type) &&
          inRange(price.created, created),
      }),
  ),
  get("/v1/prices/:id", {}, (ctx, _params, id) => fetch(ctx, "price", id)),
  post(
    "/v1/prices/:id",
    {
      active: boolean(),
      currency_options: clearable(dictionary(currencyOption)),
      lookup_key: clearable(string({ max: 200 })),
      metadata: metadata(),
      nickname: clearable(string()),
      tax_behavior: taxBehavior,
      transfer_lookup_key: boolean(),
    },
    (ctx, { metadata: change, transfer_lookup_key, currency_options, ...params }, id) => {
      const price = fetch(ctx, "price", id);
      if (params.active === false && fetch(ctx, "product", price.product).default_price === id) {
        throw invalid("This price cannot be archived because it is the default price of its product.");
      }
      checkBehavior(price.tax_behavior, params.tax_behavior, "tax_behavior");
      if (params.lookup_key) takeLookupKey(ctx, params.lookup_key, transfer_lookup_key === true, id);
      const after = { ...price, ...params, metadata: changeMetadata(price.metadata, change) };
      // Its own currency is one of the options
      changeOptions(ctx, after, currency_options === undefined ? {} : currency_options);
      planUpdated(ctx, price, after);
      return update(ctx, "price", after, "price.updated");
    },
  ),
];
