import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { inForce } from "./configuration";

const LOGIN_URL = `SELECT ${inForce("login_url", "$1")} AS url`;

/**
 * Where a customer opens Stripe's portal by their e-mail address, without signing in here: the login page of the
 * configuration in force, from the copy.
 * @returns null where it is off
 */
export async function findPortalLoginUrl(): Promise<string | null> {
  const [row] = await statement<{ url: string | null }>("portal_login_url", LOGIN_URL, [
    env().STRIPE_PORTAL_CONFIGURATION,
  ]);
  return row?.url ?? null;
}
