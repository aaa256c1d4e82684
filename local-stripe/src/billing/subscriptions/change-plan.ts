// Makes a change of a running subscription: prorated, emitted, and billed now or with the next invoice.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, StripeError } from "../../conventions/errors.ts";
import type { Invoice, InvoiceItem, Price, Subscription } from "../../store/objects.ts";
import { collectNow } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft } from "../invoices/lifecycle.ts";
import { changeItems, type ItemChange } from "./change-items.ts";
import { billedOf, noteBilled, prorate, type Prorated } from "../invoices/prorations.ts";
import { withItems } from "./subscription-object.ts";
import { intervalOf, periodEndFrom } from "./periods.ts";

export type ProrationBehavior = "always_invoice" | "create_prorations" | "none";
export type PaymentBehavior = "allow_incomplete" | "default_incomplete" | "error_if_incomplete";

export interface ChangeOptions {
  proration_behavior?: ProrationBehavior | undefined;
  /** The instant that prorations count from: now, or one within the current period. */
  proration_date?: number | undefined;
  payment_behavior?: PaymentBehavior | undefined;
  /** Begins new periods now and bills them whole, less what is unused. */
  anchorNow?: boolean | undefined;
}

export interface PlannedChange extends Prorated {
  subscription: Subscription;
  /** Billed now by a separate invoice, not with the next one. */
  billsNow: boolean;
}

/** Computes a change. Nothing of it is stored. */
export function planChange(
  ctx: Context,
  before: Subscription,
  changes: ItemChange[],
  options: ChangeOptions = {},
): PlannedChange {
  const now = nowFor(ctx, before.customer);
  const changed = changes.length > 0 ? changeItems(ctx, before, changes) : before;
  const after = options.anchorNow && before.status !== "trialing" ? withNewAnchor(changed, now) : changed;
  const at = prorationDate(before, options.proration_date, now);
  const behavior = options.proration_behavior ?? "create_prorations";
  // A trial is free, and paused or unpaid time is not prorated
  const prorates = behavior !== "none" && ["active", "past_due"].includes(before.status);
  const { items, billed } = prorates
    ? prorate(ctx, before, after, options.anchorNow ? now : at)
    : { items: [], billed: billedOf(ctx, before) };
  return {
    subscription: after,
    items,
    billed,
    billsNow:
      items.length > 0 && (behavior === "always_invoice" || options.anchorNow === true || otherInterval(before, after)),
  };
}

function prorationDate(subscription: Subscription, date: number | undefined, now: number): number {
  if (date === undefined) return now;
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = Math.max(...subscription.items.data.map((item) => item.current_period_end));
  if (date < start || date > end)
    throw invalid(
      "Invalid timestamp: `proration_date` must be within the current period of the subscription.",
      "proration_date",
    );
  return date;
}

function withNewAnchor(subscription: Subscription, now: number): Subscription {
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: periodEndFrom(now, intervalOf(item.price.recurring), now),
  }));
  return withItems({ ...subscription, billing_cycle_anchor: now }, items);
}

/** Another interval is billed at once. The next invoice may be a year away (unverified for flexible billing). */
function otherInterval(before: Subscription, after: Subscription): boolean {
  return before.items.data.some((item) => {
    const next = after.items.data.find(({ id }) => id === item.id);
    return (
      next !== undefined &&
      (next.price.recurring?.interval !== item.price.recurring?.interval ||
        next.price.recurring?.interval_count !== item.price.recurring?.interval_count)
    );
  });
}

/** Saves a planned change with its invoice items, and collects what is due now. */
export function carryOut(ctx: Context, change: PlannedChange, options: ChangeOptions = {}): Subscription {
  const { subscription } = change;
  // A subscription that ended with its customer can still be annotated; nothing is billed then
  const customer = ctx.store.get("customer", subscription.customer);
  const now = nowFor(ctx, subscription.customer);
  noteBilled(ctx, subscription.id, change.billed);
  const invoice =
    change.billsNow && customer
      ? draftInvoice(ctx, subscription, customer, {
          now,
          reason: "subscription_update",
          items: [],
          pending: [...pendingItems(ctx, subscription), ...change.items],
        })
      : undefined;
  const saved = update(
    ctx,
    "subscription",
    { ...subscription, latest_invoice: invoice?.id ?? subscription.latest_invoice },
    "customer.subscription.updated",
  );
  // A note alone changes what is due, though not the object
  ctx.store.put("subscription", saved);
  for (const item of change.items) create(ctx, "invoiceitem", item, "invoiceitem.created");
  return invoice ? billNow(ctx, invoice, options.payment_behavior) : saved;
}

function billNow(ctx: Context, draft: Invoice, behavior: PaymentBehavior = "allow_incomplete"): Subscription {
  const { subscription, refusal, invoice } = collectNow(ctx, recordDraft(ctx, draft), {
    charge: behavior !== "default_incomplete",
  });
  if (behavior === "error_if_incomplete" && invoice.status !== "paid") {
    throw (
      refusal ??
      new StripeError(
        402,
        "card_error",
        "Payment for this subscription requires additional user action before it can be completed successfully.",
        { code: "subscription_payment_intent_requires_action" },
      )
    );
  }
  return subscription;
}

/** Prorations that wait for this subscription's next invoice, oldest first. */
export function pendingItems(ctx: Context, subscription: Pick<Subscription, "id" | "customer">): InvoiceItem[] {
  return [...ctx.store.list("invoiceitem", { by: ["customer", subscription.customer], oldestFirst: true })].filter(
    (item) => item.invoice === null && item.parent?.subscription_details?.subscription === subscription.id,
  );
}

/** Moves the one item of a subscription to another price or quantity; the item keeps its id (recorded on clover). */
export function changePlan(
  ctx: Context,
  subscription: Subscription,
  price: Price,
  quantity?: number,
  options: ChangeOptions = {},
): Subscription {
  return carryOut(ctx, planChange(ctx, subscription, oneItemChange(subscription, price, quantity), options), options);
}

export function oneItemChange(subscription: Subscription, price: Price, quantity?: number): ItemChange[] {
  const [item, ...others] = subscription.items.data;
  if (!item || others.length > 0) throw invalid("Subscriptions with multiple items cannot be updated in the portal.");
  return [{ id: item.id, price, quantity: quantity ?? item.quantity }];
}
