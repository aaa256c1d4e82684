// What a person may read in the security log, as SQL. They read where they were themselves, and where somebody failed to
// sign in as them; where another person was is for the owners of the workspace. The arguments are SQL.

const IS_OWN = (row: string, userId: string) => `(${row}.actor_id = ${userId} OR ${row}.event = 'sign_in_failed')`;

export const FROM = (row: string, userId: string): string =>
  `CASE WHEN ${IS_OWN(row, userId)} THEN ${row}.network_address END`;

export const AGENT = (row: string, userId: string): string =>
  `CASE WHEN ${IS_OWN(row, userId)} THEN ${row}.user_agent END`;

/** Who did it, as one word. */
export const BY = (row: string, userId: string): string =>
  `CASE WHEN ${row}.event LIKE 'operator\\_%' THEN 'operator' WHEN ${row}.actor_id = ${userId} THEN 'you'
     WHEN ${row}.actor_id IS NULL THEN 'nobody' ELSE 'other' END`;

/**
 * All rows about a user's account, and those about others' accounts by what the user did.
 * @param more a condition, and order and limit, for each of the two
 */
export const ALL_OF_USER = (userId: string, more = ""): string =>
  `(SELECT * FROM security_event WHERE user_id = ${userId} ${more})
   UNION ALL (SELECT * FROM security_event WHERE actor_id = ${userId} AND actor_id <> user_id ${more})`;
