// What coupons take off: discounts that hold, and how much of them falls to each line of an invoice.
import { emit } from "../../events/events.ts";
import type { Context } from "../../conventions/context.ts";
import { stepOf } from "../../conventions/currencies.ts";
import { newId } from "../../conventions/ids.ts";
import type { Coupon, Discount, PromotionCode, Subscription } from "../../store/objects.ts";
import { boundary } from "../subscriptions/periods.ts";
import { amountOffIn, termsOf, type CouponTerms } from "./coupon-terms.ts";
import { couponState, promotionCodeState } from "./redemption.ts";

export interface AppliedDiscount extends CouponTerms {
  id: string;
  coupon: Coupon;
  /** The subscription item or invoice item that it is for. Without one it is for all lines. */
  item?: string | undefined;
}
export interface Discountable {
  amount: number;
  discountable: boolean;
  product?: string | undefined;
  /** The subscription item or the invoice item. */
  item?: string | undefined;
}
export interface DiscountAmount {
  amount: number;
  discount: string;
}

/** A redeemed coupon on a subscription. Its coupon is kept as it was, so it still applies when the coupon is deleted. */
export function createDiscount(
  ctx: Context,
  wanted: {
    coupon: Coupon;
    promotion_code?: PromotionCode | undefined;
    customer: string | null;
    subscription: string | null;
    subscription_item?: string;
    invoice_item?: string;
    checkout_session?: string | null;
    now: number;
  },
): Discount {
  const { coupon, promotion_code, now } = wanted;
  const discount: Discount = {
    id: newId("di"),
    object: "discount",
    checkout_session: wanted.checkout_session ?? null,
    customer: wanted.customer,
    customer_account: null,
    end:
      coupon.duration === "repeating"
        ? boundary(now, { interval: "month", interval_count: coupon.duration_in_months ?? 1 }, 1)
        : null,
    invoice: null,
    invoice_item: wanted.invoice_item ?? null,
    promotion_code: promotion_code?.id ?? null,
    source: { coupon: coupon.id, type: "coupon" },
    start: now,
    subscription: wanted.subscription,
    subscription_item: wanted.subscription_item ?? null,
  };
  ctx.store.put("discount", discount);
  ctx.store.putDetail("discount", discount.id, { coupon, ...termsOf(ctx, coupon.id) });
  redeem(ctx, coupon.id, promotion_code?.id);
  return discount;
}

/** A redemption changes the counters without an event (unverified). */
function redeem(ctx: Context, couponId: string, codeId: string | undefined): void {
  const coupon = ctx.store.get("coupon", couponId);
  if (coupon) ctx.store.put("coupon", couponState({ ...coupon, times_redeemed: coupon.times_redeemed + 1 }, ctx.now));
  const code = codeId === undefined ? undefined : ctx.store.get("promotion_code", codeId);
  if (code)
    ctx.store.put("promotion_code", promotionCodeState({ ...code, times_redeemed: code.times_redeemed + 1 }, ctx.now));
}

/** The discounts of a subscription that apply at an instant: those of its items first. `instead` are others than its own. */
export function discountsAt(
  ctx: Context,
  subscription: Pick<Subscription, "discounts" | "items">,
  at: number,
  instead?: AppliedDiscount[],
): AppliedDiscount[] {
  if (!instead) return applied(ctx, everyDiscount(subscription), at);
  return [...applied(ctx, everyDiscount({ ...subscription, discounts: [] }), at), ...instead];
}

export function applied(ctx: Context, ids: string[], at: number): AppliedDiscount[] {
  return ids.flatMap((id) => {
    const discount = ctx.store.get("discount", id);
    const detail = ctx.store.detail("discount", id);
    if (!discount || !detail || (discount.end !== null && discount.end <= at)) return [];
    return [{ id, ...detail, item: discount.subscription_item ?? discount.invoice_item ?? undefined }];
  });
}

