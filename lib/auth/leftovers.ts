import { now } from "@/lib/clock";
import { type Entry, writeEntries } from "@/lib/security-log/entry";
import type { Transaction } from "./addresses/address-lock";
import { endingAllBut } from "./sessions";

// A link that was used a moment ago may not have its session yet, which then never begins (`beginSession`).
const FORGET = `
  DELETE FROM one_time_link WHERE user_id = $1 AND kind = 'sign_in' AND used_at IS NOT NULL AND id IS DISTINCT FROM $2`;
// $1 is the user, $2 the session that stays, $3 the present time.
const END = endingAllBut("$1", "$3", "$2");
const VOID = `
  UPDATE one_time_link o SET used_at = $3 FROM "user" u
  WHERE u.id = $1 AND o.user_id = u.id AND o.used_at IS NULL AND CASE WHEN o.kind = 'address_confirmation'
    THEN o.email IS DISTINCT FROM u.email ELSE $2::uuid IS NULL END`;

const REVOKE = `
  DELETE FROM invitation WHERE inviter_id = $1 AND accepted_at IS NULL RETURNING id, workspace_id AS "workspaceId"`;

/**
 * Revokes the open invitations of an account that its holder takes over: nobody had confirmed the address, so somebody
 * else may keep a link that lets them in.
 * @returns what to `tell` once the transaction has committed
 */
export async function revokeInvitationsOf(tx: Transaction, actorId: string): Promise<Entry[]> {
  const revoked = await tx.$queryRawUnsafe<{ id: string; workspaceId: string }[]>(REVOKE, actorId);
  const entries = revoked.map(
    ({ id, workspaceId }): Entry => ({ event: "invitation_revoked", actorId, workspaceId, about: { invitation: id } }),
  );
  if (entries.length > 0) await writeEntries(tx, ...entries);
  return entries;
}

/**
 * Ends what somebody else may have left in an account whose holder has just proved who they are: sessions, links that
 * sign in or set a password, and links that would give it another address. A link to confirm its own address stays. So do
 * the others where the proof is a password: somebody else who knows it must not make the holder's link for a new one void.
 *
 * Call it in the transaction that changed the password, after that. Each statement sees what others wrote until a row of
 * the one before held them up: those of the password and of used links (`beginSession`), then those of the sessions
 * (`askToConfirm`).
 * @param kept the session of who proved it by the present password; null for a proof by mail, which ends all
 * @param usedLink the link to sign in that was this proof
 */
export async function endLeftovers(
  tx: Transaction,
  userId: string,
  kept: string | null,
  usedLink: string | null = null,
): Promise<void> {
  if (kept === null) await tx.$executeRawUnsafe(FORGET, userId, usedLink);
  await tx.$executeRawUnsafe(END, userId, kept, now());
  await tx.$executeRawUnsafe(VOID, userId, kept, now());
}
