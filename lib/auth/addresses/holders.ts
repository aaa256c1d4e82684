import { statement } from "@/lib/db";
import type { Entry } from "@/lib/security-log/entry";
import type { Transaction } from "./address-lock";

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
 * SQL: the users who lose an address in the statement of which this is a part, because the database takes it from them.
 * @param proven a part with the columns `user_id` and `email`: who has proven which address
 */
export const losersOf = (proven: string): string => `
  SELECT o.id AS user_id FROM "user" o JOIN ${proven} w ON w.email = o.email AND w.user_id <> o.id
  WHERE o.email_verified IS NULL`;

/** What the security log says to who lost an address. They don't learn where the holder sits. */
export const addressLost = (email: string): Entry => ({ event: "address_lost", about: { email }, from: null });
