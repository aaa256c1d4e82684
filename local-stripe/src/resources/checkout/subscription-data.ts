// What a checkout gives to the subscription that it begins.
import { namedRates } from "../../billing/tax/tax-rates.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { integer, object, oneOf, required, string, timestamp } from "../../conventions/params.ts";
import type { Price } from "../../store/objects.ts";
import type { SubscriptionData } from "../../store/details.ts";
import { HOUR } from "../../time.ts";
import { anchorFields, beginsOf } from "../subscriptions/anchor-params.ts";
import {
  connectFields,
  invoiceSettings,
  refuseConnect,
  withInvoiceSettings,
} from "../subscriptions/settings-params.ts";
import { billingMode, checkedInterval, pendingInterval, taxRates } from "../subscriptions/subscription-params.ts";

const { billing_cycle_anchor, billing_cycle_anchor_config } = anchorFields;

export const subscriptionData = object({
  ...connectFields,
  billing_cycle_anchor,
  billing_cycle_anchor_config,
  billing_mode: billingMode,
  default_tax_rates: taxRates,
  description: string({ max: 500 }),
  invoice_settings: invoiceSettings,
  metadata: metadata(),
  pending_invoice_item_interval: pendingInterval,
  proration_behavior: oneOf("create_prorations", "none"),
  trial_end: timestamp(),
  trial_period_days: integer({ min: 1, max: 730 }),
  trial_settings: object({
    end_behavior: required(object({ missing_payment_method: required(oneOf("cancel", "create_invoice", "pause")) })),
  }),
});
type Given = ReturnType<typeof subscriptionData.parse>;

const within = (name: string) => `subscription_data[${name}]`;

export function subscriptionDataOf(
  ctx: Context,
  data: Given = {},
  items: { price: Price }[],
  now: number,
): SubscriptionData {
  refuseConnect(data);
  if (data.trial_end !== undefined && data.trial_period_days !== undefined) {
    throw invalid(
      `You may only specify one of these parameters: ${within("trial_end")}, ${within("trial_period_days")}.`,
      within("trial_end"),
    );
  }
  const trial = data.trial_end !== undefined ? "trial_end" : "trial_period_days";
  const anchor = data.billing_cycle_anchor_config ? "billing_cycle_anchor_config" : "billing_cycle_anchor";
  // The sentence is Stripe's (stripe-dotnet#2689)
  if (data[anchor] !== undefined && data[trial] !== undefined)
    throw invalid(`You may only specify one of these parameters: ${anchor}, ${trial}.`, within(anchor));
  // Without a code (measured by users of the API in 2026)
  if (data.trial_end !== undefined && data.trial_end < now + 48 * HOUR)
    throw invalid("The `trial_end` date has to be at least 2 days in the future.", within("trial_end"));
  const recurring = items.map(({ price }) => price).filter((price) => price.recurring);
  const begins = beginsOf(data, recurring, now, null, within);
  const invoice_settings = withInvoiceSettings(
    ctx,
    { account_tax_ids: null, custom_fields: null, description: null, footer: null, issuer: { type: "self" } },
    data.invoice_settings,
    within("invoice_settings"),
  );
  const { pending_invoice_item_interval: interval } = data;
  return {
    metadata: changeMetadata({}, data.metadata),
    default_tax_rates: namedRates(ctx, data.default_tax_rates ?? [], within("default_tax_rates")),
    description: data.description ?? null,
    trial_end: data.trial_end ?? null,
    trial_period_days: data.trial_period_days ?? null,
    anchor: begins.anchor,
    pending_invoice_item_interval: interval ? checkedInterval(interval, within) : null,
    missing_payment_method: data.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice",
    settings: { billing_cycle_anchor_config: begins.anchor_config, invoice_settings },
  };
}
