import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { readAccessBy } from "../entitlements/by-subscription";
import { OLDEST_DRAFT } from "../entitlements/statement";

const REQUESTED = "pause_requested";

/** A live subscription, as far as it may stand in the way of a purchase. */
export type Standing = { subscriptionId: string; status: string; payerId: string | null; mayBeWithout: boolean };

/**
 * The SQL of whether `s` may give no access, so that it is worth asking. An active one may owe a draft. Of a status that
 * Stripe invents later we don't know that it gives nothing, nor that it is over.
 */
export const MAY_BE_WITHOUT = `(s.status IN ('unpaid', 'incomplete', 'past_due', 'paused') OR s.status = 'active' AND ${OLDEST_DRAFT} IS NOT NULL)`;

/**
 * Those of other payers that give the workspace nothing and may never again: `unpaid`, `incomplete`, `past_due` past its
 * grace or with a draft that Stripe can't finalize, and `paused` unless somebody asked for the pause. They don't stand in the way of a purchase, since otherwise a
 * payer who left could lock the workspace out.
 * @param asksStripe false where a pause whose reason our copy does not know counts as one that nobody asked for
 */
export async function withoutAccess(
  userId: string,
  standing: Standing[],
  { asksStripe = true } = {},
): Promise<Set<string>> {
  const others = standing.filter(({ payerId, mayBeWithout }) => payerId !== userId && mayBeWithout);
  const access = await readAccessBy([...new Set(others.map(({ subscriptionId }) => subscriptionId))]);
  const found = new Set<string>();
  for (const { subscriptionId: id, status } of others) {
    const { hasAccess, pausedReason: reason } = access.get(id) ?? {};
    if (found.has(id) || hasAccess !== false) continue;
    const isOnRequest = reason === REQUESTED || (reason === null && asksStripe && (await isPausedOnRequest(id)));
    if (status !== "paused" || !isOnRequest) found.add(id);
  }
  return found;
}

/** As Stripe says now. */
export async function isPausedOnRequest(subscriptionId: string): Promise<boolean> {
  const deadline = Deadline.running ?? new Deadline();
  return wasRequested(await stripe().subscriptions.retrieve(subscriptionId, {}, deadline.options()));
}

const wasRequested = ({ status, status_details: details }: Stripe.Subscription): boolean =>
  status === "paused" && details?.paused?.subscription?.type === REQUESTED;
