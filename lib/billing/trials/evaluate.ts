import type Stripe from "stripe";
import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { env } from "@/lib/env";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isStoredFailure } from "@/lib/stripe/failures";
import { setsValue, writeOnce } from "@/lib/stripe/write";
import { LIVE } from "../entitlements/statuses";
import { syncObject } from "../mirror/sync";
import { type Had, hadBefore } from "./had-before";
import { hashOfCard, hashOfEmail } from "./ledger";

// A trial that begins is written into the ledger by the statement that brings its subscription (mirror/statement.ts).
// Here the entry gets what identifies the customer, and is evaluated: is it their first?

type Entry = {
  subscription_id: string;
  outcome: "open" | "first" | "second";
  generation: number;
  user_id: string | null;
  workspace_id: string | null;
  customer_id: string | null;
  email: string | null;
  method_id: string | null;
  fingerprint: string | null;
  is_duplicate: boolean;
  offered_at: Date | null;
};

const IS_UNSETTLED = `${LIVE} AND (t.outcome = 'open' OR (t.outcome = 'second' AND t.ended_at IS NULL))`;

/** Whether `evaluateTrials` has anything to do; true or null. @param workspace the SQL of its id */
export const hasUnsettledTrial = (workspace: string) => `(
  SELECT true FROM subscription s JOIN trial_ledger t ON t.subscription_id = s.id WHERE s.workspace_id = ${workspace} AND ${IS_UNSETTLED} LIMIT 1)`;

// A trial that was given by hand at Stripe counts as one, and is not ended. The rule is for the trial offers of our
// checkouts.
const UNSETTLED = `
  SELECT t.subscription_id, t.outcome, t.generation, s.user_id, s.workspace_id, s.customer_id, COALESCE(u.email, c.email) AS email,
    COALESCE(s.default_payment_method_id, c.default_payment_method_id) AS method_id, m.fingerprint,
    EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = s.id AND d.finished_at IS NULL) AS is_duplicate,
    (SELECT k.created_at FROM checkout_session k WHERE k.workspace_id = s.workspace_id AND k.user_id = s.user_id
      AND k.customer_id = s.customer_id AND k.with_trial AND k.state IN ('creating', 'open', 'complete')
      AND (k.subscription_id IS NULL OR k.subscription_id = s.id)
      ORDER BY k.subscription_id IS NULL, k.created_at DESC LIMIT 1) AS offered_at
  FROM subscription s
  JOIN trial_ledger t ON t.subscription_id = s.id
  LEFT JOIN "user" u ON u.id = s.user_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN payment_method m ON m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id)
  WHERE s.workspace_id = $1 AND ${IS_UNSETTLED}
  ORDER BY t.started_at, t.subscription_id`;

/**
 * Evaluates the new trials of a workspace, and ends each that is a second one.
 * @throws Stripe's failure. Nothing is decided then, or the trial still has to be ended, and the next try continues
 */
export async function evaluateTrials(workspaceId: string): Promise<void> {
  await attemptEach(await statement<Entry>("trials_unsettled", UNSETTLED, [workspaceId]), async (entry) => {
    const outcome = entry.outcome === "open" ? await decide(entry) : entry.outcome;
    // A second subscription of the product is canceled as a whole; ending its trial would bill it before.
    if (outcome === "second" && !entry.is_duplicate) await endTrial(entry);
  });
}

async function decide(entry: Entry): Promise<Entry["outcome"]> {
  const byCard = env().ONE_TRIAL_PER_CARD;
  const fingerprint = entry.fingerprint ?? (byCard ? await askForFingerprint(entry) : null);
  const emailHash = entry.email === null ? null : hashOfEmail(entry.email);
  const cardHash = fingerprint === null ? null : hashOfCard(fingerprint);
  const asked = {
    userId: entry.user_id,
    workspaceId: entry.workspace_id,
    emailHash,
    cardHash: byCard ? cardHash : null,
    subscriptionId: entry.subscription_id,
    offeredAt: entry.offered_at,
  };
  // One decision at a time, over all instances: of two trials that begin at once the later one sees the earlier.
  return prisma().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM installation FOR UPDATE`;
    const had = entry.offered_at && (await tx.$queryRaw<{ had: Had }[]>(hadBefore(asked)))[0]?.had;
    const [row] = await tx.$queryRaw<{ outcome: Entry["outcome"] }[]>`
      UPDATE trial_ledger t SET email_hash = ${emailHash}, card_hash = ${cardHash}, outcome = ${had ? "second" : "first"}
      WHERE t.subscription_id = ${entry.subscription_id} AND t.outcome = 'open'
      RETURNING t.outcome`;
    return row?.outcome ?? "first";
  });
}

/** Usually the card's own event came before. Null without a card, or for a method without a number. */
async function askForFingerprint({ method_id: methodId, customer_id: customerId }: Entry): Promise<string | null> {
  const deadline = new Deadline();
  if (methodId)
    return (await stripe().paymentMethods.retrieve(methodId, {}, deadline.options())).card?.fingerprint ?? null;
  if (!customerId) return null;
  const { data } = await stripe().paymentMethods.list({ customer: customerId, limit: 10 }, deadline.options());
  return data.find(({ card }) => card?.fingerprint)?.card?.fingerprint ?? null;
}

const endsWithTrial = ({ cancel_at_period_end, cancel_at, trial_end }: Stripe.Subscription): boolean =>
  cancel_at_period_end || (cancel_at !== null && trial_end !== null && cancel_at <= trial_end);

/** Ends it once. Stripe says whether it still runs, and the idempotency key makes one call of two. */
async function endTrial({ subscription_id: id, generation }: Entry): Promise<void> {
  const deadline = new Deadline();
  try {
    const found = await stripe().subscriptions.retrieve(id, {}, deadline.options());
    if (found.status === "trialing" && endsWithTrial(found)) {
      // A customer who canceled meanwhile was told that nothing more is charged. Ending the trial would bill the first
      // period.
      await setsValue(deadline, (options) =>
        stripe().subscriptions.cancel(id, { invoice_now: false, prorate: false }, options),
      );
    } else if (found.status === "trialing") {
      await writeOnce(`end-trial-${id}-${generation}`, deadline, (options) =>
        stripe().subscriptions.update(id, { trial_end: "now" }, options),
      );
    }
  } catch (error) {
    // What Stripe keeps under the key it would answer forever: the next try looks again, and takes another one.
    if (isStoredFailure(error))
      await statement("trial_next_key", "UPDATE trial_ledger SET generation = $2 WHERE subscription_id = $1", [
        id,
        generation + 1,
      ]);
    throw error;
  }
  await syncObject("subscription", id);
  await statement("trial_ended", "UPDATE trial_ledger SET ended_at = $2 WHERE subscription_id = $1", [id, now()]);
}
