import { statement } from "@/lib/db";
import { ProductError } from "@/lib/errors";
import { takeSlot } from "@/lib/rate-limit";
import { Deadline } from "@/lib/stripe/deadline";
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
      renewsAt: Date | null;
      amountMinor: number | null;
      currency: string;
      interval: string;
      intervalCount: number;
    }
  /** Complete at Stripe, not settled or not yet written down here. */
  | { state: "processing"; workspaceId: string }
  | { state: "open"; workspaceId: string; url: string }
  /** The payment, settled later than the checkout, did not come. */
  | { state: "failed"; workspaceId: string }
  | { state: "expired"; workspaceId: string }
  /** It was confirmed once; the subscription has ended since. */
  | { state: "ended"; workspaceId: string }
  /** Not this user's, or there is no such session. */
  | { state: "unknown" };

type Bought = {
  status: string;
  name: string | null;
  trial_end: Date | null;
  period_end: Date | null;
  unit_amount_minor: number | null;
  quantity: number | null;
  currency: string | null;
  interval: string | null;
  interval_count: number | null;
};

const BOUGHT = `
  SELECT s.status, p.name, s.trial_end, i.period_end, r.unit_amount_minor, i.quantity, r.currency, r.interval,
    r.interval_count
  FROM subscription s
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
  const current = row.state === "open" && (await mayAsk(row)) ? await askStripe(row) : row;
  if (!current) return { state: "processing", workspaceId };
  if (current.state === "expired" || current.state === "failed") return { state: "expired", workspaceId };
  if (current.state !== "complete") {
    return current.url ? { state: "open", workspaceId, url: current.url } : { state: "processing", workspaceId };
  }
  return bought(current);
}

async function bought(row: SessionRow): Promise<Confirmation> {
  const workspaceId = row.workspace_id;
  let item = await readBought(row.subscription_id);
  const settling = !item || item.status === "incomplete";
  if (settling && row.subscription_id && (await mayAsk(row))) {
    await reachingStripe(() => syncObject("subscription", row.subscription_id ?? "")).catch(sayWhatIsKnown);
    item = await readBought(row.subscription_id);
  }
  switch (item?.status) {
    case undefined:
    case "incomplete":
      return { state: "processing", workspaceId };
    case "incomplete_expired":
    case "unpaid":
      return { state: "failed", workspaceId };
    case "canceled":
      return { state: "ended", workspaceId };
  }
  if (!item) return { state: "processing", workspaceId };
  return {
    state: "confirmed",
    workspaceId,
    planName: item.name,
    trialEnd: item.status === "trialing" ? item.trial_end : null,
    renewsAt: item.period_end,
    amountMinor: item.unit_amount_minor === null ? null : item.unit_amount_minor * (item.quantity ?? 1),
    currency: item.currency ?? "",
    interval: item.interval ?? "",
    intervalCount: item.interval_count ?? 1,
  };
}

async function readBought(subscriptionId: string | null): Promise<Bought | undefined> {
  if (!subscriptionId) return undefined;
  const [item] = await statement<Bought>("bought", BOUGHT, [subscriptionId]);
  return item;
}

/** One question in two seconds per session, over all instances. */
async function mayAsk(row: SessionRow): Promise<boolean> {
  try {
    await takeSlot({ key: `payment page of ${row.id}`, limit: 1, windowSeconds: 2 });
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
