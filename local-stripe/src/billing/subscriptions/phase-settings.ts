import type { Subscription } from "../../store/objects.ts";
import { keptIn } from "./phase-extras.ts";
import type { Phase } from "./schedule-object.ts";

/** What a phase sets becomes the subscription's; what it doesn't say stays. */
export function withSettings(subscription: Subscription, phase: Phase): Subscription {
  const kept = keptIn(phase.discounts);
  const collection_method = phase.collection_method ?? subscription.collection_method;
  const { days_until_due: days } = phase.invoice_settings ?? {};
  return {
    ...subscription,
    automatic_tax: phase.automatic_tax ?? subscription.automatic_tax,
    default_tax_rates: phase.default_tax_rates?.length ? phase.default_tax_rates : subscription.default_tax_rates,
    collection_method,
    days_until_due: collection_method === "send_invoice" ? (days ?? subscription.days_until_due) : null,
    default_payment_method: phase.default_payment_method ?? subscription.default_payment_method,
    description: phase.description ?? subscription.description,
    // A phase says which discounts there are; one that was used up meanwhile does not come back
    discounts: subscription.discounts.filter((id) => kept.includes(id)),
    invoice_settings: { ...subscription.invoice_settings, ...saidIn(phase.invoice_settings) },
    metadata: { ...subscription.metadata, ...phase.metadata },
  };
}

type Said = Partial<Omit<Subscription["invoice_settings"], "issuer">>;

/** What invoice settings of a schedule say; null says nothing. */
export function saidIn(settings: Phase["invoice_settings"]): Said {
  const { days_until_due: _days, issuer: _own, ...rest } = settings ?? {};
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}
