import type { Prisma } from "@/prisma/generated/client";

// Who an address belongs to is read and changed by one transaction at a time. Its lock comes before the locks of users'
// rows, so that no two transactions wait for each other. prisma/migrations/20261130113902_addresses_of_several has the
// lock, and the rule for those who forget it.

/** A transaction, as far as SQL of our own needs one. */
export type Transaction = Pick<Prisma.TransactionClient, "$executeRawUnsafe" | "$queryRawUnsafe">;

/**
 * Waits until nobody else changes whose these addresses are, until the end of the transaction. What is read afterwards
 * holds as long.
 * @param emails of a person who changes theirs: both
 */
export async function lockAddresses(tx: Transaction, emails: readonly (string | null)[]): Promise<void> {
  const given = emails.filter((one) => one !== null);
  await tx.$executeRawUnsafe("SELECT lock_addresses($1::text[])", given);
}

/** Tells the database that an address may be named by one more account, as far as the rule allows. */
export async function sharesAddress(tx: Transaction): Promise<void> {
  await tx.$executeRawUnsafe("SELECT set_config('billing.shares_addresses', 'on', TRUE)");
}
