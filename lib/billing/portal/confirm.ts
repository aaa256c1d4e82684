import type Stripe from "stripe";
import { changeLooksDifferent, changeNotPossible, changeUnpaid } from "../errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isNotMade } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import type { PlanChangeSettings } from "../mirror/planned";
import { syncObject } from "../mirror/sync";
import { planAgain, planForPeriodEnd } from "../schedules/plan";
import { plannedLater, releaseSchedule } from "../schedules/release";
import { reachingStripe, tellIfForbidden } from "../stripe-call";
import type { User } from "../user";
import { type Change, requireChange } from "./change";
import { feeOf } from "./fee";
import { type Offered, requireOffered } from "./offered";
import { type LiveItem, requirePaidItems } from "./paid-items";
import { repairCopy } from "./repair";
import type { Terms } from "./terms";

/** The change that the page showed. */
export type ShownChange = { workspaceId: string; priceId: string; begins: string };

/**
 * Makes a change of plan that our own page confirms (offered.ts says which). A change that begins at once is made when
 * its invoice is paid; a plan that was made before is dropped.
 * @throws ProductError as for the preview; change_looks_different where it no longer is what was shown; change_unpaid
 *   where its payment failed or waits for the bank, so that nothing has changed
 */
export async function confirmPlanChange(user: User, { workspaceId, priceId, begins }: ShownChange): Promise<void> {
  const deadline = new Deadline();
  let mine: LiveItem[] = [];
  let changing: string | undefined;
  const confirm = async (): Promise<void> => {
    const paid = await requirePaidItems(user, workspaceId);
    ({ mine } = paid);
    const change = await requireChange(paid, priceId);
    const offered = await requireOffered(change);
    const { terms } = offered;
    if (terms.begins !== begins || terms.road !== "api") throw changeLooksDifferent();
    changing = change.item.subscription_id;
    await make(change, offered, deadline);
  };
  await deadline.run(async () => {
    try {
      await reachingStripe(confirm, "planChange", (failure) => repairCopy(failure, mine, priceId));
    } catch (error) {
      // The next try then has another key. What went wrong first is what counts.
      if (changing) await syncObject("subscription", changing).catch(tellIfForbidden);
      throw error;
    }
    if (changing) await syncObject("subscription", changing);
  });
}

async function make(change: Change, { terms, settings }: Offered, deadline: Deadline): Promise<void> {
  const { item, next, setupFee } = change;
  const subscription = item.subscription_id;
  const before = await plannedLater(subscription, deadline);
  if (!(await releaseSchedule(subscription, deadline))) throw changeNotPossible();
  // Of one change: what is there, in the state that was read, and what it becomes.
  const key = `${subscription}-${item.revision}-${JSON.stringify(next.changes)}${setupFee ? `-${setupFee.priceId}` : ""}`;
  if (terms.begins === "period_end") {
    if (item.is_ending) throw changeNotPossible();
    const planned = { items: next.all, added: feeOf(change), endsUse: next.ending.length > 0 };
    return planForPeriodEnd(subscription, planned, key, deadline);
  }
  const parameters = { ...updateOf(change, terms, settings), expand: ["latest_invoice"] };
  const changed = await writeOnce(`change-${key}`, deadline, (options) =>
    stripe().subscriptions.update(subscription, parameters, options),
  ).catch(async (error: unknown) => {
    // Nothing has changed, so what was planned stays. After any other failure Stripe may have made the change.
    if (isNotMade(error) && before.length > 0) await planAgain(subscription, before, key, deadline);
    throw error;
  });
  const invoice = typeof changed.latest_invoice === "string" ? null : changed.latest_invoice;
  if (invoice?.id) await syncObject("invoice", invoice.id);
  if (changed.pending_update) throw changeUnpaid(invoice?.hosted_invoice_url ?? null);
}

function updateOf(
  change: Change,
  { begins }: Terms,
  { proration_behavior, billing_cycle_anchor }: PlanChangeSettings,
): Stripe.SubscriptionUpdateParams {
  const { item, next } = change;
  const added = feeOf(change);
  const items = { items: next.changes, ...(added.length > 0 && { add_invoice_items: added }) };
  // It waits, like the price, for the invoice that ends the trial.
  if (begins === "in_trial") return items;
  return {
    ...items,
    ...(begins === "ends_trial" && { trial_end: "now" }),
    ...(begins === "now" && {
      proration_behavior: proration_behavior as Stripe.SubscriptionUpdateParams.ProrationBehavior,
      ...(billing_cycle_anchor === "now" && { billing_cycle_anchor: { type: "now" } }),
    }),
    ...paymentOf(item),
  };
}

/**
 * Nothing is changed before it is paid. With a card the change waits for its payment, as for the bank's confirmation;
 * other methods can't wait: https://docs.stripe.com/billing/subscriptions/pending-updates. An invoice that is sent is
 * paid later.
 */
function paymentOf({ collection_method, method_type }: LiveItem): Stripe.SubscriptionUpdateParams {
  if (collection_method === "send_invoice") return {};
  return { payment_behavior: method_type === "card" ? "pending_if_incomplete" : "error_if_incomplete" };
}
