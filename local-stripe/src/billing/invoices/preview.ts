// What an invoice would be: after a change, at the next renewal, or for a subscription that does not exist yet.
// Nothing of it is stored.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Customer, Invoice, Subscription, TaxRate } from "../../store/objects.ts";
import { planChange, type ChangeOptions, type PlannedChange } from "../subscriptions/plan-change.ts";
import { pendingItems } from "./pending-items.ts";
import { draftInvoice } from "./invoice-object.ts";
import type { ItemChange } from "../subscriptions/change-items.ts";
import { creditUnused } from "./prorations.ts";
import type { Redeemable } from "../discounts/redemption.ts";
import { customerOf, nextPeriods } from "../subscriptions/renewals.ts";
import { checkCurrency } from "../customers/currency.ts";
import { planResumption, type ResumeOptions } from "../subscriptions/resume.ts";
import { currencyOf } from "../subscriptions/currency.ts";
import {
  subscriptionObject,
  subscriptionTax,
  withItems,
  type WantedItem,
} from "../subscriptions/subscription-object.ts";
import { usedItems } from "../usage/usage.ts";
import type { Taxpayer } from "../tax/taxpayer.ts";
import { intervalOf, periodEndFrom } from "../subscriptions/periods.ts";
import { withScheduledChange } from "../subscriptions/schedule-phases.ts";
import { discountsAt, type AppliedDiscount } from "../discounts/discounts.ts";

export interface PreviewOptions extends ChangeOptions {
  /** An end of the subscription, now or at an instant: after it, nothing is renewed. */
  cancel_now?: boolean | undefined;
  cancel_at?: number | null | undefined;
  trial_end?: "now" | number | undefined;
  discounts?: Redeemable[] | undefined;
  /** In place of the subscription's own. */
  automatic_tax?: boolean | undefined;
  default_tax_rates?: TaxRate[] | undefined;
  /** Who is taxed, in place of the customer. */
  payer?: Taxpayer | undefined;
}

/** What a resumption would be billed as; undefined when it bills nothing. */
export function previewResumption(
  ctx: Context,
  subscription: Subscription,
  options: ResumeOptions,
  taxes: Pick<PreviewOptions, "automatic_tax" | "default_tax_rates" | "payer"> = {},
): Invoice | undefined {
  const { subscription: running, periods, charges } = planResumption(ctx, subscription, options);
  if (periods.length === 0 && charges.length === 0) return undefined;
  const customer = customerOf(ctx, subscription);
  const pending = [...pendingItems(ctx, subscription), ...charges];
  const now = nowFor(ctx, customer.id);
  return preview(ctx, running, customer, { now, reason: "upcoming", items: periods, pending }, taxes);
}

/** What a change would be billed as: immediately, or with the next renewal. */
export function previewChange(
  ctx: Context,
  subscription: Subscription,
  changes: ItemChange[],
  options: PreviewOptions = {},
): Invoice {
  const customer = customerOf(ctx, subscription);
  const now = nowFor(ctx, customer.id);
  if (options.cancel_now) {
    const credits =
      options.proration_behavior === "none" ? [] : creditUnused(ctx, subscription, options.proration_date ?? now);
    return preview(
      ctx,
      subscription,
      customer,
      { now, reason: "upcoming", items: [], pending: [...pendingItems(ctx, subscription), ...credits] },
      options,
    );
  }
  const given = givenDiscounts(options);
  const change = planChange(ctx, subscription, changes, given ? { ...options, discountsInstead: given } : options);
  if (subscription.status === "trialing" && options.trial_end !== undefined)
    return afterTrial(ctx, change, customer, now, options);
  const pending = [...pendingItems(ctx, subscription), ...change.items];
  if (change.billsNow)
    return preview(
      ctx,
      change.subscription,
      customer,
      { now, reason: "subscription_update", items: change.periods, pending },
      options,
    );
  const at = Math.min(...change.subscription.items.data.map((item) => item.current_period_end));
  const sooner = change.subscription.next_pending_invoice_item_invoice;
  if (sooner !== null && sooner < at && pending.length > 0)
    return preview(
      ctx,
      change.subscription,
      customer,
      { now: sooner, reason: "upcoming", items: [], pending },
      options,
    );
  const end = options.cancel_at === undefined ? subscription.cancel_at : options.cancel_at;
  const ends = end !== null && end <= at;
  const { renewed, billed } = nextPeriods(withScheduledChange(ctx, change.subscription, at), at);
  // What a proration uses up is not taken off again at the renewal
  const left = (given ?? discountsAt(ctx, renewed, at)).filter(({ id }) => !change.spent.includes(id));
  return preview(
    ctx,
    renewed,
    customer,
    {
      now: ends ? Math.min(end, at) : at,
      reason: "upcoming",
      items: ends ? usedItems(ctx, subscription, Math.min(end, at)) : billed,
      pending,
      periodStart: Math.min(...change.subscription.items.data.map((item) => item.current_period_start)),
    },
    options,
    left,
  );
}

/** The first invoice that is not free, once the trial ends. */
function afterTrial(
  ctx: Context,
  { subscription }: PlannedChange,
  customer: Customer,
  now: number,
  options: PreviewOptions,
): Invoice {
  const start = typeof options.trial_end === "number" ? options.trial_end : now;
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: periodEndFrom(start, intervalOf(item.price.recurring), start),
  }));
  return preview(
    ctx,
    withItems({ ...subscription, status: "active", billing_cycle_anchor: start }, items),
    customer,
    { now: start, reason: "upcoming", items },
    options,
  );
}

/** The first invoice of a subscription to these items. */
export function previewNew(
  ctx: Context,
  customer: Customer,
  items: WantedItem[],
  options: PreviewOptions = {},
): Invoice {
  const now = nowFor(ctx, customer.id);
  const trial_end = typeof options.trial_end === "number" ? options.trial_end : null;
  const wanted = {
    customer: customer.id,
    items,
    trial_end,
    default_payment_method: null,
    metadata: {},
    description: null,
    missing_payment_method: "create_invoice",
  } as const;
  const currency = currencyOf(items);
  checkCurrency(ctx, customer.id, currency);
  const subscription = subscriptionObject({ ...wanted, test_clock: customer.test_clock ?? null }, now, currency);
  const invoice = preview(
    ctx,
    subscription,
    customer,
    { now, reason: "upcoming", items: subscription.items.data, free: trial_end !== null },
    options,
  );
  // There is no such subscription
  return { ...invoice, parent: null };
}

function givenDiscounts({ discounts }: PreviewOptions): AppliedDiscount[] | undefined {
  return discounts?.map(({ coupon }) => ({ id: newId("di"), coupon }));
}

function preview(
  ctx: Context,
  subscription: Subscription,
  customer: Customer,
  draft: Parameters<typeof draftInvoice>[3],
  options: PreviewOptions,
  discounts = givenDiscounts(options) ?? discountsAt(ctx, subscription, draft.now),
): Invoice {
  const { automatic_tax = subscription.automatic_tax.enabled, default_tax_rates = subscription.default_tax_rates } =
    options;
  const taxed = { ...subscription, automatic_tax: subscriptionTax(automatic_tax), default_tax_rates };
  const invoice = draftInvoice(ctx, taxed, customer, { ...draft, discounts, payer: options.payer });
  const id = invoice.id.replace(/^in_/, "upcoming_in_");
  const data = invoice.lines.data.map((line) => ({ ...line, invoice: id }));
  return { ...invoice, id, auto_advance: false, lines: { ...invoice.lines, data, url: `/v1/invoices/${id}/lines` } };
}
