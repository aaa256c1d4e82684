import { graceEnd } from "../entitlements/grace";
import type { Change } from "./history";

/**
 * The changes, and between them the ends of grace, which Stripe does not send. A subscription that is past due, or owes
 * a draft, grants until then, and no longer.
 * @param graceDays null: as long as it is past due
 */
export function withGraceEnds(changes: Change[], now: Date, graceDays: number | null): Change[] {
  const inOrder = changes.toSorted((a, b) => a.id - b.id);
  const subscriptions = [...new Set(inOrder.map(({ subscriptionId }) => subscriptionId))];
  return subscriptions.flatMap((id) =>
    ofOne(
      inOrder.filter(({ subscriptionId }) => subscriptionId === id),
      now,
      graceDays,
    ),
  );
}

/** @param changes of one subscription, in order */
function ofOne(changes: Change[], now: Date, graceDays: number | null): Change[] {
  let failed: Date | null = null;
  return changes.flatMap((change, index) => {
    if (change.status !== "past_due" && !change.owedSince) {
      failed = null;
      return [change];
    }
    failed ??= change.owedSince ?? change.at;
    // Nothing was ever paid, so there are no days of grace.
    if (change.hasGrace === false) return [{ ...change, granting: false }];
    const days = graceEnd(failed, graceDays);
    if (!days) return [change];
    const end = change.paidUntil && change.paidUntil > days ? change.paidUntil : days;
    const over = { ...change, granting: false, graceEnded: true as const };
    if (end <= change.at && failed !== change.at) return [over];
    const next = changes[index + 1]?.at ?? now;
    // Half a step after the change in whose time it falls: ids are whole.
    return end <= next ? [change, { ...over, id: change.id + 0.5, at: end }] : [change];
  });
}
