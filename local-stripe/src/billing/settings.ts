// What Stripe keeps in its Dashboard and has no API for: how declined renewals are retried, and what happens after that.
import type { Store } from "../store/store.ts";

export interface BillingSettings {
  /** Days until each further attempt, counted from the one before: a fixed schedule in place of Smart Retries. */
  retry_days: number[];
  /** What happens to the subscription after the last attempt. */
  after_retries: "cancel" | "unpaid" | "leave";
  /** What a subscription is while its first payment settles; no setting of Stripe's, see the README on what is unverified. */
  while_processing: "active" | "incomplete";
}

const DEFAULTS: BillingSettings = { retry_days: [3, 5, 7], after_retries: "cancel", while_processing: "active" };

export function billingSettings(store: Store): BillingSettings {
  return { ...DEFAULTS, ...store.read<Partial<BillingSettings>>("setting", "billing") };
}

export function changeBillingSettings(store: Store, change: Record<string, unknown>): BillingSettings {
  const { retry_days, after_retries, while_processing, ...unknown } = change;
  if (Object.keys(unknown).length > 0) throw new Error(`Unknown settings: ${Object.keys(unknown).join(", ")}`);
  const next = { ...billingSettings(store) };
  if (retry_days !== undefined) {
    if (!Array.isArray(retry_days) || !retry_days.every((days) => typeof days === "number" && days > 0))
      throw new Error("retry_days must be a list of days");
    next.retry_days = retry_days as number[];
  }
  if (after_retries !== undefined) {
    if (after_retries !== "cancel" && after_retries !== "unpaid" && after_retries !== "leave")
      throw new Error("after_retries must be cancel, unpaid or leave");
    next.after_retries = after_retries;
  }
  if (while_processing !== undefined) {
    if (while_processing !== "active" && while_processing !== "incomplete")
      throw new Error("while_processing must be active or incomplete");
    next.while_processing = while_processing;
  }
  store.transaction(() => store.save(next, "setting", "billing"));
  return next;
}
