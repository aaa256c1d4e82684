/** Whom the rules of billing know: the signed-in user, given by whoever calls. */
export type User = { id: string; name: string | null; email: string | null };