/** The discounts of each line, in steps of the currency that add up. Several discounts apply one after the other. */
export function shareDiscounts(
  discounts: AppliedDiscount[],
  lines: Discountable[],
  currency: string,
): DiscountAmount[][] {
  const step = stepOf(currency);
  const left = lines.map(({ amount, discountable }) => (discountable && amount > 0 ? amount : 0));
  const shares: DiscountAmount[][] = lines.map(() => []);
  for (const discount of discounts) {
    const { id, coupon } = discount;
    const open = lines.map((line, index) => (isFor(discount, line) ? (left[index] ?? 0) : 0));
    const whole = open.reduce((sum, amount) => sum + amount, 0);
    const off =
      coupon.percent_off === null
        ? Math.min(amountOffIn(coupon, discount, currency) ?? 0, whole)
        : percentOf(whole, coupon.percent_off, step);
    distribute(off / step, open).forEach((steps, index) => {
      if (open[index] === 0) return;
      const amount = steps * step;
      left[index] = (left[index] ?? 0) - amount;
      shares[index]?.push({ amount, discount: id });
    });
  }
  return shares;
}

/** A coupon may be for some products only, and a discount for one item only. */
function isFor({ item, products }: AppliedDiscount, line: Discountable): boolean {
  return (item === undefined || item === line.item) && (!products || products.includes(line.product ?? ""));
}

/** Percentages have up to four decimal places; halves are rounded up. */
function percentOf(amount: number, percent: number, step: number): number {
  const scaled = BigInt(amount) * BigInt(Math.round(percent * 10_000));
  const unit = 1_000_000n * BigInt(step);
  return Number((scaled + unit / 2n) / unit) * step;
}

/** Parts of a total in proportion to weights. The largest remainders get what rounding leaves. */
function distribute(total: number, weights: number[]): number[] {
  const whole = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  if (whole === 0n) return weights.map(() => 0);
  const exact = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, part: Number(product / whole), rest: product % whole };
  });
  const parts = exact.map(({ part }) => part);
  const missing = total - parts.reduce((sum, part) => sum + part, 0);
  const byRest = [...exact].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of byRest.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** A subscription's discounts after an invoice. Those for one invoice are removed. */
export function withoutSpent(
  ctx: Context,
  subscription: Subscription,
  used: ReadonlySet<string>,
  now: number,
): Subscription {
  const gone = everyDiscount(subscription).filter((id) => {
    const discount = ctx.store.get("discount", id);
    const once = ctx.store.detail("discount", id)?.coupon.duration === "once";
    const ended = discount !== undefined && discount.end !== null && discount.end <= now;
    return ended || (once && used.has(id));
  });
  return withoutDiscounts(subscription, gone);
}

/** Those of its items first: they apply first. */
export function everyDiscount({ discounts, items }: Pick<Subscription, "discounts" | "items">): string[] {
  return [...items.data.flatMap((item) => item.discounts as string[]), ...discounts];
}

export function withoutDiscounts(subscription: Subscription, gone: readonly string[]): Subscription {
  if (!everyDiscount(subscription).some((id) => gone.includes(id))) return subscription;
  const { items } = subscription;
  const data = items.data.map((item) => ({ ...item, discounts: item.discounts.filter((id) => !gone.includes(id)) }));
  const discounts = subscription.discounts.filter((id) => !gone.includes(id));
  return { ...subscription, discounts, items: { ...items, data } };
}

/** Emits events for discounts that were added or removed between two states of a subscription. */
export function emitDiscountEvents(ctx: Context, before: readonly string[], after: readonly string[]): void {
  for (const id of before)
    if (!after.includes(id))
      emit(ctx, "customer.discount.deleted", ctx.store.get("discount", id) ?? { id, object: "discount" });
  for (const id of after)
    if (!before.includes(id))
      emit(ctx, "customer.discount.created", ctx.store.get("discount", id) ?? { id, object: "discount" });
}
