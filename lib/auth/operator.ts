import { getUser, type User } from "@/lib/auth";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";

/**
 * A user whom OPERATOR_USER_IDS names, by id. An e-mail address that was typed at sign-up proves nothing.
 * @throws ProductError not_found, for all other users, so that a stranger learns nothing
 */
export async function requireOperator(): Promise<User> {
  const user = await getUser();
  if (!user || !env().OPERATOR_USER_IDS.includes(user.id)) throw notFound();
  return user;
}
