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
    phase.automatic_tax?.enabled,
    phase.billing_thresholds,
    phase.default_payment_method,
    (phase.default_tax_rates ?? []).length > 0,
    phase.transfer_data,
    phase.items.some(
      (item) => item.billing_thresholds || item.discounts.length > 0 || (item.tax_rates ?? []).length > 0,
    ),
  ];
  if (extras.some(Boolean)) return null;
  return {
    start_date: phase.start_date,
    end_date: phase.end_date,
    items: phase.items.map(({ price, quantity, metadata }) => ({
      price: idOf(price),
      ...(quantity !== undefined && !isMetered(price) && { quantity }),
      ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
    })),
    ...(added.length > 0 && {
      add_invoice_items: added.map(({ price, quantity }) => ({ price: idOf(price), quantity: quantity ?? 1 })),
    }),
    proration_behavior: phase.proration_behavior,
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

/** The phase that runs, and those after it. */
export const phasesLeft = ({ phases, current_phase: current }: Stripe.SubscriptionSchedule) =>
  phases.filter(({ start_date }) => current && start_date >= current.start_date);
