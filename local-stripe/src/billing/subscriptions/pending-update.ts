// A change that waits for its payment (`payment_behavior=pending_if_incomplete`). Until the invoice of the change is paid
// the subscription stays as it was. [docs: billing/subscriptions/pending-updates, …/pending-updates-reference]
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { emitDiscountEvents, everyDiscount, withoutDiscounts } from "../discounts/discounts.ts";
import { INCOMPLETE_FOR } from "../../store/due-dates.ts";
import type { Invoice, Subscription } from "../../store/objects.ts";
import type { PendingChange } from "../../store/details.ts";
import { notesOf } from "./notes.ts";
import { withItems } from "./subscription-object.ts";

export function noteChange(ctx: Context, subscription: Subscription, pending: PendingChange): void {
  ctx.store.putDetail("subscription", subscription.id, { ...notesOf(ctx, subscription.id), pending });
}

/** Whether an invoice is the one that a change of this subscription waits for. */
export function waitsFor(ctx: Context, subscription: string, invoice: Pick<Invoice, "id">): boolean {
  return notesOf(ctx, subscription).pending?.invoice === invoice.id;
}

/** The payment failed: the change is kept until it expires. A second failure changes nothing. */
export function keepPending(ctx: Context, subscription: Subscription, now: number): Subscription {
  const { pending } = notesOf(ctx, subscription.id);
  if (!pending || subscription.pending_update) return subscription;
  const ends = subscription.items.data.map((item) => item.current_period_end);
  const trial = subscription.status === "trialing" && subscription.trial_end !== null ? [subscription.trial_end] : [];
  return update(
    ctx,
    "subscription",
    {
      ...subscription,
      latest_invoice: pending.invoice,
      pending_update: {
        billing_cycle_anchor: pending.billing_cycle_anchor,
        cancel_at_period_end: null,
        discount: null,
        discounts: null,
        expires_at: Math.min(now + INCOMPLETE_FOR, ...ends, ...trial),
        metadata: pending.metadata,
        subscription_items: pending.items,
        trial_end: pending.trial_end,
        trial_from_plan: null,
      },
    },
    "customer.subscription.updated",
  );
}

/** The invoice is paid: the change is made. A change that was paid at once was never pending. */
export function applyPending(ctx: Context, subscription: Subscription): Subscription {
  const { pending, ...notes } = notesOf(ctx, subscription.id);
  if (!pending) return subscription;
  ctx.store.putDetail("subscription", subscription.id, { ...notes, billed: pending.billed });
  const applied = update(
    ctx,
    "subscription",
    withoutDiscounts(
      withItems(
        {
          ...subscription,
          billing_cycle_anchor: pending.billing_cycle_anchor ?? subscription.billing_cycle_anchor,
          latest_invoice: pending.invoice,
          metadata: { ...subscription.metadata, ...pending.metadata },
          pending_update: null,
          trial_end: pending.trial_end ?? subscription.trial_end,
          // Its trial ended with the change
          status: subscription.status === "trialing" && pending.trial_end !== null ? "active" : subscription.status,
        },
        pending.items,
      ),
      pending.spent,
    ),
    "customer.subscription.updated",
  );
  // A note alone changes what is due
  ctx.store.put("subscription", applied);
  emitDiscountEvents(ctx, everyDiscount(subscription), everyDiscount(applied));
  if (subscription.pending_update) emit(ctx, "customer.subscription.pending_update_applied", applied);
  return applied;
}

/** The invoice is void: the change is dropped, and what waited before it waits for the next invoice again. */
export function discardPending(ctx: Context, subscription: Subscription, expired = false): Subscription {
  const { pending, ...notes } = notesOf(ctx, subscription.id);
  if (!pending) return subscription;
  ctx.store.putDetail("subscription", subscription.id, notes);
  for (const id of pending.waited) {
    const item = ctx.store.get("invoiceitem", id);
    if (item) ctx.store.put("invoiceitem", { ...item, invoice: null });
  }
  const kept = update(ctx, "subscription", { ...subscription, pending_update: null }, "customer.subscription.updated");
  if (expired) emit(ctx, "customer.subscription.pending_update_expired", kept);
  return kept;
}
