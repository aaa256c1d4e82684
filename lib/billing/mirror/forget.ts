import { prisma } from "@/lib/db";
import { forgetInstallationId } from "../customers/installation";

// What is the other installation's: its customers and all that is theirs, and the work that is left to do for them. Plans
// and prices stay, since the account is the same, and so does who had a trial.
const FORGOTTEN = [
  "customer",
  "payment_method",
  "subscription",
  "subscription_item",
  "subscription_change",
  "subscription_schedule",
  "invoice",
  "reversal",
  "payment_try",
  "card_change",
  "checkout_session",
  "hand_over",
  "hand_over_consent",
  "pending_work",
  "next_payment_preview",
  "duplicate_subscription",
  "outside_subscription",
  "activated_subscription",
  "unassigned_subscription",
  "dismissed_subscription",
  "stripe_event",
  "reconciliation",
];

/**
 * Makes a database that was copied from another installation one of its own: a new id, and no customers. What the other
 * one's customers pay for stays theirs, and nothing that this database does reaches it.
 * @returns the new id
 */
export async function becomeNewInstallation(): Promise<string> {
  forgetInstallationId();
  return prisma().$transaction(
    async (tx) => {
      // The other one sends what waits in its own copy.
      await tx.$executeRaw`UPDATE mail SET dropped_at = now() WHERE COALESCE(sent_at, dropped_at, failed_at) IS NULL`;
      await tx.$executeRawUnsafe(`TRUNCATE ${FORGOTTEN.map((table) => `"${table}"`).join(", ")}`);
      await tx.$executeRaw`
        UPDATE stripe_user SET customer_id = NULL, generation = 1, parameters = NULL, sent_at = NULL, lease_holder = NULL, lease_until = NULL`;
      const [row] = await tx.$queryRaw<{ id: string }[]>`
        UPDATE installation SET id = gen_random_uuid() RETURNING id::text AS id`;
      if (!row) throw new Error("The database has no installation row. Apply the migrations: npm run db:migrate");
      return row.id;
    },
    { timeout: 10 * 60_000 },
  );
}
