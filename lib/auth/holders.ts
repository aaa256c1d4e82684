import { statement } from "@/lib/db";
import { sendsMail } from "@/lib/mail/queue";
import type { Transaction } from "./address-lock";
import { verifyPassword } from "./passwords";

/**
 * So many accounts may name an address that none of them has confirmed (docs/decisions/031-unconfirmed-addresses.md). The
 * database counts them too: prisma/migrations/20261130113902_addresses_of_several.
 */
export const MOST_UNCONFIRMED = 2;

/** An account that an address means. */
export type Holder = { id: string; isConfirmed: boolean; name: string | null; createdAt: Date; hash: string | null };

/** SQL: the users whom an address means: who confirmed it alone, else those who typed it. The oldest is the first. */
export const holdersOf = (email: string): string => `
  SELECT u.id, u.email, u.name, u.created_at, u.email_verified FROM "user" u
  WHERE u.email = ${email} AND (u.email_verified IS NOT NULL
    OR NOT EXISTS (SELECT FROM "user" c WHERE c.email = ${email} AND c.email_verified IS NOT NULL))
  ORDER BY u.created_at, u.id LIMIT ${MOST_UNCONFIRMED}`;

const HOLDERS = `
  SELECT h.id, h.email_verified IS NOT NULL AS "isConfirmed", h.name, h.created_at AS "createdAt", p.hash
  FROM (${holdersOf("$1")}) h LEFT JOIN password_credential p ON p.user_id = h.id ORDER BY h.created_at, h.id`;

/** @param tx the transaction that locked the address, where what is found has to hold */
export const findHolders = (email: string, tx?: Transaction): Promise<Holder[]> =>
  tx ? tx.$queryRawUnsafe<Holder[]>(HOLDERS, email) : statement<Holder>("holders", HOLDERS, [email]);

/**
 * Compares a password with that of each account. Where it is nobody's, as many are compared as an address may have, so
 * that the time does not tell how many there are, or whether there is one.
 * @returns the first account whose password it is
 * @throws ProductError overloaded
 */
export async function whosePassword(password: string, holders: readonly Holder[]): Promise<Holder | null> {
  const compared = sendsMail() ? MOST_UNCONFIRMED : Math.max(1, holders.length);
  for (let n = 0; n < compared; n++) {
    const holder = holders[n];
    if ((await verifyPassword(password, holder?.hash)) && holder) return holder;
  }
  return null;
}
