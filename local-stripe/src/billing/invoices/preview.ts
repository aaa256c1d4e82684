// What an invoice would be: after a change, at the next renewal, or for a subscription that does not exist yet.
// Nothing of it is stored.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Customer, Invoice, Subscription } from "../../store/objects.ts";
import type { ChangeOptions, PlannedChange } from "../subscriptions/plan-change.ts";
import { itemsToTake, pendingItems } from "./pending-items.ts";
import { draftInvoice } from "./invoice-object.ts";
import type { ItemChange } from "../subscriptions/change-items.ts";
import { creditUnused } from "./prorations.ts";
import { customerOf, nextPeriods } from "../subscriptions/renewals.ts";
import { planResumption, type ResumeOptions } from "../subscriptions/resume.ts";
import { usedItems } from "../usage/usage.ts";
import { planWithTrial } from "../subscriptions/into-trial.ts";
import { following, nextEnd, withinPeriod } from "./coming.ts";
import { withScheduledChange } from "../subscriptions/schedule-phases.ts";
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
      {
        now,
        reason: "upcoming",
        items: usedItems(ctx, subscription, now),
        pending: pendingItems(ctx, subscription, credits),
      },
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
  const endsTrial = subscription.status === "trialing" && options.trial_end === "now";
  const { subscription: saved, items, bills } = withinPeriod(ctx, change.subscription, change.billed);
  const planned = [...change.items, ...items];
  if (bills)
    return preview(
      ctx,
      bills.change.subscription,
      customer,
      {
        now: bills.at,
        reason: "upcoming",
        items: bills.change.periods,
        pending: [...pendingItems(ctx, subscription, planned), ...bills.change.items],
      },
      options,
    );
  const pending = pendingItems(ctx, subscription, planned);
  const at = endsTrial ? now : nextEnd(saved);
  const sooner = saved.next_pending_invoice_item_invoice;
  if (sooner !== null && sooner < at && pending.length > 0)
    return preview(ctx, saved, customer, { now: sooner, reason: "upcoming", items: [], pending }, options);
  const end = saved.cancel_at;
  if (end !== null && end <= at)
    return preview(
      ctx,
      saved,
      customer,
      { now: end, reason: "upcoming", items: usedItems(ctx, saved, end), pending, periodStart: periodStart(saved) },
      options,
    );
  const next = following(ctx, saved, at);
  const waiting = itemsToTake(ctx, subscription, planned);
  // What a proration uses up is not taken off again at the renewal
  const left = [...discountsAt(ctx, next.renewed, next.at, given), ...(given ? [] : next.coupons)].filter(
    ({ id }) => !change.spent.includes(id),
  );
  return preview(
    ctx,
    next.renewed,
    customer,
    {
      now: next.at,
      reason: "upcoming",
      items: next.billed,
      pending: [...next.added, ...waiting],
      ...(next.part === undefined ? {} : { part: next.part }),
      periodStart: periodStart(next.last),
    },
    options,
    left,
  );
}

const periodStart = ({ items }: Subscription): number =>
  Math.min(...items.data.map(({ current_period_start }) => current_period_start));

/** What is billed again and again: a whole period of each item, without anything that is billed once. */
export function previewRecurring(
  ctx: Context,
  { subscription }: Pick<PlannedChange, "subscription">,
  options: PreviewOptions = {},
): Invoice {
  const customer = customerOf(ctx, subscription);
  const at = nextEnd(subscription);
  const { renewed } = nextPeriods(withScheduledChange(ctx, subscription, at), Infinity);
  return preview(ctx, renewed, customer, { now: at, reason: "upcoming", items: renewed.items.data }, options);
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
