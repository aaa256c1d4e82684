import { sendsMail } from "@/lib/mail/queue";
import { type Holder, MOST_UNCONFIRMED } from "./holders";
import { findMatch } from "./passwords";

/**
 * Compares a password with that of each account. Where it is nobody's, as many are compared as an address may have, so
 * that the time does not tell how many there are, or whether there is one.
 * @returns the first account whose password it is
 * @throws ProductError overloaded
 */
export async function whosePassword(password: string, holders: readonly Holder[]): Promise<Holder | null> {
  const compared = sendsMail() ? MOST_UNCONFIRMED : Math.max(1, holders.length);
  const hashes = Array.from({ length: compared }, (_, n) => holders[n]?.hash);
  return holders[await findMatch(password, hashes)] ?? null;
}
