/** How a user's address stands: confirmed, not yet, not yet while somebody else wants it, or lost to the account that
 * confirmed it. */
export type AddressState = "confirmed" | "unconfirmed" | "contested" | "missing";

/** SQL over a row `u` of `"user"`. */
export const ADDRESS_STATE = `CASE WHEN u.email IS NULL THEN 'missing' WHEN u.email_verified IS NOT NULL THEN 'confirmed'
  WHEN u.address_contested_at IS NULL THEN 'unconfirmed' ELSE 'contested' END`;
