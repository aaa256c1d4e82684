// Taxes of an invoice: when it is drafted, and again when it is finalized, as the customer is then [docs: tax/invoicing].
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { Customer, Invoice, InvoiceLine, Subscription } from "../../store/objects.ts";
import { activeSchedule } from "../subscriptions/release-schedule.ts";
import { localTax } from "./settings.ts";
import { statusOf, taxedLines, type TaxBasis } from "./tax-lines.ts";
import { locate, taxpayerOf, type Taxpayer } from "./taxpayer.ts";

export const NO_AUTOMATIC_TAX: Invoice["automatic_tax"] = {
  disabled_reason: null,
  enabled: false,
  liability: null,
  provider: null,
  status: null,
};

/** Before its first calculation. */
export const AUTOMATIC_TAX: Invoice["automatic_tax"] = {
  ...NO_AUTOMATIC_TAX,
  enabled: true,
  liability: { type: "self" },
  provider: "stripe",
};

export function automaticTaxOf(basis: TaxBasis): Invoice["automatic_tax"] {
  if (!basis.automatic) return NO_AUTOMATIC_TAX;
  return { ...AUTOMATIC_TAX, status: statusOf(basis) };
}

export function basisOf(
  ctx: Context,
  subscription: Pick<Subscription, "automatic_tax" | "default_tax_rates" | "default_payment_method">,
  customer: Customer,
): TaxBasis {
  return {
    automatic: subscription.automatic_tax.enabled,
    payer: taxpayerOf(ctx, customer, [subscription.default_payment_method]),
    default_tax_rates: subscription.default_tax_rates ?? [],
  };
}

function payerOf(ctx: Context, invoice: Invoice): Taxpayer | undefined {
  const customer = ctx.store.get("customer", invoice.customer ?? "");
  return (
    customer &&
    taxpayerOf(ctx, customer, [invoice.default_payment_method, subscriptionOf(ctx, invoice)?.default_payment_method])
  );
}

function subscriptionOf(ctx: Context, invoice: Invoice): Subscription | undefined {
  return ctx.store.get("subscription", invoice.parent?.subscription_details?.subscription ?? "");
}

/** The taxes of a draft whose lines or rates changed. */
export function draftTaxes(
  ctx: Context,
  draft: Invoice,
  lines: InvoiceLine[],
): { lines: InvoiceLine[]; automatic_tax: Invoice["automatic_tax"] } {
  const payer = payerOf(ctx, draft);
  if (!payer) return { lines, automatic_tax: draft.automatic_tax };
  const { enabled } = draft.automatic_tax;
  const basis: TaxBasis = { automatic: enabled, payer, default_tax_rates: enabled ? [] : draft.default_tax_rates };
  return {
    lines: taxedLines(ctx, lines, basis, subscriptionOf(ctx, draft)?.items.data),
    automatic_tax: enabled ? automaticTaxOf(basis) : draft.automatic_tax,
  };
}

/** At its finalization a draft is taxed anew where that is automatic; given rates stay as they are. */
export function retaxed(
  ctx: Context,
  invoice: Invoice,
): { lines: InvoiceLine[]; automatic_tax: Invoice["automatic_tax"] } {
  const { lines, automatic_tax } = invoice;
  return automatic_tax.enabled ? draftTaxes(ctx, invoice, lines.data) : { lines: lines.data, automatic_tax };
}

/** Whether an invoice can't be taxed, because nobody knows where the customer is. */
export function lacksLocation(ctx: Context, invoice: Invoice): boolean {
  const payer = invoice.automatic_tax.enabled ? payerOf(ctx, invoice) : undefined;
  return payer !== undefined && locate(payer) === undefined;
}

/** Whether it then stays a draft: it does by hand, and without a subscription [docs: tax/customer-locations]. */
export function staysDraft(ctx: Context, invoice: Invoice, byHand: boolean): boolean {
  if (!lacksLocation(ctx, invoice)) return false;
  return byHand || !subscriptionOf(ctx, invoice) || localTax(ctx.store).without_location === "fail";
}

/** In its running phase, and for the phases that don't say. */
function untaxedSchedule(ctx: Context, subscription: Subscription, automatic_tax: Subscription["automatic_tax"]): void {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule) return;
  const phases = schedule.phases.map((phase) =>
    phase.start_date === schedule.current_phase?.start_date ? { ...phase, automatic_tax } : phase,
  );
  const default_settings = { ...schedule.default_settings, automatic_tax };
  update(ctx, "subscription_schedule", { ...schedule, default_settings, phases }, "subscription_schedule.updated");
}

/** A subscription's invoice continues without tax, and so does the subscription [docs: tax/customer-locations]. */
export function withoutTax(ctx: Context, invoice: Invoice): Invoice {
  const subscription = subscriptionOf(ctx, invoice);
  if (subscription) {
    const automatic_tax = {
      ...subscription.automatic_tax,
      disabled_reason: "requires_location_inputs",
      enabled: false,
    } as const;
    update(ctx, "subscription", { ...subscription, automatic_tax }, "customer.subscription.updated");
    untaxedSchedule(ctx, subscription, automatic_tax);
  }
  const untaxed: Invoice = {
    ...invoice,
    automatic_tax: {
      ...invoice.automatic_tax,
      disabled_reason: "finalization_requires_location_inputs",
      enabled: false,
      status: "requires_location_inputs",
    },
    lines: { ...invoice.lines, data: invoice.lines.data.map((line) => ({ ...line, taxes: [] })) },
  };
  return update(ctx, "invoice", untaxed, "invoice.updated");
}
