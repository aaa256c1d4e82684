import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { ProductError } from "@/lib/errors";
import { takeSlot } from "@/lib/rate-limit";
import { Deadline } from "@/lib/stripe/deadline";
import { tryErrand } from "./errands";
import { findByStripeId, readSession, type SessionRow } from "./sessions";
import { reachingStripe } from "./stripe-call";
import { syncObject } from "./sync";
import type { User } from "./user";

/** What came of a checkout, for the user who began it. */
export type Confirmation =
  | {
      state: "confirmed";
      workspaceId: string;
      planName: string | null;
      trialEnd: Date | null;
      /** The free trial that the checkout began with was this card's, or this person's, second, and was ended. */
      trialRefused: boolean;
      renewsAt: Date | null;
      /** Set where it has been canceled since. */
      endsAt: Date | null;
      /** Null while it is unknown here. */
      price: BoughtPrice | null;
      quantity: number;
      /** What is paid is less than the price; Stripe alone reckons how much. */
      discounted: boolean;
    }
  /** Complete at Stripe, not settled or not yet written down here. */
  | { state: "processing"; workspaceId: string }
  | { state: "open"; workspaceId: string; url: string }
  /** The payment, settled later than the checkout, did not come. */
  | { state: "failed"; workspaceId: string }
  | { state: "expired"; workspaceId: string }
  /** It was confirmed once, and since then a payment failed or no card was there: the dashboard says what to do. */
  | { state: "attention"; workspaceId: string }
  /** It was confirmed once; the subscription has ended since. */
  | { state: "ended"; workspaceId: string }
  /** The workspace had the product already, so this subscription was canceled; refundedMinor null: not all of it yet. */
  | { state: "duplicate"; workspaceId: string; refundedMinor: number | null; currency: string | null }
  /** Not this user's, or there is no such session. */
  | { state: "unknown" };

type BoughtPrice = {
  unitAmountMinor: number | null;
  unitAmountDecimal: string | null;
  tiered: boolean;
  metered: boolean;
  currency: string;
  interval: string;
  intervalCount: number;
};

type Bought = {
  status: string;
  name: string | null;
  trial_end: Date | null;
  period_end: Date | null;
  ends_at: Date | null;
  price: BoughtPrice | null;
  quantity: number | null;
  discounted: boolean;
  /** What the ledger of trials says: whether it is known yet that it is the first, and what was done. */
  trial_open: boolean;
  trial_refused: boolean;
};

const BOUGHT = `
  SELECT s.status, p.name, s.trial_end, i.period_end, i.quantity,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at,
    COALESCE('discount' = ANY (s.billed_beside), false) AS discounted,
    CASE WHEN r.currency IS NOT NULL AND r.interval IS NOT NULL THEN json_build_object(
      'unitAmountMinor', r.unit_amount_minor, 'unitAmountDecimal', trim_scale(r.unit_amount_decimal)::text,
      'tiered', COALESCE(r.billing_scheme = 'tiered', false), 'metered', COALESCE(r.usage_type = 'metered', false),
      'currency', r.currency, 'interval', r.interval, 'intervalCount', COALESCE(r.interval_count, 1)) END AS price,
    COALESCE(t.verdict = 'open' OR (t.verdict = 'second' AND t.ended_at IS NULL AND d.subscription_id IS NULL), false)
      AND s.workspace_id IS NOT NULL AS trial_open,
    t.ended_at IS NOT NULL AS trial_refused
  FROM subscription s
  LEFT JOIN trial t ON t.subscription_id = s.id
  LEFT JOIN duplicate_subscription d ON d.subscription_id = s.id AND d.finished_at IS NULL
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  WHERE s.id = $1 ORDER BY i.id LIMIT 1`;

/**
 * How a checkout stands, on the visitor's return from it. Only who began it learns anything. Stripe is asked at most
 * every two seconds per session, and what it says goes the webhook's way into the mirror, so that the answer is right
 * even when the webhook is late or lost.
 */
