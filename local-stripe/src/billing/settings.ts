// What Stripe keeps in its Dashboard and has no API for: how declined renewals are retried, and what happens after that.
import type { Store } from "../store/store.ts";

export interface BillingSettings {
  /** Days until each further attempt, counted from the one before: a fixed schedule in place of Smart Retries. */
  retry_days: number[];
  /** What happens to the subscription after the last attempt. */
  after_retries: "cancel" | "unpaid" | "leave" | "pause";
  /** Pauses a subscription when the first attempt on a renewal's invoice fails. */
  pause_after_first_failure: boolean;
  /** A subscription that a failed payment paused resumes when that invoice is paid, in its old rhythm. */
  resume_when_paid: boolean;
  /** What a subscription is while its first payment settles; no setting of Stripe's, see the README on what is unverified. */
  while_processing: "active" | "incomplete";
}

const DEFAULTS: BillingSettings = {
  retry_days: [3, 5, 7],
  after_retries: "cancel",
  pause_after_first_failure: false,
  resume_when_paid: false,
  while_processing: "active",
};
const AFTER_RETRIES: readonly unknown[] = [
  "cancel",
  "unpaid",
  "leave",
  "pause",
] satisfies BillingSettings["after_retries"][];

export function billingSettings(store: Store): BillingSettings {
  return { ...DEFAULTS, ...store.read<Partial<BillingSettings>>("setting", "billing") };
}

export function changeBillingSettings(store: Store, change: Record<string, unknown>): BillingSettings {
  const { retry_days, after_retries, while_processing, pause_after_first_failure, resume_when_paid, ...unknown } =
    change;
  if (Object.keys(unknown).length > 0) throw new Error(`Unknown settings: ${Object.keys(unknown).join(", ")}`);
  const next = { ...billingSettings(store) };
  if (retry_days !== undefined) {
    if (!Array.isArray(retry_days) || !retry_days.every((days) => typeof days === "number" && days > 0))
      throw new Error("retry_days must be a list of days");
    next.retry_days = retry_days as number[];
  }
  if (after_retries !== undefined) {
    if (!AFTER_RETRIES.includes(after_retries)) throw new Error("after_retries must be cancel, unpaid, leave or pause");
    next.after_retries = after_retries as BillingSettings["after_retries"];
  }
  for (const [name, value] of Object.entries({ pause_after_first_failure, resume_when_paid })) {
    if (value === undefined) continue;
    if (typeof value !== "boolean") throw new Error(`${name} must be true or false`);
    next[name as "pause_after_first_failure" | "resume_when_paid"] = value;
  }
  if (while_processing !== undefined) {
    if (while_processing !== "active" && while_processing !== "incomplete")
      throw new Error("while_processing must be active or incomplete");
    next.while_processing = while_processing;
  }
  store.transaction(() => store.save(next, "setting", "billing"));
  return next;
}
