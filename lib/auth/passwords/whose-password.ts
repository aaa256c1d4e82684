import { sendsMail } from "@/lib/mail/queue";
import { type Holder, MOST_UNCONFIRMED } from "../addresses/holders";
import { findMatch } from "./passwords";

/**
 * Compares a password with that of each account. Where it is nobody's, as many are compared as an address may have, so
 * that the time does not tell how many there are, or whether there is one.
 * @returns the first account whose password it is
 * @throws ProductError overloaded
 */
export async function whosePassword(
  address: string,
  password: string,
  holders: readonly Holder[],
): Promise<Holder | null> {
  const compared = sendsMail() ? MOST_UNCONFIRMED : Math.max(1, holders.length);
  const stored = Array.from({ length: compared }, (_, n) => ({ hash: holders[n]?.hash, userId: holders[n]?.id }));
  return holders[await findMatch(password, stored, address)] ?? null;
}
