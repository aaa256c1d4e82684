// The first invoice of a subscription that does not exist yet. What was made for it is undone by the caller.
import { planStart, type StartOptions } from "../subscriptions/plan-start.ts";
import { nextPeriods } from "../subscriptions/renewals.ts";
import type { WantedSubscription } from "../subscriptions/subscription-object.ts";
import type { Context } from "../../conventions/context.ts";
import type { Customer, Invoice } from "../../store/objects.ts";
import { preview } from "./preview.ts";

type Wanted = Pick<
  WantedSubscription,
  "currency" | "items" | "trial_end" | "anchor" | "discounts" | "automatic_tax" | "default_tax_rates"
>;

export function previewNew(ctx: Context, customer: Customer, wanted: Wanted, options: StartOptions): Invoice {
  const { draft, firstInvoice } = planStart(
    ctx,
    {
      ...wanted,
      customer: customer.id,
      default_payment_method: null,
      metadata: {},
      description: null,
      missing_payment_method: "create_invoice",
    },
    options,
  );
  const at = draft.billing_cycle_anchor;
  const invoice = firstInvoice
    ? preview(ctx, draft, customer, { ...firstInvoice, reason: "upcoming" }, {})
    : // Free until its anchor: what is billed then
      preview(ctx, draft, customer, { now: at, reason: "upcoming", items: nextPeriods(draft, at).billed }, {});
  // There is no such subscription
  return { ...invoice, parent: null };
}
