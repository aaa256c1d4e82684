import { attemptEach } from "@/lib/attempts";
import { prisma, statement } from "@/lib/db";
import { env } from "@/lib/env";
import { LIVE } from "../entitlements/statuses";
import { type Had, hadBefore } from "./had-before";
import { hashOfCard, hashOfEmail } from "./ledger";
import { type Methods, methodsOf } from "./methods";
import { cancelRefused, type Refused } from "./refuse";

// A trial that begins is written into the ledger by the statement that brings its subscription (mirror/along.ts).
// Here the entry gets what identifies the customer, and is evaluated: is it their first?

type Outcome = "open" | "first" | "second" | "refused";

type Entry = Refused & {
  outcome: Outcome;
  user_id: string | null;
  workspace_id: string | null;
  email: string | null;
  is_duplicate: boolean;
  offered_at: Date | null;
};

const HAS_METHOD = `(s.default_payment_method_id IS NOT NULL
  OR (SELECT true FROM payment_method m WHERE m.customer_id = s.customer_id AND NOT m.deleted LIMIT 1))`;

// A "second" one was refused by the release before, which had not ended it yet.
const IS_UNSETTLED = `((${LIVE} AND (t.outcome = 'open' OR (t.outcome = 'second' AND t.ended_at IS NULL)
    OR (t.outcome = 'first' AND t.awaits_method AND ${HAS_METHOD})))
  OR (t.outcome = 'refused' AND t.ended_at IS NULL))`;

/** Whether `evaluateTrials` has anything to do; true or null. @param workspace the SQL of its id */
export const hasUnsettledTrial = (workspace: string) => `(
  SELECT true FROM subscription s JOIN trial_ledger t ON t.subscription_id = s.id WHERE s.workspace_id = ${workspace} AND ${IS_UNSETTLED} LIMIT 1)`;

// A trial that was given by hand at Stripe counts as one, and is not refused. The rule is for the trial offers of our
// checkouts.
const UNSETTLED = `
  SELECT t.subscription_id, t.outcome, t.generation, t.collect_again, s.user_id, s.workspace_id, s.customer_id, COALESCE(u.email, c.email) AS email,
    EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = s.id AND d.finished_at IS NULL) AS is_duplicate,
    (SELECT k.created_at FROM checkout_session k WHERE k.workspace_id = s.workspace_id AND k.user_id = s.user_id
      AND k.customer_id = s.customer_id AND k.with_trial AND k.state IN ('creating', 'open', 'complete')
      AND (k.subscription_id IS NULL OR k.subscription_id = s.id)
      ORDER BY k.subscription_id IS NULL, k.created_at DESC LIMIT 1) AS offered_at
  FROM subscription s
  JOIN trial_ledger t ON t.subscription_id = s.id
  LEFT JOIN "user" u ON u.id = s.user_id
  LEFT JOIN customer c ON c.id = s.customer_id
  WHERE s.workspace_id = $1 AND ${IS_UNSETTLED}
  ORDER BY t.started_at, t.subscription_id`;

/**
 * Evaluates the new trials of a workspace, and cancels and refunds each that is a second one.
 * @throws Stripe's failure. Nothing is decided then, or the refused one still has to be canceled or refunded, and the
 *   next try continues
 */
export async function evaluateTrials(workspaceId: string): Promise<void> {
  await attemptEach(await statement<Entry>("trials_unsettled", UNSETTLED, [workspaceId]), async (entry) => {
    const outcome = entry.outcome === "open" || entry.outcome === "first" ? await decide(entry) : entry.outcome;
    // A second subscription of the product is canceled as a duplicate.
    if ((outcome !== "refused" && outcome !== "second") || (entry.is_duplicate && entry.outcome !== "refused")) return;
    await cancelRefused(entry);
  });
}

async function decide(entry: Entry): Promise<Outcome> {
  const methods = await methodsOf(entry.subscription_id, entry.customer_id);
  const emailHash = entry.email === null ? null : hashOfEmail(entry.email);
  const hashes = methods.fingerprints.map(hashOfCard);
  const byCard = env().ONE_TRIAL_PER_CARD;
  const asked = {
    userId: entry.user_id,
    workspaceId: entry.workspace_id,
    emailHash,
    methodHashes: byCard ? hashes : [],
    subscriptionId: entry.subscription_id,
    offeredAt: entry.offered_at,
  };
  // One decision at a time, over all instances: of two trials that begin at once the later one sees the earlier.
  return prisma().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM installation FOR UPDATE`;
    const had = entry.offered_at && (await tx.$queryRaw<{ had: Had }[]>(hadBefore(asked)))[0]?.had;
    // Of a duplicate only its being one counts: it is canceled as a whole, and so is its trial.
    const outcome: Outcome = !had ? "first" : entry.is_duplicate ? "second" : "refused";
    const awaits = outcome === "first" && awaitsMethod(entry, methods);
    await tx.$executeRaw`
      INSERT INTO trial_ledger_method (hash, subscription_id) SELECT unnest(${hashes}::text[]), ${entry.subscription_id} ON CONFLICT DO NOTHING`;
    const [row] = await tx.$queryRaw<{ outcome: Outcome }[]>`
      UPDATE trial_ledger t SET email_hash = ${emailHash}, card_hash = ${hashes[0] ?? null}, outcome = ${outcome}, awaits_method = ${awaits}
      WHERE t.subscription_id = ${entry.subscription_id} AND (t.outcome = 'open' OR (t.outcome = 'first' AND t.awaits_method))
      RETURNING t.outcome`;
    return row?.outcome ?? "first";
  });
}

/** Without a payment method it is only known whose trial it is, and not whether the card had one. */
const awaitsMethod = ({ offered_at: offeredAt }: Entry, { any }: Methods): boolean =>
  offeredAt !== null && !any && env().ONE_TRIAL_PER_CARD;
