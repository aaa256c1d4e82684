import { getClaim, getUser, type User } from "@/lib/auth";
import { namesOperator } from "@/lib/auth/session-token";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";

/** Whether the request's token names one. Asks no database, for what is set around a page before the page checks. */
export const mayBeOperator = async (): Promise<boolean> => namesOperator(await getClaim());

/**
 * A user whom OPERATOR_USER_IDS names, by id. An e-mail address that was typed at sign-up proves nothing.
 * @throws ProductError not_found, for all other users, so that a stranger learns nothing
 */
export async function requireOperator(): Promise<User> {
  const user = await getUser();
  if (!user || !env().OPERATOR_USER_IDS.includes(user.id)) throw notFound();
  return user;
}
