// What a phase brings beside items and settings: coupons that are redeemed when it begins, items billed once, a trial.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { create } from "../changes.ts";
import { newId } from "../../conventions/ids.ts";
import { termsOf } from "../discounts/coupon-terms.ts";
import { createDiscount, type AppliedDiscount } from "../discounts/discounts.ts";
import type { Redeemable } from "../discounts/redemption.ts";
import { addedItems, type AddedItem } from "../invoices/added-items.ts";
import type { Subscription, SubscriptionItem } from "../../store/objects.ts";
import type { Phase } from "./schedule-object.ts";
import { withItems } from "./subscription-object.ts";

/** The coupons that a phase names, directly or by a promotion code. One that is gone brings nothing. */
export function couponsIn(ctx: Context, discounts: Phase["discounts"]): Redeemable[] {
  return discounts.flatMap(({ coupon: id, promotion_code: code }) => {
    const promotion_code = code ? ctx.store.get("promotion_code", code) : undefined;
    const coupon = ctx.store.get("coupon", id ?? promotion_code?.promotion.coupon ?? "");
    return coupon ? [{ coupon, promotion_code }] : [];
  });
}

export const keptIn = (discounts: Phase["discounts"]): string[] => discounts.flatMap(({ discount }) => discount ?? []);

/** The phase with the discounts that the subscription has of its coupons, in place of these coupons. */
export function withKnownDiscounts(ctx: Context, subscription: Subscription, phase: Phase): Phase {
  const known = (named: Phase["discounts"], ids: readonly string[]) =>
    named.map((one) => {
      const coupons = couponsIn(ctx, [one]).map(({ coupon }) => coupon.id);
      const id = ids.find((each) => coupons.includes(ctx.store.get("discount", each)?.source.coupon ?? ""));
      return id === undefined ? one : { coupon: null, discount: id, promotion_code: null };
    });
  const items = phase.items.map((item) => {
    const running = subscription.items.data.find((one) => one.price.id === item.price);
    return { ...item, discounts: known(item.discounts, (running?.discounts ?? []) as string[]) };
  });
  return { ...phase, items, discounts: known(phase.discounts, subscription.discounts as string[]) };
}

/** Redeems the coupons of a phase, its items' too: they are in the order of the phase's. */
export function withNewDiscounts(ctx: Context, subscription: Subscription, phase: Phase): Subscription {
  const now = nowFor(ctx, subscription.customer);
  const whose = { customer: subscription.customer, subscription: subscription.id, now };
  const created = couponsIn(ctx, phase.discounts).map((one) => createDiscount(ctx, { ...one, ...whose }).id);
  const items = subscription.items.data.map((item, index) => {
    const coupons = couponsIn(ctx, phase.items[index]?.discounts ?? []);
    const own = coupons.map((one) => createDiscount(ctx, { ...one, ...whose, subscription_item: item.id }).id);
    return own.length > 0 ? { ...item, discounts: [...(item.discounts as string[]), ...own] } : item;
  });
  return withItems({ ...subscription, discounts: [...(subscription.discounts as string[]), ...created] }, items);
}

/** The same for a preview: nothing is redeemed. */
export function discountsToCome(ctx: Context, phase: Phase, items: SubscriptionItem[]): AppliedDiscount[] {
  const applied = ({ coupon }: Redeemable) => ({ id: newId("di"), coupon, ...termsOf(ctx, coupon.id) });
  return [
    ...items.flatMap(({ id }, index) =>
      couponsIn(ctx, phase.items[index]?.discounts ?? []).map((one) => ({ ...applied(one), item: id })),
    ),
    ...couponsIn(ctx, phase.discounts).map(applied),
  ];
}

/** What a phase bills once, with the next invoice. */
export function addedBy(ctx: Context, phase: Phase): AddedItem[] {
  return phase.add_invoice_items.flatMap(({ price: id, quantity, metadata, discountable, discounts, period }) => {
    const price = ctx.store.get("price", id);
    if (!price) return [];
    const { start, end } = period;
    return [
      {
        price,
        quantity: quantity ?? 1,
        metadata: metadata ?? {},
        discountable: discountable ?? true,
        discounts: couponsIn(ctx, discounts),
        start: start.type === "phase_start" ? phase.start_date : start.timestamp,
        end: end.type === "phase_end" ? phase.end_date : end.timestamp,
      },
    ];
  });
}

/** They wait for the invoice that the caller makes next. */
export function addItems(ctx: Context, subscription: Subscription, phase: Phase): void {
  const now = nowFor(ctx, subscription.customer);
  for (const item of addedItems(ctx, subscription, addedBy(ctx, phase), now))
    create(ctx, "invoiceitem", item, "invoiceitem.created");
}

/** A phase that begins with a trial: free until its end, and counted from there. */
export function inTrialOf(subscription: Subscription, phase: Phase, at: number): Subscription {
  const end = phase.trial_end;
  if (end === null || end <= at) return subscription;
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: at,
    current_period_end: end,
  }));
  return withItems(
    { ...subscription, status: "trialing", trial_start: at, trial_end: end, billing_cycle_anchor: end },
    items,
  );
}
