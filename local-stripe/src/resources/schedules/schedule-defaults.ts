// What a schedule says for all phases.
import type { Context } from "../../conventions/context.ts";
import { fetch } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import type { SubscriptionSchedule } from "../../store/objects.ts";
import { taxIn, type defaultSettings } from "./schedule-params.ts";
import { refuseConnect } from "../subscriptions/settings-params.ts";
import { ownMethod } from "../subscriptions/subscription-params.ts";

export function withDefaults(
  ctx: Context,
  schedule: SubscriptionSchedule,
  { default_settings: given }: { default_settings?: ReturnType<typeof defaultSettings.parse> },
): SubscriptionSchedule {
  if (!given) return schedule;
  refuseConnect(given);
  const {
    invoice_settings,
    default_payment_method: method,
    billing_cycle_anchor,
    collection_method,
    description,
  } = given;
  const before = schedule.default_settings;
  const customer = fetch(ctx, "customer", schedule.customer);
  return {
    ...schedule,
    default_settings: {
      ...before,
      automatic_tax: given.automatic_tax ? taxIn(ctx, given.automatic_tax.enabled, customer) : before.automatic_tax,
      billing_cycle_anchor: billing_cycle_anchor ?? before.billing_cycle_anchor,
      collection_method: collection_method ?? before.collection_method,
      default_payment_method:
        method === undefined ? before.default_payment_method : ownMethod(ctx, schedule.customer, method),
      description: description === undefined ? before.description : description,
      invoice_settings: { ...before.invoice_settings, ...invoice_settings },
    },
  };
}

/** Who is sent invoices is told by when to pay them. */
export function checkCollection(schedule: SubscriptionSchedule): SubscriptionSchedule {
  const { collection_method, invoice_settings } = schedule.default_settings;
  schedule.phases.forEach((phase, index) => {
    const sent = (phase.collection_method ?? collection_method) === "send_invoice";
    if (sent && (phase.invoice_settings?.days_until_due ?? invoice_settings.days_until_due) === null)
      throw invalid(
        "You must pass `days_until_due` when `collection_method` is `send_invoice`.",
        `phases[${index}][invoice_settings][days_until_due]`,
      );
  });
  return schedule;
}
