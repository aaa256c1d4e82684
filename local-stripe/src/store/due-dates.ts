// When does time itself next change an object? The store keeps these instants in order.
import type {
  CheckoutSession,
  Coupon,
  Invoice,
  PaymentIntent,
  PromotionCode,
  Subscription,
  SubscriptionSchedule,
  TestClock,
} from "./objects.ts";
import type { Details, SubscriptionNotes } from "./details.ts";
import { DAY, HOUR } from "../time.ts";

/** `customer.subscription.trial_will_end` is emitted this long before a trial's end. [SDK: Events.d.ts] */
export const TRIAL_NOTICE = 3 * DAY;
/** `invoice.upcoming` is emitted this long before a renewal: the default of a setting in Stripe's Dashboard. */
export const RENEWAL_NOTICE = 7 * DAY;
/** `subscription_schedule.expiring` is emitted this long before a schedule ends. [SDK: Events.d.ts] */
export const SCHEDULE_NOTICE = 7 * DAY;
/** A first payment must succeed within this time. */
export const INCOMPLETE_FOR = 23 * HOUR;

export function dueAt(object: object, detail: object = {}): number | undefined {
  switch ((object as { object?: string }).object) {
    case "checkout.session":
      return sessionDueAt(object as CheckoutSession);
    case "subscription":
      return earliest(subscriptionInstants(object as Subscription, detail));
    case "subscription_schedule":
      return scheduleDueAt(object as SubscriptionSchedule, detail as Partial<Details["subscription_schedule"]>);
    case "payment_intent":
      return (object as PaymentIntent).status === "processing"
        ? (detail as Partial<Details["payment_intent"]>).settles_at
        : undefined;
    case "invoice":
      return invoiceDueAt(object as Invoice, detail as Partial<Details["invoice"]>);
    case "coupon":
      return couponDueAt(object as Coupon);
    case "promotion_code":
      return promotionCodeDueAt(object as PromotionCode);
    case "test_helpers.test_clock":
      return (object as TestClock).deletes_after;
    default:
      return undefined;
  }
}

function sessionDueAt(session: CheckoutSession): number | undefined {
  return session.status === "open" ? session.expires_at : undefined;
}

function subscriptionInstants(subscription: Subscription, notes: SubscriptionNotes): (number | null)[] {
  const { status, cancel_at, trial_end } = subscription;
  if (status === "incomplete") return [subscription.created + INCOMPLETE_FOR];
  if (status === "paused") return [cancel_at, notes.resume_expires ?? null];
  if (!["trialing", "active", "past_due", "unpaid"].includes(status)) return [];
  return [
    ...subscription.items.data.map((item) => item.current_period_end),
    cancel_at,
    subscription.pause_collection?.resumes_at ?? null,
    status === "trialing" ? trial_end : null,
    subscription.pending_update?.expires_at ?? null,
    subscription.next_pending_invoice_item_invoice,
    trialNoticeAt(subscription, notes),
    renewalNoticeAt(subscription, notes),
  ];
}

export function trialNoticeAt({ status, trial_end }: Subscription, notes: SubscriptionNotes): number | null {
  if (status !== "trialing" || trial_end === null || notes.announced_trial_end === trial_end) return null;
  return trial_end - TRIAL_NOTICE;
}

/** Periods that are shorter than the notice, and the last period of all, are not announced. */
export function renewalNoticeAt({ status, items, cancel_at }: Subscription, notes: SubscriptionNotes): number | null {
  const next = items.data.reduce((first, item) => (item.current_period_end < first.current_period_end ? item : first));
  const { current_period_start: start, current_period_end: end } = next;
  if (!["trialing", "active"].includes(status) || notes.announced_renewal === end) return null;
  if (end - start <= RENEWAL_NOTICE || (cancel_at !== null && cancel_at <= end)) return null;
  return end - RENEWAL_NOTICE;
}

function scheduleDueAt(
  schedule: SubscriptionSchedule,
  notes: Partial<Details["subscription_schedule"]>,
): number | undefined {
  if (schedule.status === "not_started") return schedule.phases[0]?.start_date;
  if (schedule.status !== "active" || !schedule.current_phase) return undefined;
  return earliest([schedule.current_phase.end_date, scheduleNoticeAt(schedule, notes)]);
}

/** A schedule that is shorter than the notice is not announced. */
export function scheduleNoticeAt(
  schedule: SubscriptionSchedule,
  notes: Partial<Details["subscription_schedule"]>,
): number | null {
  const end = schedule.phases.at(-1)?.end_date;
  if (end === undefined || notes.origin !== "api" || notes.announced_end === end) return null;
  return end - SCHEDULE_NOTICE > schedule.created ? end - SCHEDULE_NOTICE : null;
}

function invoiceDueAt(invoice: Invoice, { overdue = false }: Partial<Details["invoice"]>): number | undefined {
  if (invoice.status === "draft") return invoice.automatically_finalizes_at ?? undefined;
  if (invoice.status === "open" && invoice.collection_method === "send_invoice")
    return overdue ? undefined : (invoice.due_date ?? undefined);
  if (invoice.status === "open") return invoice.next_payment_attempt ?? undefined;
  return undefined;
}

function couponDueAt(coupon: Coupon): number | undefined {
  return coupon.valid ? (coupon.redeem_by ?? undefined) : undefined;
}

function promotionCodeDueAt(code: PromotionCode): number | undefined {
  return code.active ? (code.expires_at ?? undefined) : undefined;
}

function earliest(instants: (number | null)[]): number | undefined {
  const known = instants.filter((instant) => instant !== null);
  return known.length > 0 ? Math.min(...known) : undefined;
}
