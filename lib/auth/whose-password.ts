import { sendsMail } from "@/lib/mail/queue";
import { type Holder, MOST_UNCONFIRMED } from "./holders";
import { findMatch } from "./passwords";

/** An account whose password somebody typed. */
type Proven = Holder & { hash: string };

/**
 * Compares a password with that of each account. Where it is nobody's, as many are compared as an address may have, so
 * that the time does not tell how many there are, or whether there is one.
 * @param address that the accounts name, and that was typed
 * @returns the first account whose password it is
 * @throws ProductError overloaded
 */
export async function whosePassword(
  password: string,
  holders: readonly Holder[],
  address: string,
): Promise<Proven | null> {
  const count = sendsMail() ? MOST_UNCONFIRMED : Math.max(1, holders.length);
  const compared = Array.from({ length: count }, (_, n) => ({
    stored: holders[n]?.hash,
    userId: holders[n]?.id,
    address: `${address} ${n}`,
  }));
  const holder = holders[await findMatch(password, compared)];
  return holder && holder.hash !== null ? { ...holder, hash: holder.hash } : null;
}
