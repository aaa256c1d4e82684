import { now } from "@/lib/clock";
import type { Transaction } from "./addresses/address-lock";
import { endingAllBut } from "./sessions";

// $1 is the user, $2 the session that stays, $3 the present time.
const END = endingAllBut("$1", "$3", "$2");
const VOID = `
  UPDATE one_time_link o SET used_at = $3 FROM "user" u
  WHERE u.id = $1 AND o.user_id = u.id AND o.used_at IS NULL AND CASE WHEN o.kind = 'address_confirmation'
    THEN o.email IS DISTINCT FROM u.email ELSE $2::uuid IS NULL END`;

/**
 * Ends what somebody else may have left in an account whose holder has just proved who they are: sessions, links that
 * sign in or set a password, and links that would give it another address. A link to confirm its own address stays. So do
 * the others where the proof is a password: somebody else who knows it must not make the holder's link for a new one void.
 *
 * Call it in the transaction that changed the password, after that. Each statement sees what others wrote until a row of
 * the one before held them up: that of the password (`beginSession`), then those of the sessions (`askToConfirm`).
 * @param kept the session of who proved it by the present password; null for a proof by mail, which ends all
 */
export async function endLeftovers(tx: Transaction, userId: string, kept: string | null): Promise<void> {
  await tx.$executeRawUnsafe(END, userId, kept, now());
  await tx.$executeRawUnsafe(VOID, userId, kept, now());
}
