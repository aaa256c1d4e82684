import { now } from "@/lib/clock";
import type { Transaction } from "./address-lock";
import { endingAllBut } from "./sessions";

// $1 is the user, $2 the present time, $3 the session that stays.
const END = `
  WITH void AS (
    UPDATE one_time_link o SET used_at = $2 FROM "user" u
    WHERE u.id = $1 AND o.user_id = u.id AND o.used_at IS NULL AND CASE WHEN o.kind = 'address_confirmation'
      THEN o.email IS DISTINCT FROM u.email ELSE $3::uuid IS NULL END)
  ${endingAllBut("$1", "$2", "$3")}`;

/**
 * Ends what somebody else may have left in an account whose holder has just proved who they are: sessions, links that
 * sign in or set a password, and links that would give it another address. A link to confirm its own address stays. So do
 * the others where the proof is a password: somebody else who knows it must not make the holder's link for a new one void.
 *
 * Call it in the transaction that changed the password, as a statement of its own: it sees what others wrote until they
 * were held up by the new password's row (`beginSession`) or by their session's (`askToConfirm`). They find both changed.
 * @param kept the session of who proved it by the present password; null for a proof by mail, which ends all
 */
export const endLeftovers = async (tx: Transaction, userId: string, kept: string | null): Promise<void> =>
  void (await tx.$executeRawUnsafe(END, userId, now(), kept));
