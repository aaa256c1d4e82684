/** How a user's address stands: confirmed, not yet, or lost to the account that confirmed it. */
export type AddressState = "confirmed" | "unconfirmed" | "missing";

/** SQL over a row `u` of `"user"`. */
export const ADDRESS_STATE = `CASE WHEN u.email IS NULL THEN 'missing' WHEN u.email_verified IS NULL THEN 'unconfirmed'
  ELSE 'confirmed' END`;
