import { draftOwedSince, graceEnd } from "../entitlements/grace";
import type { Change } from "./history";

/**
 * The changes, and between them the ends of grace, which Stripe does not send. A subscription that is past due grants
 * until then, and no longer.
 * @param graceDays null: as long as it is past due
 * @param drafts by subscription, since when it has an invoice that Stripe could not finalize. It is owed although the
 *   subscription is active
 */
export function withGraceEnds(
  changes: Change[],
  now: Date,
  graceDays: number | null,
  drafts: ReadonlyMap<string, Date> = new Map(),
): Change[] {
  const inOrder = changes.toSorted((a, b) => a.id - b.id);
  const subscriptions = [...new Set(inOrder.map(({ subscriptionId }) => subscriptionId))];
  return subscriptions.flatMap((id) =>
    ofOne(
      inOrder.filter(({ subscriptionId }) => subscriptionId === id),
      now,
      graceDays,
      draftOwedSince(drafts.get(id) ?? null, now),
    ),
  );
}

/** @param changes of one subscription, in order */
function ofOne(changes: Change[], now: Date, graceDays: number | null, draftOwed: Date | null): Change[] {
  let pastDue: Date | null = null;
  return changes.flatMap((change, index) => {
    pastDue = change.status === "past_due" ? (pastDue ?? change.at) : null;
    const failed = change.status === "active" ? draftOwed : pastDue;
    if (!failed) return [change];
    // Nothing was ever paid, so there are no days of grace.
    const withoutGrace = change.hasGrace === false;
    if (withoutGrace && failed <= change.at) return [{ ...change, granting: false }];
    const days = withoutGrace ? failed : graceEnd(failed, graceDays);
    if (!days) return [change];
    const end = !withoutGrace && change.paidUntil && change.paidUntil > days ? change.paidUntil : days;
    const over = { ...change, granting: false, graceEnded: true as const };
    if (end <= change.at && failed !== change.at) return [over];
    const next = changes[index + 1]?.at ?? now;
    // Half a step after the change in whose time it falls: ids are whole.
    return end <= next ? [change, { ...over, id: change.id + 0.5, at: end }] : [change];
  });
}
