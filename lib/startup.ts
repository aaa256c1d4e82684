import { getCatalogVersion } from "@/lib/billing/catalog/catalog";
import { checkAccount } from "@/lib/billing/customers/installation";
import { startTimedNotices } from "@/lib/billing/notices/timer";
import { tellIfForbidden } from "@/lib/billing/stripe-call";
import { checkMissingEvents, missingEventsSentence } from "@/lib/billing/setup/missing-events";
import { checkDatabase, MissingMigrationsError } from "@/lib/database-check";
import { DEMO_USER, hasDemoUser } from "@/lib/demo";
import { env, SettingsError } from "@/lib/env";
import { startMailSender } from "@/lib/mail/sender";
import { mailSources } from "@/lib/mail-links";
import { log } from "@/lib/observe/log";
import { startObserving } from "@/lib/observe/start";
import { startForgetting } from "@/lib/security-log/timer";
import { endOnSignal } from "@/lib/server/shutdown";
import { serverState } from "@/lib/server/state";

/**
 * Ends the process, with a sentence that names the setting, when something is not right before the first request.
 * @param standInFront puts what is ours before Next, in the same turn
 */
export async function startOrExit(standInFront: () => void): Promise<void> {
  try {
    standInFront();
    await startObserving();
    await checkBeforeStart();
    sendMail();
    startForgetting(serverState());
    if (env().production) endOnSignal();
  } catch (error) {
    const isPlain = error instanceof SettingsError || error instanceof MissingMigrationsError;
    console.error(isPlain ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}

/** A mail server that is down doesn't keep the app from starting: nothing is asked of it here. */
function sendMail(): void {
  if (env().MAIL_URL !== "") {
    startMailSender(mailSources, serverState());
    startTimedNotices(serverState());
    return;
  }
  log.warn(
    "MAIL_URL is not set, so no mail is sent: no password resets by mail, no address confirmations, no notices.",
  );
}

/** An upgrade may handle events that the endpoint, which an earlier release set up, doesn't send. */
async function warnOfMissingEvents(): Promise<void> {
  try {
    const missing = await checkMissingEvents(env().FRONT_END_BASE_URL);
    if (missing && missing.length > 0) log.warn(missingEventsSentence(missing));
  } catch (error) {
    await tellIfForbidden(error);
    log.warn("Stripe did not say which events the webhook endpoint sends", { error });
  }
}

async function checkBeforeStart(): Promise<void> {
  const { production, onLoopback } = env();
  await checkDatabase();
  await Promise.all([checkAccount(), warnOfMissingEvents()]);
  await getCatalogVersion();
  if (production && !onLoopback && (await hasDemoUser())) {
    throw new SettingsError([
      `DATABASE_URL: this database has the demo user ${DEMO_USER.email}, whose password everybody knows. Delete that ` +
        "user, or use another database",
    ]);
  }
}
