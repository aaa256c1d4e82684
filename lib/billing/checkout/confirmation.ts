import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { ASK_EVERY_SECONDS, askStripe, mayAsk, sayWhatIsKnown } from "./ask";
import { type Beside, readBeside } from "./beside";
import { type Bought, type BoughtPrice, readBought } from "./bought";
import { continueAt } from "./continue-at";
import { tryPendingWork } from "../pending-work/run";
import { findByStripeId, type SessionRow } from "./sessions";
import { reachingStripe } from "../stripe-call";
import { isSettling, settlingOf, type Settling } from "./settling";
import { syncObject } from "../mirror/sync";
import type { User } from "../user";

/** The result of a checkout, for the user who began it. */
export type Confirmation =
  | (Beside & {
      state: "confirmed";
      workspaceId: string;
      planName: string | null;
      trialEnd: Date | null;
      /** An earlier release ended the free trial, which was this card's, or this person's, second. */
      trialRefused: boolean;
      renewsAt: Date | null;
      /** Set where it has been canceled since. */
      endsAt: Date | null;
      /** Null while it is unknown here. */
      price: BoughtPrice | null;
      quantity: number;
      /** A discount applies; only Stripe calculates how much. */
      discounted: boolean;
    })
  /** Complete at Stripe, not settled or not yet written down here. */
  | { state: "processing"; workspaceId: string }
  | { state: "open"; workspaceId: string; url: string }
  | Settling
  | { state: "expired"; workspaceId: string }
  /** It was confirmed once. Since then a payment failed or a card was missing; the dashboard says what to do. */
  | { state: "attention"; workspaceId: string }
  /** Stripe gives the subscription a status that is not known here, so it grants nothing. */
  | { state: "unclear"; workspaceId: string }
  /** It was confirmed once; the subscription has ended since. */
  | { state: "ended"; workspaceId: string }
  /** The workspace had the product already, so this subscription was canceled; refundedMinor null: not all of it yet. */
  | { state: "duplicate"; workspaceId: string; refundedMinor: number | null; currency: string | null }
  /**
   * The free trial was this card's, or this person's, second: canceled, and everything refunded. refundedMinor null: not
   * all of it yet.
   */
  | {
      state: "trial_refused";
      workspaceId: string;
      planName: string | null;
      refundedMinor: number | null;
      currency: string | null;
    }
  /** Not this user's, or there is no such session. */
  | { state: "unknown" };

/**
 * The state of a checkout when the visitor returns from it. Only the user who began it learns anything. Stripe is asked
 * at most every two seconds per session, and its answer is written by the webhook's writer, so that the page is right
 * even when the webhook is late or lost.
 */
export const confirmCheckout = (user: User, stripeSessionId: string): Promise<Confirmation> =>
  new Deadline().run(() => confirm(user, stripeSessionId));

async function confirm(user: User, stripeSessionId: string): Promise<Confirmation> {
  const row = await findByStripeId(stripeSessionId);
  if (!row || row.user_id !== user.id) return { state: "unknown" };
  const workspaceId = row.workspace_id;
  const ask = once(() => mayAsk(row));
  const current = row.state === "open" && (await ask()) ? await askStripe(row) : row;
  if (!current || isUnheard(current)) return { state: "processing", workspaceId };
  if (current.state === "expired" || current.state === "failed") return { state: "expired", workspaceId };
  if (current.state !== "complete") {
    const url = continueAt(current);
    return url ? { state: "open", workspaceId, url } : { state: "processing", workspaceId };
  }
  return bought(current, ask);
}

/** Where a bank takes days, and only a webhook that is lost makes it worth asking. */
const ASK_OF_BANKS_SECONDS = 30;

/**
 * It was open when Stripe last answered, and may have been paid since, so the page must not say that it is unpaid. An
 * answer counts until the next question is allowed, even if that one failed.
 */
const isUnheard = ({ state, checked_at }: SessionRow): boolean =>
  state === "open" && now().getTime() - (checked_at?.getTime() ?? 0) > ASK_EVERY_SECONDS * 1000;

/** One answer for the whole of a request. */
const once = (ask: () => Promise<boolean>): (() => Promise<boolean>) => {
  let answer: Promise<boolean> | undefined;
  return () => (answer ??= ask());
};

async function bought(completed: SessionRow, ask: () => Promise<boolean>): Promise<Confirmation> {
  const workspaceId = completed.workspace_id;
  let row = completed;
  let item = await readBought(row.subscription_id);
  const { subscription_id: subscriptionId } = row;
  if (subscriptionId && item && isSettling(row, item)) {
    if (await mayAsk(row, ASK_OF_BANKS_SECONDS)) {
      row = (await askStripe(row)) ?? row;
      item = await askOfSubscription(subscriptionId);
    }
  } else if (subscriptionId && (!item || item.status === "incomplete") && (await ask())) {
    item = await askOfSubscription(subscriptionId);
  }
  const later = item && settlingOf(row, item);
  if (later) return later;
  if (item?.status === "trialing" && item.trial_open) {
    // The page does not confirm a trial before it is evaluated.
    if (await ask()) await tryPendingWork(workspaceId);
    item = await readBought(row.subscription_id);
    if (item?.status === "trialing" && item.trial_open) return { state: "processing", workspaceId };
  }
  if (item?.refused) {
    const { finished, refundedMinor, currency } = item.refused;
    return {
      state: "trial_refused",
      workspaceId,
      planName: item.name,
      refundedMinor: finished ? (refundedMinor ?? 0) : null,
      currency,
    };
  }
  switch (item?.status) {
    case undefined:
    case "incomplete":
      return { state: "processing", workspaceId };
    case "past_due":
    case "unpaid":
    case "paused":
      return { state: "attention", workspaceId };
    case "canceled":
      return (await endedAsDuplicate(row)) ?? { state: "ended", workspaceId };
    case "active":
    case "trialing":
      return confirmed(item, workspaceId, await readBeside(row));
    default:
      return { state: "unclear", workspaceId };
  }
}

function confirmed(item: Bought, workspaceId: string, beside: Beside): Confirmation {
  return {
    ...beside,
    state: "confirmed",
    workspaceId,
    planName: item.name,
    trialEnd: item.status === "trialing" ? item.trial_end : null,
    trialRefused: item.trial_refused,
    renewsAt: item.period_end,
    endsAt: item.ends_at,
    price: item.price,
    quantity: item.quantity ?? 1,
    discounted: item.discounted,
  };
}

async function askOfSubscription(id: string): Promise<Bought | undefined> {
  await reachingStripe(() => syncObject("subscription", id)).catch(sayWhatIsKnown);
  return readBought(id);
}

const DUPLICATE = `
  SELECT CASE WHEN finished_at IS NOT NULL THEN refunded_minor END AS "refundedMinor", currency
  FROM duplicate_subscription WHERE subscription_id = $1 AND begun_at IS NOT NULL`;

async function endedAsDuplicate({
  subscription_id: id,
  workspace_id: workspaceId,
}: SessionRow): Promise<Confirmation | null> {
  const [row] = await statement<{ refundedMinor: number | null; currency: string | null }>("bought_twice", DUPLICATE, [
    id,
  ]);
  return row ? { state: "duplicate", workspaceId, ...row } : null;
}
