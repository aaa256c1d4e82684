/** `npm run account:reset-link`: makes a link by which a person sets a new password, where no mail reaches them. */
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { LINKS } from "@/lib/auth/links/links";
import { findHolders } from "@/lib/auth/addresses/holders";
import { makeResetLink } from "@/lib/auth/links/reset-link";
import { emailField } from "@/lib/email";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { withDatabase } from "./cli/with-database";
import { runningAddresses } from "./local/running";
import { runningStripe } from "./local/running-stripe";
import { readSettings } from "./local/settings";

const USAGE = `Usage: npm run account:reset-link -- --email ADDRESS [--account ID]
  --email ADDRESS   of the account; the link sets its password, once, within ${LINKS.password_reset.minutesValid} minutes. Make sure that you
                    talk to its holder before you hand it over
  --account ID      which one, where several accounts use the address and none has confirmed it. Without it, they are listed`;

// The link needs the app's own secret and address, and nothing of Stripe.
const NO_STRIPE = { STRIPE_API_SECRET: "sk_test_notneeded", STRIPE_WEBHOOK_SECRET: "whsec_not_needed" };

const OPTIONS = { email: { type: "string" }, account: { type: "string" } } as const;

async function main(): Promise<void> {
  answerHelp(USAGE);
  const { values } = readArguments(() => parseArgs({ options: OPTIONS }), USAGE);
  const email = emailField.safeParse(values.email);
  if (!email.success) throw new Error(`--email ${email.error.issues[0]?.message ?? "is not usable"}.\n\n${USAGE}`);
  const given = readSettings();
  const running = runningAddresses();
  const settings = { ...(running && { FRONT_END_BASE_URL: running.app }), ...(runningStripe(given) ?? given) };
  await withDatabase(() => sayLink(email.data, values.account), { settings, otherwise: NO_STRIPE });
}

async function sayLink(email: string, account: string | undefined): Promise<void> {
  const userId = await whichAccount(email, account);
  const link = await makeResetLink(email, userInfo().username, userId);
  if (!link) throw new Error(`The account no longer has the address ${email}.`);
  console.log(link);
}

/** @throws where it isn't clear which account is meant */
async function whichAccount(email: string, given: string | undefined): Promise<string> {
  const holders = await findHolders(email);
  const named = holders.filter(({ id }) => given === undefined || id === given);
  const [only, ...more] = named;
  if (only && more.length === 0) return only.id;
  if (holders.length === 0) throw new Error(`There is no account with the address ${email}.`);
  const lines = holders.map(({ id, name, createdAt }) => `  ${id}  ${createdAt.toISOString()}  ${name ?? ""}`);
  const problem = named.length > 0 ? "Several accounts use" : `The account ${given} doesn't use`;
  throw new Error(
    `${problem} the address ${email}. Name one with --account; its link takes the address from the others:\n${lines.join("\n")}`,
  );
}

await main().catch(failPlainly);
