// Makes a change of a running subscription: prorated, emitted, and billed now or with the next invoice.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, StripeError } from "../../conventions/errors.ts";
import type { Invoice, Price, Subscription } from "../../store/objects.ts";
import { emitDiscountEvents, everyDiscount, withoutDiscounts } from "../discounts/discounts.ts";
import { HOUR } from "../../time.ts";
import { collectNow, ownersOf } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft, voidInvoice } from "../invoices/lifecycle.ts";
import { pendingItems } from "../invoices/pending-items.ts";
import { noteBilled } from "../invoices/billed.ts";
import { NO_PAYMENT_METHOD, payingMethod } from "../payments/charges.ts";
import { checkLocation } from "../tax/taxpayer.ts";
import type { ItemChange } from "./change-items.ts";
import { changeWhenPaid } from "./change-when-paid.ts";
import { notesOf } from "./notes.ts";
import { followInSchedule } from "./schedule-follows.ts";
import { planChange, type ChangeOptions, type PaymentBehavior, type PlannedChange } from "./plan-change.ts";

/** Saves a planned change with its invoice items, and collects what is due now. */
export function carryOut(ctx: Context, planned: PlannedChange, options: ChangeOptions = {}): Subscription {
  const change = withoutOlderChange(ctx, planned);
  const { subscription } = change;
  // A subscription that ended with its customer can still be annotated; nothing is billed then
  const customer = ctx.store.get("customer", subscription.customer);
  const now = nowFor(ctx, subscription.customer);
  const waited = change.billsNow ? pendingItems(ctx, subscription) : [];
  const invoice =
    change.billsNow && customer
      ? draftInvoice(ctx, subscription, customer, {
          now,
          reason: "subscription_update",
          items: change.periods,
          pending: [...waited, ...change.items],
          ...(subscription.collection_method === "send_invoice" ? { finalizesAt: now + HOUR } : {}),
        })
      : undefined;
  if (invoice && customer && subscription.automatic_tax.enabled)
    checkLocation(ctx, customer, [subscription.default_payment_method]);
  if (invoice && invoice.amount_due > 0 && options.payment_behavior === "pending_if_incomplete")
    return changeWhenPaid(ctx, change, invoice, waited);
  noteBilled(ctx, subscription.id, change.billed);
  const left = withoutDiscounts(subscription, change.spent);
  const saved = update(
    ctx,
    "subscription",
    { ...left, latest_invoice: invoice?.id ?? subscription.latest_invoice },
    "customer.subscription.updated",
  );
  // A note alone changes what is due, though not the object
  ctx.store.put("subscription", saved);
  emitDiscountEvents(ctx, everyDiscount(subscription), everyDiscount(left));
  followInSchedule(ctx, saved);
  for (const item of change.items) create(ctx, "invoiceitem", item, "invoiceitem.created");
  return invoice ? billNow(ctx, saved, invoice, options.payment_behavior) : saved;
}

/** A change that still waits for its payment gives way to this one; its invoice is void. */
function withoutOlderChange(ctx: Context, change: PlannedChange): PlannedChange {
  const { subscription } = change;
  const stored = ctx.store.get("subscription", subscription.id);
  const waiting = ctx.store.get("invoice", notesOf(ctx, subscription.id).pending?.invoice ?? "");
  const billing = ({ items, billing_cycle_anchor, trial_end }: Subscription) =>
    JSON.stringify([items.data, billing_cycle_anchor, trial_end]);
  if (!stored || !waiting || billing(stored) === billing(subscription)) return change;
  voidInvoice(ctx, waiting);
  return { ...change, subscription: { ...subscription, pending_update: null } };
}

function billNow(
  ctx: Context,
  before: Subscription,
  draft: Invoice,
  behavior: PaymentBehavior = "allow_incomplete",
): Subscription {
  const recorded = recordDraft(ctx, draft);
  // One that is sent is a draft for an hour (unverified for changes)
  if (recorded.collection_method === "send_invoice") return ownersOf(ctx, recorded).subscription ?? before;
  const { subscription, refusal, invoice } = collectNow(ctx, recorded, {
    charge: behavior !== "default_incomplete",
  });
  if (behavior === "error_if_incomplete" && invoice.status !== "paid") {
    const customer = ctx.store.get("customer", subscription.customer);
    if (refusal) throw refusal;
    if (customer && !payingMethod(ctx, subscription, customer))
      throw new StripeError(400, "invalid_request_error", NO_PAYMENT_METHOD, { code: "resource_missing" });
    throw new StripeError(
      402,
      "card_error",
      "Payment for this subscription requires additional user action before it can be completed successfully.",
      { code: "subscription_payment_intent_requires_action" },
    );
  }
  return subscription;
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
