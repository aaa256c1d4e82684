import { checkAccount } from "@/lib/billing/installation";
import { env, SettingsError } from "@/lib/env";
import { DEMO_USER, hasDemoUser } from "@/lib/demo";

/**
 * What must be right before the server takes requests.
 * @throws SettingsError; an error that names the database when it does not answer
 */
export async function checkBeforeStart(): Promise<void> {
  const { production, onLoopback } = env();
  await checkAccount();
  if (production && !onLoopback && (await hasDemoUser())) {
    throw new SettingsError([
      `DATABASE_URL: this database has the demo user ${DEMO_USER.email}, whose password everybody knows. Delete that ` +
        "user, or use another database",
    ]);
  }
}
