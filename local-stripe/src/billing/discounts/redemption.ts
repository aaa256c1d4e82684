// Whether a coupon or a promotion code may be redeemed, by whom and for how much.
import { fetchNamed } from "../../conventions/endpoint.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";
import type { Coupon, PromotionCode } from "../../store/objects.ts";
import { amountOffIn, termsOf } from "./coupon-terms.ts";
import { formatMoney } from "../../conventions/currencies.ts";

/** A coupon as a caller names it, directly or by a promotion code. */
export interface NamedDiscount {
  coupon?: string | undefined;
  promotion_code?: string | undefined;
}
export interface Redeemable {
  coupon: Coupon;
  promotion_code?: PromotionCode | undefined;
}
export interface Purchase {
  customer: string | null;
  currency: string;
  /** Before any discount. */
  amount: number;
}

/** `valid` follows from the redemptions and the date. */
export function couponState(coupon: Coupon, now: number): Coupon {
  const full = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions;
  const late = coupon.redeem_by !== null && coupon.redeem_by <= now;
  return { ...coupon, valid: !full && !late };
}

/** A code that is used up or out of date is inactive for good; only a manual `active=false` can be undone. */
export function promotionCodeState(code: PromotionCode, now: number): PromotionCode {
  const full = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
  const late = code.expires_at !== null && code.expires_at <= now;
  return full || late ? { ...code, active: false } : code;
}

/** The coupon behind a parameter, or a refusal that names the parameter. */
export function redeemable(ctx: Context, named: NamedDiscount, purchase: Purchase, param: string): Redeemable {
  if (named.coupon !== undefined && named.promotion_code !== undefined) {
    throw invalid(`You may only specify one of these parameters: ${param}[coupon], ${param}[promotion_code].`, param);
  }
  if (named.promotion_code !== undefined) {
    const name = `${param}[promotion_code]`;
    return checkedCode(ctx, fetchNamed(ctx, "promotion_code", named.promotion_code, name), purchase, name);
  }
  if (named.coupon === undefined)
    throw invalid(`Missing required param: ${param}[coupon].`, `${param}[coupon]`, "parameter_missing");
  const coupon = fetchNamed(ctx, "coupon", named.coupon, `${param}[coupon]`);
  return { coupon: checkedCoupon(ctx, coupon, purchase, `${param}[coupon]`) };
}

/** What a customer typed, in any case. Unknown and unusable codes get the same refusal, as on Stripe's page. */
export function redeemableByCode(ctx: Context, typed: string, purchase: Purchase): Redeemable {
  const wanted = typed.trim().toLowerCase();
  const code = [...ctx.store.list("promotion_code")].find((one) => one.active && one.code.toLowerCase() === wanted);
  if (!code) throw invalid("This code is invalid.", "promotion_code", "resource_missing");
  return checkedCode(ctx, code, purchase, "promotion_code");
}

function checkedCode(ctx: Context, code: PromotionCode, purchase: Purchase, param: string): Redeemable {
  const coupon = code.promotion.coupon === null ? undefined : ctx.store.get("coupon", code.promotion.coupon);
  if (!code.active || !coupon)
    throw invalid(`Promotion code ${code.code} is inactive or expired.`, param, "promotion_code_inactive");
  if (code.customer !== null && code.customer !== purchase.customer) {
    throw invalid(
      "This promotion code cannot be redeemed because the associated customer is not the one it is restricted to.",
      param,
    );
  }
  const { first_time_transaction, minimum_amount: least, minimum_amount_currency } = code.restrictions;
  const others = ctx.store.detail("promotion_code", code.id)?.minimums;
  const minimum_amount =
    minimum_amount_currency === purchase.currency ? least : (own(others, purchase.currency)?.minimum_amount ?? null);
  if (first_time_transaction && purchase.customer !== null && hasPaid(ctx, purchase.customer)) {
    throw invalid(
      "This promotion code cannot be redeemed because the associated customer has prior transactions.",
      param,
      "promotion_code_first_time",
    );
  }
  if (minimum_amount !== null && purchase.amount < minimum_amount) {
    throw invalid(
      `This promotion code needs an order of at least ${formatMoney(minimum_amount, purchase.currency)}.`,
      param,
      "promotion_code_minimum_amount",
    );
  }
  return { coupon: checkedCoupon(ctx, coupon, purchase, param), promotion_code: code };
}

function checkedCoupon(ctx: Context, coupon: Coupon, purchase: Purchase, param: string): Coupon {
  // The wording is Stripe's, for any reason (crvouga/mockingbird)
  if (!coupon.valid) throw invalid(`Coupon expired: ${coupon.id}`, param, "coupon_expired");
  const off = amountOffIn(coupon, termsOf(ctx, coupon.id), purchase.currency);
  if (coupon.amount_off !== null && off === undefined) {
    throw invalid(
      `The coupon \`${coupon.id}\` takes an amount off in ${coupon.currency}, and can't be used for ${purchase.currency}.`,
      param,
    );
  }
  return coupon;
}

function hasPaid(ctx: Context, customer: string): boolean {
  for (const invoice of ctx.store.list("invoice", { by: ["customer", customer] }))
    if (invoice.status === "paid" && invoice.amount_paid > 0) return true;
  return false;
}
