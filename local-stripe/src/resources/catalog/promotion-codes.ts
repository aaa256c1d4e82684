import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { promotionCodeState } from "../../billing/discounts/redemption.ts";
import { create, update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId, token } from "../../conventions/ids.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import {
  boolean,
  dictionary,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Parsed,
} from "../../conventions/params.ts";
import type { Details } from "../../store/details.ts";
import type { PromotionCode } from "../../store/objects.ts";
import { isoCurrency } from "./price-amounts.ts";

const createFields = {
  // Since 2025-09-30.clover the coupon is named inside `promotion`
  promotion: required(object({ type: required(oneOf("coupon")), coupon: required(string()) })),
  active: boolean(),
  code: string({ max: 500 }),
  customer: string(),
  expires_at: timestamp(),
  max_redemptions: integer({ min: 1 }),
  metadata: metadata(),
  restrictions: object({
    currency_options: dictionary(object({ minimum_amount: integer({ min: 1 }) })),
    first_time_transaction: boolean(),
    minimum_amount: integer({ min: 1 }),
    minimum_amount_currency: string({ max: 3 }),
  }),
};

function createCode(ctx: Context, params: Parsed<typeof createFields>): PromotionCode {
  const coupon = fetchNamed(ctx, "coupon", params.promotion.coupon, "promotion[coupon]");
  if (params.customer !== undefined) fetchNamed(ctx, "customer", params.customer, "customer");
  if (params.expires_at !== undefined && params.expires_at <= ctx.now)
    throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "expires_at");
  if (params.code !== undefined && !/^[a-zA-Z0-9-]+$/.test(params.code))
    throw invalid("Promotion codes may only contain letters, digits and dashes.", "code");
  const code = params.code ?? token(8).toUpperCase();
  if (params.active !== false) checkFree(ctx, code);
  const { first_time_transaction = false, minimum_amount = null, minimum_amount_currency } = params.restrictions ?? {};
  if ((minimum_amount === null) !== (minimum_amount_currency === undefined)) {
    throw invalid(
      "`restrictions[minimum_amount]` and `restrictions[minimum_amount_currency]` belong together.",
      "restrictions[minimum_amount_currency]",
    );
  }
  const minimums = minimumsOf(params.restrictions);
  const made: PromotionCode = {
    id: newId("promo"),
    object: "promotion_code",
    active: (params.active ?? true) && coupon.valid,
    code,
    created: ctx.now,
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: changeMetadata({}, params.metadata),
    promotion: { coupon: coupon.id, type: "coupon" },
    restrictions: {
      first_time_transaction,
      minimum_amount,
      minimum_amount_currency:
        minimum_amount_currency === undefined
          ? null
          : isoCurrency(minimum_amount_currency, "restrictions[minimum_amount_currency]"),
    },
    times_redeemed: 0,
  };
  if (minimums) ctx.store.putDetail("promotion_code", made.id, { minimums });
  return create(ctx, "promotion_code", promotionCodeState(made, ctx.now), "promotion_code.created");
}

/** The least order in further currencies. */
function minimumsOf(
  given: Parsed<typeof createFields>["restrictions"],
): Details["promotion_code"]["minimums"] | undefined {
  if (!given?.currency_options) return undefined;
  if (given.minimum_amount === undefined || given.minimum_amount_currency === undefined)
    throw invalid(
      "You can only pass `restrictions[currency_options]` with `restrictions[minimum_amount]`.",
      "restrictions[currency_options]",
    );
  const options = Object.entries(given.currency_options).map(([name, { minimum_amount }]) => [
    isoCurrency(name, `restrictions[currency_options][${name}]`),
    { minimum_amount: minimum_amount ?? 0 },
  ]);
  const own = { minimum_amount: given.minimum_amount };
  return { ...Object.fromEntries(options), [given.minimum_amount_currency.toLowerCase()]: own };
}

/** Codes are unique among active ones, in any case. */
function checkFree(ctx: Context, code: string): void {
  for (const other of ctx.store.list("promotion_code")) {
    if (other.active && other.code.toLowerCase() === code.toLowerCase())
      throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, "code");
  }
}

const filters = { active: boolean(), code: string(), coupon: string(), created: range(), customer: string() };

export const promotionCodeEndpoints = [
  post("/v1/promotion_codes", createFields, createCode),
  get("/v1/promotion_codes", listParams(filters), (ctx, { active, code, coupon, created, customer, ...at }) =>
    page(ctx, "promotion_code", "/v1/promotion_codes", at, {
      where: (one) =>
        (active === undefined || one.active === active) &&
        (code === undefined || one.code.toLowerCase() === code.toLowerCase()) &&
        (coupon === undefined || one.promotion.coupon === coupon) &&
        (customer === undefined || one.customer === customer) &&
        inRange(one.created, created),
    }),
  ),
  get("/v1/promotion_codes/:id", {}, (ctx, _params, id) => fetch(ctx, "promotion_code", id)),
  post(
    "/v1/promotion_codes/:id",
    { active: boolean(), metadata: metadata() },
    (ctx, { active, metadata: change }, id) => {
      const before = fetch(ctx, "promotion_code", id);
      if (active === true && !before.active) checkCanReturn(ctx, before);
      return update(
        ctx,
        "promotion_code",
        { ...before, active: active ?? before.active, metadata: changeMetadata(before.metadata ?? {}, change) },
        "promotion_code.updated",
      );
    },
  ),
];

function checkCanReturn(ctx: Context, code: PromotionCode): void {
  const coupon = code.promotion.coupon === null ? undefined : ctx.store.get("coupon", code.promotion.coupon);
  const alive = promotionCodeState({ ...code, active: true }, ctx.now).active;
  if (!coupon?.valid || !alive)
    throw invalid("This promotion code cannot be made active: it or its coupon is used up or expired.", "active");
  checkFree(ctx, code.code);
}
