// What a new subscription would be, and what its first invoice bills. Discounts and added items are made with it: a preview
// undoes them.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { HOUR } from "../../time.ts";
import type { Customer, InvoiceItem, Subscription } from "../../store/objects.ts";
import { checkCurrency } from "../customers/currency.ts";
import { createDiscount } from "../discounts/discounts.ts";
import { addedItems, type AddedItem } from "../invoices/added-items.ts";
import { looseItems } from "../invoices/pending-items.ts";
import type { DraftOptions } from "../invoices/invoice-object.ts";
import { beginsFree, beginsInPart } from "./anchor.ts";
import { elapsedPeriods, inRunningPeriod, type Backdate } from "./backdate.ts";
import { chosenCurrency } from "./currency.ts";
import { subscriptionObject, withItems, type WantedSubscription } from "./subscription-object.ts";

/** What else a caller of the API may ask for. */
export interface StartOptions {
  backdate?: Backdate | undefined;
  /** Items billed once, with the first invoice. */
  added?: AddedItem[];
  /** Last changes before it is billed: its planned end. */
  finish?: (draft: Subscription) => Subscription;
  /** A planned end cuts no period. */
  uncut?: boolean;
}

export interface PlannedStart {
  customer: Customer;
  draft: Subscription;
  added: InvoiceItem[];
  /** None where nothing is billed before the anchor. */
  firstInvoice: Omit<DraftOptions, "reason"> | undefined;
}

export function planStart(ctx: Context, wanted: WantedSubscription, options: StartOptions = {}): PlannedStart {
  const customer = ctx.store.get("customer", wanted.customer);
  if (!customer) throw new Error(`${wanted.customer} vanished within a transaction`);
  const now = nowFor(ctx, customer.id);
  const currency = chosenCurrency(ctx, customer.id, wanted.items, wanted.currency);
  checkCurrency(ctx, customer.id, currency);
  const { backdate, finish = (same) => same } = options;
  const object = subscriptionObject({ ...wanted, test_clock: customer.test_clock }, now, currency);
  const draft = finish(withBackdate(withDiscounts(ctx, object, wanted, now), backdate, now));
  const added = addedItems(ctx, draft, options.added ?? [], now);
  for (const item of added) ctx.store.put("invoiceitem", item);
  const trial = wanted.trial_end !== null;
  const free = !trial && beginsFree(wanted.anchor, now);
  // Checkout shows what it charges; what waits beside it is billed with the next invoice (unverified)
  const waiting = wanted.checkout_session
    ? []
    : looseItems(ctx, customer.id).filter((item) => item.currency === draft.currency);
  if (free && added.length === 0) return { customer, draft, added, firstInvoice: undefined };
  const elapsed = backdate?.billed ? elapsedOf(draft, backdate, now) : [];
  // Up to an anchor ahead, the time that has passed and the running period are billed alike
  const together = elapsed.length > 0 && !trial && draft.billing_cycle_anchor > now;
  return {
    customer,
    draft,
    added,
    firstInvoice: {
      now,
      items: free || together ? [] : draft.items.data,
      pending: [...added, ...waiting],
      elapsed,
      free: trial,
      part: !trial && beginsInPart(wanted.anchor, now),
      whole: options.uncut ?? false,
      ...(draft.collection_method === "send_invoice" ? { finalizesAt: now + HOUR } : {}),
    },
  };
}

function withBackdate(draft: Subscription, backdate: Backdate | undefined, now: number): Subscription {
  if (!backdate) return draft;
  const { billing_cycle_anchor: anchor, trial_end } = draft;
  const items =
    trial_end === null && anchor > now
      ? draft.items.data.map((item) => inRunningPeriod(item, anchor, backdate.start, now))
      : draft.items.data;
  return withItems({ ...draft, start_date: backdate.start }, items);
}

function elapsedOf(draft: Subscription, backdate: Backdate, now: number): NonNullable<DraftOptions["elapsed"]> {
  const { billing_cycle_anchor, trial_end } = draft;
  const ahead = trial_end === null && billing_cycle_anchor > now;
  return draft.items.data.flatMap((item) =>
    elapsedPeriods(item, ahead ? billing_cycle_anchor : now, backdate.start, ahead ? item.current_period_end : now),
  );
}

/** What was checked is redeemed. */
function withDiscounts(
  ctx: Context,
  subscription: Subscription,
  wanted: WantedSubscription,
  now: number,
): Subscription {
  const discounts = (wanted.discounts ?? []).map((one) =>
    createDiscount(ctx, {
      ...one,
      customer: wanted.customer,
      subscription: subscription.id,
      checkout_session: wanted.checkout_session ?? null,
      now,
    }),
  );
  const items = subscription.items.data.map((item, index) => ({
    ...item,
    discounts: (wanted.items[index]?.discounts ?? []).map(
      (one) =>
        createDiscount(ctx, {
          ...one,
          customer: wanted.customer,
          subscription: subscription.id,
          subscription_item: item.id,
          now,
        }).id,
    ),
  }));
  return withItems({ ...subscription, discounts: discounts.map(({ id }) => id) }, items);
}