export async function confirmCheckout(user: User, stripeSessionId: string): Promise<Confirmation> {
  const row = await findByStripeId(stripeSessionId);
  if (!row || row.user_id !== user.id) return { state: "unknown" };
  const workspaceId = row.workspace_id;
  const ask = once(() => mayAsk(row));
  const current = row.state === "open" && (await ask()) ? await askStripe(row) : row;
  if (!current || isUnheard(current)) return { state: "processing", workspaceId };
  if (current.state === "expired" || current.state === "failed") return { state: "expired", workspaceId };
  if (current.state !== "complete") {
    return current.url ? { state: "open", workspaceId, url: current.url } : { state: "processing", workspaceId };
  }
  return bought(current, ask);
}

const ASK_EVERY_SECONDS = 2;

/**
 * It was open when Stripe last told, and may have been paid since: nobody is told that nothing has been. An answer counts
 * no longer than it stands in the way of the next question, also when that one failed.
 */
const isUnheard = ({ state, checked_at }: SessionRow): boolean =>
  state === "open" && now().getTime() - (checked_at?.getTime() ?? 0) > ASK_EVERY_SECONDS * 1000;

/** One answer for the whole of a request. */
const once = (ask: () => Promise<boolean>): (() => Promise<boolean>) => {
  let answer: Promise<boolean> | undefined;
  return () => (answer ??= ask());
};

async function bought(row: SessionRow, ask: () => Promise<boolean>): Promise<Confirmation> {
  const workspaceId = row.workspace_id;
  let item = await readBought(row.subscription_id);
  const settling = !item || item.status === "incomplete";
  if (settling && row.subscription_id && (await ask())) {
    await reachingStripe(() => syncObject("subscription", row.subscription_id ?? "")).catch(sayWhatIsKnown);
    item = await readBought(row.subscription_id);
  }
  if (item?.status === "trialing" && item.trial_open) {
    // Not promised here before it is certain.
    if (await ask()) await tryErrand(workspaceId);
    item = await readBought(row.subscription_id);
    if (item?.status === "trialing" && item.trial_open) return { state: "processing", workspaceId };
  }
  switch (item?.status) {
    case undefined:
    case "incomplete":
      return { state: "processing", workspaceId };
    case "incomplete_expired":
      return { state: "failed", workspaceId };
    case "past_due":
    case "unpaid":
    case "paused":
      return { state: "attention", workspaceId };
    case "canceled":
      return (await endedAsDuplicate(row)) ?? { state: "ended", workspaceId };
  }
  if (!item) return { state: "processing", workspaceId };
  return {
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

const DUPLICATE = `
  SELECT CASE WHEN finished_at IS NOT NULL THEN refunded_minor END AS "refundedMinor", currency
  FROM duplicate_subscription WHERE subscription_id = $1 AND begun_at IS NOT NULL`;

async function endedAsDuplicate({ subscription_id: id, workspace_id: workspaceId }: SessionRow): Promise<Confirmation | null> {
  const [row] = await statement<{ refundedMinor: number | null; currency: string | null }>("bought_twice", DUPLICATE, [id]);
  return row ? { state: "duplicate", workspaceId, ...row } : null;
}

async function readBought(subscriptionId: string | null): Promise<Bought | undefined> {
  if (!subscriptionId) return undefined;
  const [item] = await statement<Bought>("bought", BOUGHT, [subscriptionId]);
  return item;
}

/** One question per session in that time, over all instances. */
async function mayAsk(row: SessionRow): Promise<boolean> {
  try {
    await takeSlot({ key: `payment page of ${row.id}`, limit: 1, windowSeconds: ASK_EVERY_SECONDS });
    return true;
  } catch (error) {
    if (error instanceof ProductError && error.code === "rate_limited") return false;
    throw error;
  }
}

const askStripe = (row: SessionRow): Promise<SessionRow | undefined> =>
  reachingStripe(() => readSession(row, new Deadline(5_000))).catch(sayWhatIsKnown);

/** With Stripe away the page says no more than is known, and asks again by itself. */
function sayWhatIsKnown(error: unknown): undefined {
  if (!(error instanceof ProductError && error.code === "stripe_unavailable")) throw error;
  console.warn("The payment page could not ask Stripe:", error.cause);
  return undefined;
}
