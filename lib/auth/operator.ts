import { getUser, type User } from "@/lib/auth";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";

/**
 * Somebody whom OPERATOR_USER_IDS names. By id and not by e-mail address: an address that was typed at sign-up proves
 * nothing.
 * @throws ProductError not_found, for everybody else alike, so that a stranger learns nothing
 */
export async function requireOperator(): Promise<User> {
  const user = await getUser();
  if (!user || !env().OPERATOR_USER_IDS.includes(user.id)) throw notFound();
  return user;
}
