// What an invoice would be: after a change, at the next renewal, or for a subscription that does not exist yet.
// Nothing of it is stored.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Customer, Invoice, Subscription, SubscriptionItem } from "../../store/objects.ts";
import type { ChangeOptions, PlannedChange } from "../subscriptions/plan-change.ts";
import { itemsToTake, pendingItems } from "./pending-items.ts";
import { draftInvoice } from "./invoice-object.ts";
import type { ItemChange } from "../subscriptions/change-items.ts";
import { creditUnused } from "./prorations.ts";
import { customerOf, nextPeriods, usedUpTo } from "../subscriptions/renewals.ts";
import { planResumption, type ResumeOptions } from "../subscriptions/resume.ts";
import { usedItems } from "../usage/usage.ts";
import { planWithTrial } from "../subscriptions/into-trial.ts";
import { firstPaidPeriods } from "../subscriptions/trials.ts";
import { addedBy, discountsToCome } from "../subscriptions/phase-extras.ts";
import { addedItems } from "./added-items.ts";
import { phaseDue, withScheduledChange } from "../subscriptions/schedule-phases.ts";
import { discountsAt, type AppliedDiscount } from "../discounts/discounts.ts";

export interface PreviewOptions extends ChangeOptions {
  /** It ends now: nothing is renewed. */
  cancel_now?: boolean | undefined;
  trial_end?: "now" | number | undefined;
  /** In place of the subscription's own. */
  discounts?: AppliedDiscount[] | undefined;
}

/** What a resumption would be billed as; undefined when it bills nothing. */
export function previewResumption(
  ctx: Context,
  subscription: Subscription,
  options: ResumeOptions,
): Invoice | undefined {
  const { subscription: running, periods, charges } = planResumption(ctx, subscription, options);
  if (periods.length === 0 && charges.length === 0) return undefined;
  const customer = customerOf(ctx, subscription);
  const pending = [...pendingItems(ctx, subscription), ...charges];
  const now = nowFor(ctx, customer.id);
  return preview(ctx, running, customer, { now, reason: "upcoming", items: periods, pending }, {});
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
      { now, reason: "upcoming", items: [], pending: pendingItems(ctx, subscription, credits) },
      options,
    );
  }
  const given = options.discounts;
  const change = planWithTrial(
    ctx,
    subscription,
    subscription,
    changes,
    given ? { ...options, discountsInstead: given } : options,
    "subscription_details[trial_end]",
  );
  if (change.billsNow)
    return preview(
      ctx,
      change.subscription,
      customer,
      {
        now,
        reason: "subscription_update",
        items: change.periods,
        pending: [...pendingItems(ctx, subscription), ...change.items],
      },
      options,
    );
  const pending = pendingItems(ctx, subscription, change.items);
  const endsTrial = subscription.status === "trialing" && options.trial_end === "now";
  const at = endsTrial ? now : Math.min(...change.subscription.items.data.map((item) => item.current_period_end));
  const sooner = change.subscription.next_pending_invoice_item_invoice;
  if (sooner !== null && sooner < at && pending.length > 0)
    return preview(
      ctx,
      change.subscription,
      customer,
      { now: sooner, reason: "upcoming", items: [], pending },
      options,
    );
  const end = change.subscription.cancel_at;
  const ends = end !== null && end <= at;
  const { renewed, billed, part } = following(ctx, change.subscription, at);
  // What a proration uses up is not taken off again at the renewal
  const phase = phaseDue(ctx, change.subscription, at);
  const coming = phase ? discountsToCome(ctx, phase, renewed.items.data) : [];
  const added = phase && !ends ? addedItems(ctx, renewed, addedBy(ctx, phase), at) : [];
  const left = [...discountsAt(ctx, renewed, at, given), ...(given ? [] : coming)].filter(
    ({ id }) => !change.spent.includes(id),
  );
  return preview(
    ctx,
    renewed,
    customer,
    {
      now: ends ? Math.min(end, at) : at,
      reason: "upcoming",
      items: ends ? usedItems(ctx, change.subscription, Math.min(end, at)) : billed,
      pending: [...added, ...(ends ? pending : itemsToTake(ctx, subscription, change.items))],
      ...(part === undefined || ends ? {} : { part }),
      periodStart: Math.min(...change.subscription.items.data.map((item) => item.current_period_start)),
    },
    options,
    left,
  );
}

/** What is billed again and again: a whole period of each item, without anything that is billed once. */
export function previewRecurring(
  ctx: Context,
  { subscription }: Pick<PlannedChange, "subscription">,
  options: PreviewOptions = {},
): Invoice {
  const customer = customerOf(ctx, subscription);
  const at = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const { renewed } = nextPeriods(withScheduledChange(ctx, subscription, at), Infinity);
  return preview(ctx, renewed, customer, { now: at, reason: "upcoming", items: renewed.items.data }, options);
}

/** What begins when the periods end: the next ones, or after a trial the first that cost something. */
function following(
  ctx: Context,
  saved: Subscription,
  at: number,
): { renewed: Subscription; billed: SubscriptionItem[]; part?: boolean } {
  const changed = withScheduledChange(ctx, saved, at);
  if (saved.status !== "trialing") return nextPeriods(changed, at, usedUpTo(ctx, saved, at));
  const { paying, part } = firstPaidPeriods(changed, at, saved);
  return { renewed: paying, billed: paying.items.data, part };
}

export function preview(
  ctx: Context,
  subscription: Subscription,
  customer: Customer,
  draft: Parameters<typeof draftInvoice>[3],
  options: PreviewOptions,
  discounts = discountsAt(ctx, subscription, draft.now, options.discounts),
): Invoice {
  const invoice = draftInvoice(ctx, subscription, customer, { ...draft, discounts });
  const id = invoice.id.replace(/^in_/, "upcoming_in_");
  const data = invoice.lines.data.map((line) => ({ ...line, invoice: id }));
  return { ...invoice, id, auto_advance: false, lines: { ...invoice.lines, data, url: `/v1/invoices/${id}/lines` } };
}
