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
import { chargeNow, moveCharge } from "./charge";
import { endOf, idOf, readDebt } from "./debt";
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
  if (isOver(successor)) return void (await finishHandOver(row, "undone"));
  if (isOver(old) && row.canceled_for !== null) return endUnpaid(row, true, deadline);
  const debt = await readDebt(old, deadline);
  if (isOver(old)) {
    // Nothing is paid for the time from now on.
    await chargeNow(row, successor, deadline);
    row = await updateHandOver(row, { owed_ids: debt.invoiceIds });
    return endUnpaid(row, true, deadline);
  }
  if (!(await mayChange(old.id))) return void (await finishHandOver(row, "operator", MADE_AT_STRIPE));
  // Its invoice's event leads here again.
  if (debt.isProcessing) return;
  const hasAccess = (await readAccessBy([old.id])).get(old.id)?.hasAccess ?? false;
  if (!hasAccess || debt.isOwed) {
    await chargeNow(row, successor, deadline);
    row = await updateHandOver(row, { owed_ids: debt.invoiceIds, kind: hasAccess ? row.kind : "replace" });
    return endUnpaid(row, hasAccess, deadline);
  }
  const end = endOf(old);
  // Both have paid for the same time: the one who took over gets it back, and pays from the next period on.
  if (row.kind === "charge")
    await refundSubscription(successor.id, `hand-over-${row.checkout_id}-${row.generation}`, deadline);
  if (row.kind === "charge" || row.anchor?.getTime() !== end.getTime()) {
    await moveCharge(successor, end, deadline);
    row = await updateHandOver(row, { kind: "continue", anchor: end });
    await syncObject("subscription", successor.id);
  }
  // Where its payer has canceled it for that day, the cancellation is theirs.
  if (!endsBy(old, end) || row.canceled_for !== null) {
    row = await updateHandOver(row, { canceled_for: end });
    await cancelFor(old, end, deadline);
  }
  await updateHandOver(row, { state: "running" });
  await syncObject("subscription", old.id);
}

/** Until the old one's end: whatever happens to one of the two, the workspace keeps exactly one that is charged. */
async function keep(
  row: HandOver,
  old: Stripe.Subscription,
  successor: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  if (isOver(old)) return void (await finishHandOver(row, "done"));
  if (isOver(successor)) {
    // Then nobody else pays, and whether to keep the old one is its payer's affair again.
    if (await isByPayersRequest(successor, deadline)) return void (await finishHandOver(row, "done"));
    if (row.canceled_for !== null) {
      await keepRunning(old, deadline);
      await syncObject("subscription", old.id);
    }
    return void (await finishHandOver(row, "undone"));
  }
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
