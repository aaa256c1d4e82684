import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { cardQuestionOver } from "../errors";
import { Deadline } from "@/lib/stripe/deadline";
import { runPendingWork } from "../pending-work/run";
import { requirePaidItems } from "../portal/paid-items";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";

export const CARD_ANSWERS = ["use", "keep"] as const;

/** What the payer says of their new card, for one subscription; `toId` is the card that they were asked about. */
export type CardAnswer = { subscriptionId: string; toId: string; answer: (typeof CARD_ANSWERS)[number] };

// The answer and the work that follows from it, in one statement: no crash loses a yes.
const ANSWER = `
  WITH answered AS (
    UPDATE card_change SET state = $4
    WHERE subscription_id = $1 AND workspace_id = $2 AND to_id = $3 AND state = 'asked'
    RETURNING workspace_id),
  pending AS (
    INSERT INTO pending_work AS w (workspace_id, since) SELECT workspace_id, $5::timestamptz FROM answered WHERE $4 = 'chosen'
    ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1)
  SELECT workspace_id FROM answered`;

/**
 * The payer answers whether their new card pays for a subscription that has a card of its own.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account,
 *   card_question_over, stripe_unavailable (the answer is kept, and Stripe is told later)
 */
export async function answerCardQuestion(
  user: User,
  workspaceId: string,
  { subscriptionId, toId, answer }: CardAnswer,
): Promise<void> {
  const { mine } = await requirePaidItems(user, workspaceId);
  if (!mine.some((item) => item.subscription_id === subscriptionId)) throw cardQuestionOver();
  const state = answer === "use" ? "chosen" : "kept";
  const answered = await statement("card_answer", ANSWER, [subscriptionId, workspaceId, toId, state, now()]);
  if (answered.length === 0) throw cardQuestionOver();
  if (answer === "use") await new Deadline().run(() => reachingStripe(() => runPendingWork(workspaceId)));
}
