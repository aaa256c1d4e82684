// What Stripe keeps in its Dashboard and has no API for: how declined renewals are retried, and what happens after that.
import type { Store } from "../store/store.ts";
import { own } from "../conventions/own.ts";

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
  /** What a checkout session has that doesn't say: whether Stripe is the seller, and whether it converts prices. */
  managed_payments: boolean;
  adaptive_pricing: boolean;
  /** Where the terms of service are, which a checkout may ask the payer to accept. Null refuses such a checkout. */
  terms_of_service_url: string | null;
  /** A change in the portal whose payment is declined: undone, or kept with a subscription that is past due. */
  portal_declined_update: "undo" | "keep";
  /** Whether the portal lets a change to another product wait for the period's end. */
  portal_schedules_other_products: boolean;
}

const DEFAULTS: BillingSettings = {
  retry_days: [3, 5, 7],
  after_retries: "cancel",
  pause_after_first_failure: false,
  resume_when_paid: false,
  while_processing: "active",
  managed_payments: false,
  adaptive_pricing: true,
  terms_of_service_url: "https://example.com/terms",
  portal_declined_update: "undo",
  portal_schedules_other_products: true,
};

/** What each setting may be. */
const CHECKS: { [Name in keyof BillingSettings]: { takes: (value: unknown) => boolean; says: string } } = {
  retry_days: {
    takes: (value) => Array.isArray(value) && value.every((days) => typeof days === "number" && days > 0),
    says: "a list of days",
  },
  after_retries: oneOf("cancel", "unpaid", "leave", "pause"),
  pause_after_first_failure: oneOf(true, false),
  resume_when_paid: oneOf(true, false),
  while_processing: oneOf("active", "incomplete"),
  managed_payments: oneOf(true, false),
  adaptive_pricing: oneOf(true, false),
  terms_of_service_url: {
    takes: (value) => value === null || (typeof value === "string" && URL.canParse(value)),
    says: "an address or null",
  },
  portal_declined_update: oneOf("undo", "keep"),
  portal_schedules_other_products: oneOf(true, false),
};

function oneOf(...allowed: (string | boolean)[]) {
  const [last, ...others] = [...allowed].reverse();
  return {
    takes: (value: unknown) => allowed.some((option) => option === value),
    says: `${others.reverse().join(", ")} or ${String(last)}`,
  };
}

export function billingSettings(store: Store): BillingSettings {
  return { ...DEFAULTS, ...store.read<Partial<BillingSettings>>("setting", "billing") };
}

export function changeBillingSettings(store: Store, change: Record<string, unknown>): BillingSettings {
  const unknown = Object.keys(change).filter((name) => !Object.hasOwn(CHECKS, name));
  if (unknown.length > 0) throw new Error(`Unknown settings: ${unknown.join(", ")}`);
  for (const [name, { takes, says }] of Object.entries(CHECKS))
    if (own(change, name) !== undefined && !takes(own(change, name))) throw new Error(`${name} must be ${says}`);
  const next: BillingSettings = { ...billingSettings(store), ...change };
  store.transaction(() => store.save(next, "setting", "billing"));
  return next;
}
