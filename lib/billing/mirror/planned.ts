import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";

/** What a portal configuration says of changes of plan, and of cancellations. Part of the mirror's row, in Stripe's words. */
export type PlanChangeSettings = {
  enabled: boolean;
  /** What customers may change: `price`, `quantity`, `promotion_code`. */
  allowed_updates: string[];
  proration_behavior: string;
  /** `now` begins a new period with the change. */
  billing_cycle_anchor: string | null;
  /** What waits for the period's end: `decreasing_item_amount`, `shortening_interval`. */
  waits: string[];
  trial_update_behavior: string;
  /** The prices on offer; null where Stripe did not send them. */
  prices: string[] | null;
  /** What it says of cancellations; undefined in a copy that an older release made. */
  cancel?: {
    enabled: boolean;
    /** It ends when it is confirmed, not with its period. */
    at_once: boolean;
    /** The portal asks for the reason itself. */
    asks: boolean;
  };
};

export function planChangeSettings({
  features: { subscription_update: update, subscription_cancel: cancel },
  metadata,
}: Pick<Stripe.BillingPortal.Configuration, "features" | "metadata">): PlanChangeSettings {
  // The portal has nothing to offer of the file, as where all plans are by seats that are chosen.
  const isApps = metadata?.[METADATA.planChanges] === "app";
  return {
    enabled: update.enabled || isApps,
    allowed_updates: [...(update.default_allowed_updates ?? [])].toSorted(),
    proration_behavior: update.proration_behavior,
    billing_cycle_anchor: update.billing_cycle_anchor ?? null,
    waits: (update.schedule_at_period_end?.conditions ?? []).map(({ type }) => type).toSorted(),
    trial_update_behavior: update.trial_update_behavior,
    prices: update.products?.flatMap(({ prices }) => prices).toSorted() ?? (isApps ? [] : null),
    cancel: {
      enabled: cancel.enabled,
      at_once: cancel.mode === "immediately",
      asks: cancel.cancellation_reason.enabled,
    },
  };
}

/** A phase of a schedule. Part of the mirror's row. */
export type PlannedPhase = {
  from: string;
  to: string;
  items: PlannedPrice[];
  /** What its first invoice bills once, such as a set-up fee; missing where there is none. */
  added?: PlannedPrice[];
};

type PlannedPrice = { price_id: string; quantity: number | null };

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
const idOf = (value: string | { id: string }): string => (typeof value === "string" ? value : value.id);

const priceOf = ({ price, quantity }: { price: string | { id: string }; quantity?: number | null }): PlannedPrice => ({
  price_id: idOf(price),
  quantity: quantity ?? null,
});

export const phasesOf = ({ phases }: Stripe.SubscriptionSchedule): PlannedPhase[] =>
  phases.map((phase) => ({
    from: instant(phase.start_date),
    to: instant(phase.end_date),
    items: phase.items.map(priceOf),
    ...(phase.add_invoice_items.length > 0 && { added: phase.add_invoice_items.map(priceOf) }),
  }));

/**
 * Whether a program may release it, although nothing says that we made it: the customer portal did, or it plans nothing.
 * The latter is what is left of a plan of ours that was cut off: Stripe makes a schedule of a subscription first, without
 * metadata, and takes its phases with the next call.
 */
export const isReleasable = (schedule: Stripe.SubscriptionSchedule): boolean =>
  looksLikePortals(schedule) || plansNothing(schedule);

const plansNothing = ({ phases, metadata, end_behavior, application }: Stripe.SubscriptionSchedule): boolean =>
  application === null && end_behavior === "release" && Object.keys(metadata ?? {}).length === 0 && phases.length === 1;

/**
 * Whether the customer portal made it. Stripe has no field for that, so it goes by what the portal plans: after the phase
 * that runs one other phase of one item, released afterwards, without anything that only an API call sets.
 */
function looksLikePortals(schedule: Stripe.SubscriptionSchedule): boolean {
  const { phases, metadata, end_behavior, application } = schedule;
  return (
    application === null &&
    end_behavior === "release" &&
    Object.keys(metadata ?? {}).length === 0 &&
    phases.length === 2 &&
    phases.every(isPlain)
  );
}

const isPlain = (phase: Stripe.SubscriptionSchedule.Phase): boolean =>
  phase.items.length === 1 &&
  phase.add_invoice_items.length === 0 &&
  phase.proration_behavior === "none" &&
  (phase.trial_end ?? null) === null &&
  phase.description === null &&
  Object.keys(phase.metadata ?? {}).length === 0;
