import type Stripe from "stripe";

type Given = Stripe.SubscriptionScheduleUpdateParams.Phase;

const idOf = (value: string | { id: string }): string => (typeof value === "string" ? value : value.id);

/** Of a price that was fetched along (`phases.items.price`). Stripe takes no quantity with it. */
const isMetered = (price: string | Stripe.Price | Stripe.DeletedPrice): boolean =>
  typeof price !== "string" && !price.deleted && price.recurring?.usage_type === "metered";

/**
 * A phase as it has to be sent to stay as it is: an update of a schedule names all phases that are left, each whole.
 * @param isRunning what such a phase adds to an invoice, it has added already
 * @returns null for one with more than we know how to send
 */
export function phaseAsSent(phase: Stripe.SubscriptionSchedule.Phase, isRunning: boolean): Given | null {
  const added = phase.add_invoice_items;
  const extras = [
    isRunning && added.length > 0,
    added.some(({ discounts, tax_rates }) => discounts.length > 0 || (tax_rates ?? []).length > 0),
    phase.application_fee_percent,
    phase.automatic_tax?.liability?.type === "account",
    phase.billing_thresholds,
    phase.transfer_data,
    phase.items.some((item) => item.billing_thresholds || item.discounts.length > 0),
  ];
  if (extras.some(Boolean)) return null;
  return {
    start_date: phase.start_date,
    end_date: phase.end_date,
    items: phase.items.map(({ price, quantity, metadata, tax_rates }) => ({
      price: idOf(price),
      ...(tax_rates && tax_rates.length > 0 && { tax_rates: tax_rates.map(idOf) }),
      ...(quantity !== undefined && !isMetered(price) && { quantity }),
      ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
    })),
    ...(added.length > 0 && {
      add_invoice_items: added.map(({ price, quantity }) => ({ price: idOf(price), quantity: quantity ?? 1 })),
    }),
    proration_behavior: phase.proration_behavior,
    ...taxAndMethod(phase),
    discounts: phase.discounts.flatMap(({ coupon, discount }): { discount?: string; coupon?: string }[] =>
      discount ? [{ discount: idOf(discount) }] : coupon ? [{ coupon: idOf(coupon) }] : [],
    ),
    ...(phase.trial_end && { trial_end: phase.trial_end }),
    ...(phase.description && { description: phase.description }),
    ...(phase.collection_method && { collection_method: phase.collection_method }),
    ...(phase.billing_cycle_anchor && { billing_cycle_anchor: phase.billing_cycle_anchor }),
    ...(phase.metadata && Object.keys(phase.metadata).length > 0 && { metadata: phase.metadata }),
  };
}

/** What a phase that names none would take from the schedule's own settings. */
function taxAndMethod({ automatic_tax, default_payment_method, default_tax_rates }: Stripe.SubscriptionSchedule.Phase) {
  return {
    ...(automatic_tax && { automatic_tax: { enabled: automatic_tax.enabled } }),
    ...(default_payment_method && { default_payment_method: idOf(default_payment_method) }),
    ...(default_tax_rates && default_tax_rates.length > 0 && { default_tax_rates: default_tax_rates.map(idOf) }),
  };
}

/** The phase that runs, and those after it. */
export const phasesLeft = ({ phases, current_phase: current }: Stripe.SubscriptionSchedule) =>
  phases.filter(({ start_date }) => current && start_date >= current.start_date);
