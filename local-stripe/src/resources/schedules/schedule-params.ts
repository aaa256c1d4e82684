// The parameters of a subscription schedule, and the phases that they mean.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import {
  array,
  boolean,
  clearable,
  either,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Param,
} from "../../conventions/params.ts";
import { checkCurrency } from "../../billing/customers/currency.ts";
import { chosenCurrency } from "../../billing/subscriptions/currency.ts";
import { boundary, intervalOf, type Interval } from "../../billing/subscriptions/periods.ts";
import { phaseObject, type Phase } from "../../billing/subscriptions/schedule-object.ts";
import { amountOf, subscriptionTax } from "../../billing/subscriptions/subscription-object.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { checkLocation } from "../../billing/tax/taxpayer.ts";
import type { Customer, Subscription } from "../../store/objects.ts";
import { discounts } from "../catalog/discount-params.ts";
import { newItems, wantedItems } from "../subscriptions/item-params.ts";
import { phaseAdded, phaseAddedItems, phaseDiscounts, phaseItems } from "./phase-items-params.ts";
import { connectFields, refuseConnect, scheduleInvoiceSettings } from "../subscriptions/settings-params.ts";
import {
  automaticTax,
  collectionMethod,
  ownMethod,
  prorationBehavior,
  taxRates,
} from "../subscriptions/subscription-params.ts";

const instant: Param<number | "now"> = either(oneOf("now"), timestamp());
const anchor = oneOf("automatic", "phase_start");
export const endBehavior = oneOf("cancel", "release");
export const defaultSettings = object({
  ...connectFields,
  automatic_tax: automaticTax,
  billing_cycle_anchor: anchor,
  collection_method: collectionMethod,
  default_payment_method: string(),
  description: clearable(string({ max: 500 })),
  invoice_settings: scheduleInvoiceSettings,
});
export const phases = array(
  object({
    ...connectFields,
    add_invoice_items: phaseAddedItems,
    automatic_tax: automaticTax,
    billing_cycle_anchor: anchor,
    collection_method: collectionMethod,
    currency: string({ max: 3 }),
    default_payment_method: string(),
    default_tax_rates: clearable(taxRates),
    description: clearable(string({ max: 500 })),
    discounts: clearable(discounts),
    duration: object({
      interval: required(oneOf("day", "month", "week", "year")),
      interval_count: integer({ min: 1 }),
    }),
    end_date: instant,
    invoice_settings: scheduleInvoiceSettings,
    items: required(newItems),
    // The older way to say a duration: so many periods of the first price
    iterations: integer({ min: 1 }),
    metadata: metadata(),
    proration_behavior: prorationBehavior,
    start_date: instant,
    trial: boolean(),
    trial_end: instant,
  }),
);
type Given = ReturnType<typeof phases.parse>;

/** Each phase begins where the one before it ends. The last one may leave its end open: one period of its price. */
export function phasesFrom(ctx: Context, given: Given, customer: Customer, start: number, now: number): Phase[] {
  const made: Phase[] = [];
  let from = start;
  for (const [index, phase] of given.entries()) {
    const param = `phases[${index}]`;
    if (index > 0 && phase.start_date !== undefined && phase.start_date !== from)
      throw invalid(
        "The `start_date` of a phase must be the `end_date` of the phase before it.",
        `${param}[start_date]`,
      );
    const next = phaseFrom(ctx, phase, customer, from, now, param, index === given.length - 1);
    made.push(next);
    from = next.end_date;
  }
  return made;
}

function phaseFrom(
  ctx: Context,
  phase: Given[number],
  customer: Customer,
  start: number,
  now: number,
  param: string,
  last: boolean,
): Phase {
  refuseConnect(phase);
  if (phase.items.length === 0) throw invalid("A phase must have at least one item.", `${param}[items]`);
  const wanted = wantedItems(ctx, phase.items, `${param}[items]`);
  const currency = chosenCurrency(ctx, customer.id, wanted, phase.currency);
  checkCurrency(ctx, customer.id, currency);
  const end = endOf(phase, intervalOf(wanted[0]?.price.recurring ?? null), { start, now, param, last });
  const whose = { customer: customer.id, currency };
  const items = phaseItems(ctx, wanted, phase.items, whose, `${param}[items]`);
  const purchase = { ...whose, amount: amountOf(ctx, wanted, currency) };
  const invoice = phase.invoice_settings;
  return phaseObject({ currency, discounts: [] }, start, end, items, {
    add_invoice_items: phaseAdded(ctx, phase.add_invoice_items ?? [], whose, `${param}[add_invoice_items]`),
    billing_cycle_anchor: phase.billing_cycle_anchor ?? null,
    collection_method: phase.collection_method ?? null,
    ...(phase.automatic_tax && { automatic_tax: taxIn(ctx, phase.automatic_tax.enabled, customer) }),
    default_tax_rates: namedRates(ctx, phase.default_tax_rates ?? [], `${param}[default_tax_rates]`),
    default_payment_method:
      phase.default_payment_method === undefined ? null : ownMethod(ctx, customer.id, phase.default_payment_method),
    description: phase.description ?? null,
    discounts: phaseDiscounts(ctx, phase.discounts, purchase, `${param}[discounts]`),
    invoice_settings: invoice ? { ...NO_INVOICE_SETTINGS, ...invoice } : null,
    metadata: changeMetadata({}, phase.metadata),
    proration_behavior: phase.proration_behavior ?? "create_prorations",
    trial_end: trialOf(phase, { start, end, now, param }),
  });
}

/** Tax that begins with a schedule needs to know where the customer is. */
export function taxIn(ctx: Context, enabled: boolean, customer: Customer): Subscription["automatic_tax"] {
  if (enabled) checkLocation(ctx, customer);
  return subscriptionTax(enabled);
}

export const NO_INVOICE_SETTINGS = {
  account_tax_ids: null,
  custom_fields: null,
  days_until_due: null,
  description: null,
  footer: null,
  issuer: { type: "self" as const },
};

/** One of three ways to say when a phase ends. The last one may leave it open: one period of its first price. */
function endOf(
  phase: Given[number],
  interval: Interval,
  { start, now, param, last }: { start: number; now: number; param: string; last: boolean },
): number {
  const given = (["end_date", "duration", "iterations"] as const).filter((name) => phase[name] !== undefined);
  if (given.length > 1)
    throw invalid(`You may only specify one of these parameters: ${given.join(", ")}.`, `${param}[${given[0]}]`);
  if (given.length === 0 && !last)
    throw invalid(`Missing required param: ${param}[end_date].`, `${param}[end_date]`, "parameter_missing");
  const end =
    phase.end_date === "now"
      ? now
      : (phase.end_date ??
        (phase.duration
          ? boundary(start, { interval_count: 1, ...phase.duration }, 1)
          : boundary(start, interval, phase.iterations ?? 1)));
  if (end <= start) throw invalid("The `end_date` of a phase must be after its `start_date`.", `${param}[end_date]`);
  return end;
}

/** `trial` makes the whole phase one. A trial ends within its phase. */
function trialOf(
  phase: Given[number],
  { start, end, now, param }: { start: number; end: number; now: number; param: string },
): number | null {
  if (phase.trial !== undefined && phase.trial_end !== undefined)
    throw invalid("You may only specify one of these parameters: trial, trial_end.", `${param}[trial]`);
  if (phase.trial) return end;
  const at = phase.trial_end === "now" ? now : phase.trial_end;
  if (at !== undefined && (at < start || at > end))
    throw invalid(
      "The `trial_end` of a phase must be between its `start_date` and its `end_date`.",
      `${param}[trial_end]`,
    );
  return at ?? null;
}
