import { draftOwedSince } from "../entitlements/grace";
import type { Change } from "./history";

/** An invoice as it is now, and whether Stripe made it for the subscription. */
export type Draft = { subscriptionId: string | null; status: string | null; createdAt: Date | null; isOfPlan: boolean };

/**
 * The changes, and for each active subscription with an invoice that is still a draft the moment since which that counts
 * as owed. Stripe does not send this. How long another one was a draft, before it was paid, is not known.
 */
export function withOwedDrafts(changes: Change[], invoices: Draft[], now: Date): Change[] {
  const inOrder = changes.toSorted((a, b) => a.id - b.id);
  return [...new Set(inOrder.map(({ subscriptionId }) => subscriptionId))].flatMap((id) => {
    const own = inOrder.filter(({ subscriptionId }) => subscriptionId === id);
    const since = draftOwedSince(oldestDraft(invoices, id), now);
    return since ? ofOne(own, since) : own;
  });
}

/** @param own of one subscription, in order */
const ofOne = (own: Change[], owedSince: Date): Change[] =>
  own.flatMap((change, index) => {
    if (change.status !== "active") return [change];
    if (change.at >= owedSince) return [{ ...change, owedSince }];
    const next = own[index + 1];
    // Half a step before grace.ts's own: ids are whole, and paid.ts adds thousandths.
    const owing = { ...change, id: change.id + 0.25, at: owedSince, owedSince };
    return !next || next.at > owedSince ? [change, owing] : [change];
  });

function oldestDraft(invoices: Draft[], id: string): Date | null {
  const times = invoices.flatMap(({ subscriptionId, status, isOfPlan, createdAt }) =>
    subscriptionId === id && status === "draft" && isOfPlan && createdAt ? [createdAt.getTime()] : [],
  );
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}
