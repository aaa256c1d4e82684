import { statement } from "@/lib/db";

// Stripe counts the attempts of its own schedule; a try by hand after the first one does not raise that number
// (https://docs.stripe.com/api/invoices/object#invoice_object-attempt_count). So we count the tries that Stripe
// answered: the next one needs another idempotency key, or Stripe would repeat that answer for a day.

/** How many tries of ours Stripe has answered. @param objectId the invoice, or the subscription that is resumed */
export async function answeredTries(objectId: string): Promise<number> {
  const [row] = await statement<{ answered: number }>(
    "payment_tries",
    "SELECT answered FROM payment_try WHERE object_id = $1",
    [objectId],
  );
  return row?.answered ?? 0;
}

/** @param seen the number that its key was made with: of two tries at once, under one key, one counts */
export async function noteAnsweredTry(objectId: string, seen: number): Promise<void> {
  await statement(
    "payment_try_answered",
    `INSERT INTO payment_try AS t (object_id, answered) VALUES ($1, $2::int + 1)
     ON CONFLICT (object_id) DO UPDATE SET answered = excluded.answered WHERE t.answered < excluded.answered`,
    [objectId, seen],
  );
}
