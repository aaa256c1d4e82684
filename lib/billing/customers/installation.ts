import { statement } from "@/lib/db";
import { env, SettingsError } from "@/lib/env";
import { log } from "@/lib/observe/log";
import { stripe } from "@/lib/stripe/client";
import { tellIfForbidden } from "../stripe-call";

let id: string | undefined;

/** This installation's id, one for each database and forever. It distinguishes our customers from those of others. */
export async function installationId(): Promise<string> {
  if (!id) {
    const [row] = await statement<{ id: string }>("installation", "SELECT id FROM installation", []);
    if (!row) throw new Error("The database has no installation row. Apply the migrations: npm run db:migrate");
    id = row.id;
  }
  return id;
}

/** In the process that gave the database another id. */
export const forgetInstallationId = (): void => {
  id = undefined;
};

type Owner = { stripe_account_id: string | null; livemode: boolean | null };

/**
 * Makes sure that this database mirrors the account whose key we have; the first one that comes is remembered.
 * @param remembers false for a dry run, which leaves a new database without an account
 * @param mustAnswer for work that would do harm with another account's key: without Stripe's answer it is not begun
 * @throws SettingsError for another account or mode
 */
export async function checkAccount({ mustAnswer = false, remembers = true } = {}): Promise<void> {
  const { live } = env();
  const [owner] = await statement<Owner>("owner", "SELECT stripe_account_id, livemode FROM installation", []);
  if (owner?.livemode != null && owner.livemode !== live) throw otherOwner(owner, `the key is a ${mode(live)} key`);
  const accountId = await fetchAccountId(mustAnswer);
  if (!accountId) return;
  if (!remembers) {
    if (owner?.stripe_account_id && owner.stripe_account_id !== accountId)
      throw otherOwner(owner, `the key belongs to ${accountId}`);
    return;
  }
  const [kept] = await statement<Owner>(
    "owner_claim",
    `UPDATE installation SET stripe_account_id = COALESCE(stripe_account_id, $1), livemode = COALESCE(livemode, $2)
     RETURNING stripe_account_id, livemode`,
    [accountId, live],
  );
  if (kept && kept.stripe_account_id !== accountId) throw otherOwner(kept, `the key belongs to ${accountId}`);
}

/**
 * Whether an account that an event names is the one that this database mirrors.
 * @throws Error while that is unknown, so that Stripe delivers the event again. It is asked for meanwhile: the app may
 *   have started while Stripe was down
 */
export async function isOurAccount(accountId: string): Promise<boolean> {
  const [owner] = await statement<Owner>("owner", "SELECT stripe_account_id, livemode FROM installation", []);
  if (owner?.stripe_account_id) return owner.stripe_account_id === accountId;
  await checkAccount({ mustAnswer: true });
  throw new Error(
    `It was not known yet whether ${accountId} is our own Stripe account; Stripe delivers the event again.`,
  );
}

/** Without an answer the app still starts. What people bought must not depend on Stripe being up at that moment. */
async function fetchAccountId(mustAnswer: boolean): Promise<string | null> {
  try {
    const account = await stripe().accounts.retrieveCurrent(undefined, { timeout: 5_000, maxNetworkRetries: 1 });
    return account.id;
  } catch (error) {
    if (mustAnswer) throw error;
    await tellIfForbidden(error);
    log.warn("Stripe did not say whose key this is, so it was not checked against the database", { error });
    return null;
  }
}

const mode = (live: boolean | null) => (live ? "live" : "test");

const otherOwner = (owner: Owner, but: string) =>
  new SettingsError([
    `STRIPE_API_SECRET: this database mirrors the Stripe account ${owner.stripe_account_id} in ${mode(owner.livemode)} ` +
      `mode, but ${but}. Use the other key, or another database (DATABASE_URL); in development, npm run reset starts afresh`,
  ]);
