import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { isoCurrency } from "./price-amounts.ts";
import { couponState } from "../../billing/discounts/redemption.ts";
import { create, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import { token } from "../../conventions/ids.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import {
  array,
  clearable,
  decimal,
  dictionary,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../../conventions/params.ts";
import type { Coupon } from "../../store/objects.ts";

const currencyOptions = dictionary(object({ amount_off: required(integer({ min: 1 })) }));

const createFields = {
  applies_to: object({ products: array(string()) }),
  currency_options: currencyOptions,
  amount_off: integer({ min: 1 }),
  currency: string({ max: 3 }),
  duration: oneOf("forever", "once", "repeating"),
  duration_in_months: integer({ min: 1 }),
  id: string({ max: 500 }),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  name: string({ max: 40 }),
  percent_off: decimal(),
  redeem_by: timestamp(),
};

/** The message below the lowest is quoted from an answer, that above the highest is made like it. */
function checkPercent(percent: number): void {
  if (percent >= 0.01 && percent <= 100) return;
  const bound = percent < 0.01 ? "greater than or equal to 0.01" : "less than or equal to 100";
  const given = Number.isInteger(percent) ? percent.toFixed(1) : percent;
  throw invalid(`This value must be ${bound} (it currently is '${given}').`, "percent_off");
}

function createCoupon(ctx: Context, params: Parsed<typeof createFields>): Coupon {
  const { amount_off, percent_off, duration = "once", duration_in_months } = params;
  if (amount_off !== undefined && percent_off !== undefined)
    throw invalid("Received both percent_off and amount_off parameters. Please pass in only one.", "percent_off");
  if (amount_off === undefined && percent_off === undefined)
    throw invalid("You must pass exactly one of these parameters: amount_off, percent_off.", "percent_off");
  if (percent_off !== undefined) checkPercent(Number(percent_off));
  if (amount_off !== undefined && params.currency === undefined)
    throw invalid("You must pass currency when passing amount_off", "currency", "parameter_missing");
  checkAmount(amount_off, params.currency?.toLowerCase() ?? "", "amount_off");
  if ((duration === "repeating") !== (duration_in_months !== undefined)) {
    throw invalid(
      "`duration_in_months` is required with, and only with, a duration of `repeating`.",
      "duration_in_months",
    );
  }
  if (params.redeem_by !== undefined && params.redeem_by <= ctx.now)
    throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "redeem_by");
  if (params.id !== undefined && ctx.store.find(params.id))
    throw invalid("Coupon already exists.", "id", "resource_already_exists");
  const coupon: Coupon = {
    id: params.id ?? token(8),
    object: "coupon",
    amount_off: amount_off ?? null,
    created: ctx.now,
    currency: amount_off === undefined ? null : isoCurrency(params.currency ?? "", "currency"),
    duration,
    duration_in_months: duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: changeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off: percent_off === undefined ? null : Number(percent_off),
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  };
  const { products } = params.applies_to ?? {};
  products?.forEach((id, index) => fetchNamed(ctx, "product", id, `applies_to[products][${index}]`));
  const amounts = optionsOf(coupon, params.currency_options);
  ctx.store.putDetail("coupon", coupon.id, {
    ...(products?.length ? { products } : {}),
    ...(amounts ? { amounts } : {}),
  });
  return create(ctx, "coupon", couponState(coupon, ctx.now), "coupon.created");
}

type Options = Record<string, { amount_off: number }>;

/** What it takes off in further currencies. Its own is always among them, as with prices. */
function optionsOf(coupon: Coupon, given: Options | undefined, known?: Options): Options | undefined {
  if (coupon.amount_off === null || coupon.currency === null) {
    if (given) throw invalid("You can only pass `currency_options` with `amount_off`.", "currency_options");
    return undefined;
  }
  const options = Object.entries(given ?? {}).map(([name, option]) => {
    const param = `currency_options[${name}]`;
    const currency = isoCurrency(name, param);
    checkAmount(option.amount_off, currency, `${param}[amount_off]`);
    return [currency, option] as const;
  });
  return { ...known, ...Object.fromEntries(options), [coupon.currency]: { amount_off: coupon.amount_off } };
}

export const couponEndpoints = [
  post("/v1/coupons", createFields, createCoupon),
  get("/v1/coupons", listParams({ created: range() }), (ctx, { created, ...at }) =>
    page(ctx, "coupon", "/v1/coupons", at, { where: (one) => inRange(one.created, created) }),
  ),
  get("/v1/coupons/:id", {}, (ctx, _params, id) => fetch(ctx, "coupon", id)),
  post(
    "/v1/coupons/:id",
    { currency_options: currencyOptions, metadata: metadata(), name: clearable(string({ max: 40 })) },
    (ctx, { currency_options, metadata: change, name }, id) => {
      const before = fetch(ctx, "coupon", id);
      if (currency_options) {
        const detail = ctx.store.detail("coupon", id);
        const amounts = optionsOf(before, currency_options, detail?.amounts);
        ctx.store.putDetail("coupon", id, { ...detail, ...(amounts ? { amounts } : {}) });
      }
      const after = {
        ...before,
        name: name === undefined ? before.name : name,
        metadata: changeMetadata(before.metadata ?? {}, change),
      };
      return update(ctx, "coupon", after, "coupon.updated");
    },
  ),
  // Discounts that were redeemed before still apply
  del("/v1/coupons/:id", {}, (ctx, _params, id) => {
    const coupon = fetch(ctx, "coupon", id);
    ctx.store.remove(id);
    emit(ctx, "coupon.deleted", coupon);
    return { id, object: "coupon", deleted: true };
  }),
];
