import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { MANAGED } from "../ownership/sql";
import { refundSubscription } from "../duplicates/refund";
import { readAccessBy } from "../entitlements/by-subscription";
import { syncObject } from "../mirror/sync";
import { cancelFor, endsBy, keepRunning } from "./cancel";
import { chargeNow, isFree, moveCharge } from "./charge";
import { type Debt, endOf, idOf, readDebt } from "./debt";
import { endUnpaid, isOver, MADE_AT_STRIPE } from "./replace";
import { finishHandOver, type HandOver, IS_PLANNED_ELSEWHERE, updateHandOver } from "./rows";

/**
 * A plan that gave access when it was taken over. Every step is decided by what Stripe says now, so it may be repeated:
 * who pays for which period is settled when the new one is paid, and kept so until the old one has ended.
 */
export async function continuePredecessor(row: HandOver, deadline: Deadline): Promise<void> {
  const retrieve = (id: string) => stripe().subscriptions.retrieve(id, {}, deadline.options());
  const [old, successor] = [await retrieve(row.predecessor_id), await retrieve(row.successor_id ?? "")];
  await syncObject("subscription", old.id);
  await (row.state === "running" ? keep(row, old, successor, deadline) : begin(row, old, successor, deadline));
}

async function begin(
  found: HandOver,
  old: Stripe.Subscription,
  successor: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  let row = found;
  if (isOver(successor)) return successorEnded(row, old, successor, deadline);
  if (isOver(old) && row.access_ended_at !== null) return endUnpaid(row, true, deadline);
  const debt = await readDebt(old, deadline);
  if (isOver(old)) return afterItsEnd(row, old, successor, debt, deadline);
  if (!(await mayChange(old.id))) return void (await finishHandOver(row, "operator", MADE_AT_STRIPE));
  if (debt.isProcessing) return waitForPayment(row, old, deadline);
  const hasAccess = (await readAccessBy([old.id])).get(old.id)?.hasAccess ?? false;
  if (!hasAccess || debt.isOwed) {
    await chargeNow(row, successor, deadline);
    row = await updateHandOver(row, { owed_ids: debt.invoiceIds, kind: hasAccess ? row.kind : "replace" });
    return endUnpaid(row, hasAccess, deadline);
  }
  const end = endOf(old);
  if (row.kind === "charge" || row.anchor?.getTime() !== end.getTime()) {
    // Both have paid for the same time: the one who took over gets it back, and pays from the next period on.
    if (!isFree(row, successor)) {
      // A charge that is on its way can't be stopped. Its invoice's event leads here again.
      if ((await readDebt(successor, deadline)).isProcessing) return;
      await refundSubscription(successor.id, `hand-over-${row.checkout_id}-${row.generation}`, deadline);
    }
    await moveCharge(successor, end, deadline);
    row = await updateHandOver(row, { kind: "continue", anchor: end });
    await syncObject("subscription", successor.id);
  }
  await endWithPeriod(row, old, end, deadline);
  await updateHandOver(row, { state: "running" });
  await syncObject("subscription", old.id);
}

/** Where its payer has canceled it for that day, the cancellation is theirs. */
async function endWithPeriod(row: HandOver, old: Stripe.Subscription, end: Date, deadline: Deadline): Promise<void> {
  if (endsBy(old, end) && row.canceled_for === null) return;
  await updateHandOver(row, { canceled_for: end });
  await cancelFor(old, end, deadline);
}

/**
 * A debit takes its bank some days, and until then nobody can tell who will have paid for the running period. It is the
 * last one of the old one's payer in any case: were it renewed meanwhile, both would pay for the next. The event of the
 * payment's invoice leads here again.
 */
async function waitForPayment(row: HandOver, old: Stripe.Subscription, deadline: Deadline): Promise<void> {
  const end = endOf(old);
  if (!endsBy(old, end)) {
    await endWithPeriod(row, old, end, deadline);
    await syncObject("subscription", old.id);
  }
}

/** The old one has ended before it was settled who pays for its last period. */
async function afterItsEnd(
  row: HandOver,
  old: Stripe.Subscription,
  successor: Stripe.Subscription,
  debt: Debt,
  deadline: Deadline,
): Promise<void> {
  const end = endOf(old);
  const isOnItsDay = (old.ended_at ?? 0) * 1000 >= end.getTime();
  const chargedFrom = row.kind === "continue" && row.anchor ? row.anchor : new Date(successor.start_date * 1000);
  // What is open of the time before the new one stays its payer's.
  if (isOnItsDay && chargedFrom >= end) return void (await finishHandOver(row, "done"));
  // Nothing is paid for the time from now on.
  await chargeNow(row, successor, deadline);
  if (debt.isProcessing) return;
  if (isOnItsDay && !debt.isOwed)
    return void (await finishHandOver(row, "operator", "The earlier payment came after all, so that both are paid."));
  return endUnpaid(await updateHandOver(row, { owed_ids: debt.invoiceIds }), true, deadline);
}

/** If we canceled the old one for nothing, that is revoked. */
async function successorEnded(
  row: HandOver,
  old: Stripe.Subscription,
  successor: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  const isSettled = row.state === "running" || row.canceled_for !== null;
  // Then nobody else pays, and whether to keep the old one is its payer's affair again.
  if (isSettled && (await isByPayersRequest(successor, deadline))) return void (await finishHandOver(row, "done"));
  if (row.canceled_for !== null && !isOver(old)) {
    await keepRunning(old, deadline);
    await syncObject("subscription", old.id);
  }
  await finishHandOver(row, "undone");
}

/** Until the old one's end: whatever happens to one of the two, the workspace keeps exactly one that is charged. */
async function keep(
  row: HandOver,
  old: Stripe.Subscription,
  successor: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  if (isOver(old)) return void (await finishHandOver(row, "done"));
  if (isOver(successor)) return successorEnded(row, old, successor, deadline);
  const end = endOf(old);
  if (row.anchor && end > row.anchor)
    return void (await finishHandOver(row, "operator", "The earlier subscription was renewed, so that both are paid."));
  if (endsBy(old, end)) return;
  // Its payer revoked the cancellation. They are told who pays.
  await updateHandOver(row, { canceled_for: end, taken_back_at: now() });
  await cancelFor(old, end, deadline);
  await syncObject("subscription", old.id);
}

/** Neither a failed payment, nor a dispute, nor a customer who was deleted at Stripe. */
async function isByPayersRequest(ended: Stripe.Subscription, deadline: Deadline): Promise<boolean> {
  if (ended.cancellation_details?.reason !== "cancellation_requested") return false;
  const customer = await stripe().customers.retrieve(idOf(ended.customer) ?? "", {}, deadline.options());
  return customer.deleted !== true;
}

async function mayChange(id: string): Promise<boolean> {
  return (
    (
      await statement(
        "hand_over_may_change",
        `SELECT FROM subscription s WHERE s.id = $1 AND ${MANAGED} AND NOT ${IS_PLANNED_ELSEWHERE}`,
        [id],
      )
    ).length > 0
  );
}
