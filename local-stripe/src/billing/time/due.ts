// The one place that finds what is due and processes it, oldest first, each in one transaction.
import { update } from "../changes.ts";
import { wallClock } from "../../time.ts";
import { newContext, type Context } from "../../conventions/context.ts";
import type { Store } from "../../store/store.ts";
import type {
  CheckoutSession,
  Coupon,
  Invoice,
  PaymentIntent,
  PromotionCode,
  Subscription,
  SubscriptionSchedule,
  TestClock,
} from "../../store/objects.ts";
import { deleteClock } from "./delete-clock.ts";
import { collect } from "../invoices/collect.ts";
import { expireSession } from "../checkout/expire-session.ts";
import { couponState, promotionCodeState } from "../discounts/redemption.ts";
import { advanceSchedule } from "../subscriptions/advance-schedule.ts";
import { advanceSubscription } from "../subscriptions/advance-subscription.ts";
import { settlePayment } from "../payments/settle-payment.ts";

/** True when anything was done. */
export function settleDue(store: Store, baseUrl: string): boolean {
  const now = wallClock();
  let done = false;
  while (settleNext(store, baseUrl, now)) done = true;
  return done;
}

/**
 * Processes what is due first by `until`, of the wall clock or of a test clock; false when nothing is.
 * It sees the instant at which it was due. A renewal missed while the server was down is still dated right.
 */
export function settleNext(store: Store, baseUrl: string, until: number, clock?: string): boolean {
  const due = store.nextDue(until, clock);
  if (!due) return false;
  try {
    store.transaction(() =>
      settle({ ...newContext(store, baseUrl), now: due.at, ...(clock === undefined ? {} : { clock }) }, due.id),
    );
  } catch (error) {
    // One object that can't be settled must not stop all others, nor every request
    console.error(`local-stripe: what was due for ${due.id} failed`, error);
    store.transaction(() => store.forgetDue(due.id));
  }
  return true;
}

function settle(ctx: Context, id: string): void {
  const object = ctx.store.find(id) as
    | CheckoutSession
    | Coupon
    | Invoice
    | PaymentIntent
    | PromotionCode
    | Subscription
    | SubscriptionSchedule
    | TestClock;
  switch (object.object) {
    case "checkout.session":
      return void expireSession(ctx, object);
    case "coupon":
      return void update(ctx, "coupon", couponState(object, ctx.now), "coupon.updated");
    case "promotion_code":
      return void update(ctx, "promotion_code", promotionCodeState(object, ctx.now), "promotion_code.updated");
    case "subscription":
      return advanceSubscription(ctx, object);
    case "subscription_schedule":
      return advanceSchedule(ctx, object);
    case "invoice":
      return void collect(ctx, object);
    case "payment_intent":
      return settlePayment(ctx, object);
    case "test_helpers.test_clock":
      return void deleteClock(ctx, object);
  }
}
