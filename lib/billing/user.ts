/** The signed-in user, as the caller gives it to the rules of billing. */
export type User = { id: string; name: string | null; email: string | null };
