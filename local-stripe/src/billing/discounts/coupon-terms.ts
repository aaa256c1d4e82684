// What a coupon says beside what it always shows: the products that it is for, and its amounts in further currencies.
import type { Context } from "../../conventions/context.ts";
import { own } from "../../conventions/own.ts";
import type { Coupon } from "../../store/objects.ts";

export interface CouponTerms {
  /** Only these. Without them it is for all. */
  products?: string[] | undefined;
  amounts?: Record<string, { amount_off: number }> | undefined;
}

export function termsOf(ctx: Context, coupon: string): CouponTerms {
  return ctx.store.detail("coupon", coupon) ?? {};
}

/** What an `amount_off` coupon takes off in a currency; undefined where it has no amount in it. */
export function amountOffIn(coupon: Coupon, { amounts }: CouponTerms, currency: string): number | undefined {
  if (coupon.amount_off === null) return undefined;
  return coupon.currency === currency ? coupon.amount_off : own(amounts, currency)?.amount_off;
}
