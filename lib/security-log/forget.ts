import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import type { Prisma } from "@/prisma/generated/client";

const A_DAY_SECONDS = 86_400;
const BATCH = 1_000;
/** Of one run. The next one continues. */
const MOST_BATCHES = 50;

const FORGET = `
  DELETE FROM security_event WHERE id IN (
    SELECT id FROM security_event WHERE at < $1 ORDER BY at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1`;

/**
 * Removes what is older than SECURITY_LOG_DAYS, in short statements. Any number of instances may do so at the same time.
 * @returns how many rows
 */
export async function forgetOldEntries(isTimeUp = () => false): Promise<number> {
  const before = inSeconds(now(), -env().SECURITY_LOG_DAYS * A_DAY_SECONDS);
  let removed = 0;
  for (let n = 0; n < MOST_BATCHES && !isTimeUp(); n++) {
    const { length } = await statement("security_log_forget", FORGET, [before]);
    removed += length;
    if (length < BATCH) break;
  }
  return removed;
}

const REMOVE = "DELETE FROM security_event WHERE user_id = $1::uuid AND workspace_id IS NULL";

// What happened in a workspace is its owners' to know. A workspace may be named after the person.
const MAKE_ANONYMOUS = `
  UPDATE security_event SET about = CASE WHEN user_id = $1::uuid THEN about - 'workspace' ELSE about END,
    network_address = CASE WHEN actor_id <> $1::uuid THEN network_address END,
    user_agent = CASE WHEN actor_id <> $1::uuid THEN user_agent END
  WHERE user_id = $1::uuid OR (actor_id = $1::uuid AND actor_id <> user_id)`;

/** For the deletion of an account: its own log goes, and those of workspaces no longer say where the person was. */
export async function forgetEntriesOf(tx: Pick<Prisma.TransactionClient, "$executeRawUnsafe">, userId: string) {
  await tx.$executeRawUnsafe(REMOVE, userId);
  await tx.$executeRawUnsafe(MAKE_ANONYMOUS, userId);
}
