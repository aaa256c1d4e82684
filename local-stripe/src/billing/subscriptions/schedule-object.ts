// What a schedule and its phases look like. Nothing here is stored or emitted.
import { newId } from "../../conventions/ids.ts";
import type { Subscription, SubscriptionSchedule, TaxRate } from "../../store/objects.ts";

export type Phase = SubscriptionSchedule["phases"][number];

export function scheduleObject(wanted: {
  customer: string;
  subscription: string | null;
  test_clock: string | null;
  phases: Phase[];
  now: number;
  status?: "active" | "not_started";
  end_behavior?: "cancel" | "release" | undefined;
  metadata?: Record<string, string>;
  /** What its phases have where they don't say. */
  defaults?: Partial<SubscriptionSchedule["default_settings"]>;
}): SubscriptionSchedule {
  const [first] = wanted.phases;
  return {
    id: newId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: wanted.now },
    canceled_at: null,
    completed_at: null,
    created: wanted.now,
    current_phase: wanted.status === "not_started" || !first ? null : bounds(first),
    customer: wanted.customer,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      on_behalf_of: null,
      transfer_data: null,
      ...wanted.defaults,
    },
    end_behavior: wanted.end_behavior ?? "release",
    livemode: false,
    metadata: wanted.metadata ?? {},
    pause_schedules: [],
    phases: wanted.phases,
    released_at: null,
    released_subscription: null,
    status: wanted.status ?? "active",
    subscription: wanted.subscription,
    test_clock: wanted.test_clock,
  };
}

export function bounds({ start_date, end_date }: Phase): { start_date: number; end_date: number } {
  return { start_date, end_date };
}

/** Where the schedule is, as an index of its phases. */
export function currentIndex({ phases, current_phase }: SubscriptionSchedule): number {
  return phases.findIndex(({ start_date }) => start_date === current_phase?.start_date);
}

export function nextPhase(schedule: SubscriptionSchedule): Phase | undefined {
  return schedule.current_phase ? schedule.phases[currentIndex(schedule) + 1] : undefined;
}

/** What a subscription has, for a schedule that is made from it. */
export function defaultsFrom(subscription: Subscription): Partial<SubscriptionSchedule["default_settings"]> {
  const { account_tax_ids, custom_fields, description, footer, issuer } = subscription.invoice_settings;
  return {
    automatic_tax: subscription.automatic_tax,
    collection_method: subscription.collection_method,
    default_payment_method: subscription.default_payment_method,
    description: subscription.description,
    invoice_settings: {
      account_tax_ids,
      custom_fields,
      days_until_due: subscription.days_until_due,
      description,
      footer,
      issuer,
    },
  };
}

export function itemsFrom({ items }: Subscription): PhaseItem[] {
  return items.data.map(({ price, quantity, metadata, discounts, tax_rates }) => ({
    price: price.id,
    ...(quantity === undefined ? {} : { quantity }),
    metadata,
    discounts: discounts.map((discount) => ({ coupon: null, discount, promotion_code: null })),
    tax_rates: tax_rates ?? [],
  }));
}

export interface PhaseItem {
  price: string;
  /** What is metered has none. */
  quantity?: number;
  metadata?: Record<string, string>;
  discounts?: Phase["discounts"];
  tax_rates?: TaxRate[];
}

export function phaseObject(
  subscription: Pick<Subscription, "currency" | "discounts">,
  start_date: number,
  end_date: number,
  items: PhaseItem[],
  given: Partial<Phase> = {},
): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: subscription.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: subscription.discounts.map((discount) => ({ coupon: null, discount, promotion_code: null })),
    end_date,
    invoice_settings: null,
    items: items.map((item) => ({
      ...item,
      billing_thresholds: null,
      discounts: item.discounts ?? [],
      metadata: item.metadata ?? {},
      plan: item.price,
      tax_rates: item.tax_rates ?? [],
    })),
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "create_prorations",
    start_date,
    transfer_data: null,
    trial_end: null,
    ...given,
  };
}
