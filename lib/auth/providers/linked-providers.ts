import { randomUUID } from "node:crypto";
import { ADDRESS_STATE, type AddressState } from "@/lib/address-state";
import { type Claim, claimValues, IS_OPEN } from "@/lib/claim";
import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { env } from "@/lib/env";
import { unauthenticated } from "@/lib/errors";
import { accountLinkedElsewhere, addressNotConfirmed, lastWayIn } from "@/lib/auth/errors";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows, sendsMail } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import { type Entry, entryRows, givenEntriesBy, insertEntries, tell } from "@/lib/security-log/entry";
import { userOfAccount } from "./accounts";
import { signInMethodChanged } from "../notices";
import { offeredProviders } from "./providers";
import { endingAllBut } from "../sessions";

/** A provider at which a user can sign in. */
export type LinkedProvider = {
  provider: string;
  /** Null where it isn't known. */
  since: Date | null;
};

const LINKED = `
  SELECT provider, min(linked_at) AS since FROM account WHERE user_id = $1 GROUP BY provider ORDER BY provider`;

export const linkedProviders = (userId: string): Promise<LinkedProvider[]> =>
  statement<LinkedProvider>("providers_linked", LINKED, [userId]);

const ADDRESS = `SELECT u.email, ${ADDRESS_STATE} AS state FROM "user" u WHERE u.id = $1`;

type Address = { email: string | null; state: AddressState };

async function addressOf(userId: string): Promise<Address> {
  const [address] = await statement<Address>("user_address", ADDRESS, [userId]);
  return address ?? { email: null, state: "missing" };
}

/**
 * Somebody who signs up with another person's address must not have a way in of their own once that person proves it.
 * Where mail can't prove an address, a reset by hand takes such ways away (reset.ts).
 */
export const mayLink = (address: AddressState): boolean => address === "confirmed" || !sendsMail();

// All that changes a person's ways to sign in begins with the lock of the user's row.
const HELD = `
  holder AS (SELECT id, email, email_verified FROM "user" WHERE id = $1 FOR NO KEY UPDATE),
  held AS (SELECT user_id FROM session WHERE ${IS_OPEN} AND user_id = (SELECT id FROM holder) FOR UPDATE)`;

// Of two users who link one account at once, the second waits for the first, and inserts nothing.
const LINK = `
  WITH ${HELD},
  linked AS (
    INSERT INTO account (id, user_id, type, provider, provider_account_id, linked_at)
    SELECT $5, user_id, 'oauth', $6, $7, $8 FROM held
    ON CONFLICT (provider, provider_account_id) DO NOTHING RETURNING user_id),
  mailed AS (${insertMail(givenMailAbout("$9", "linked"))}),
  logged AS (${insertEntries(givenEntriesBy("$10", "linked"))})
  SELECT EXISTS (SELECT FROM held) AS open, EXISTS (SELECT FROM linked) AS done`;

type Outcome = { open: boolean; done: boolean };

function done(entry: Entry): void {
  tell(entry);
  sendSoon();
}

/**
 * Lets a signed-in person sign in with an account at a provider, whatever address it has. Only after they have proved who
 * they are, and the account there (linking.ts).
 * @returns false when they could already
 * @throws ProductError address_not_confirmed, account_linked_elsewhere, unauthenticated
 */
export async function linkProvider(
  claim: Claim,
  account: { provider: string; providerAccountId: string },
  language: Language,
): Promise<boolean> {
  const { provider, providerAccountId } = account;
  const { email, state } = await addressOf(claim.userId);
  if (!mayLink(state)) throw addressNotConfirmed();
  const mail = mailRows([signInMethodChanged(email, language, "added", provider)]);
  const entry: Entry = { event: "sign_in_method_added", actorId: claim.userId, about: { method: provider } };
  const values = [...claimValues(claim), randomUUID(), provider, providerAccountId, now(), mail, entryRows(entry)];
  const [outcome] = await statement<Outcome>("provider_link", LINK, values);
  if (!outcome?.open) throw unauthenticated();
  if (outcome.done) done(entry);
  else if ((await userOfAccount(provider, providerAccountId)) !== claim.userId) throw accountLinkedElsewhere();
  return outcome.done;
}

// What is left is looked at under locks, and so as it is once a statement before has ended: of two providers that are
// unlinked at once, the second one stays. A password is a way in only together with an address, a link by mail only with
// a confirmed one, and a provider only while it is offered.
const UNLINK = `
  WITH ${HELD},
  other AS (
    SELECT user_id FROM account
    WHERE user_id = (SELECT user_id FROM held) AND provider <> $5 AND provider = ANY ($6::text[]) FOR UPDATE),
  password AS (
    SELECT user_id FROM password_credential
    WHERE user_id = (SELECT user_id FROM held) AND (SELECT email FROM holder) IS NOT NULL FOR UPDATE),
  unlinked AS (
    DELETE FROM account WHERE user_id = (SELECT user_id FROM held) AND provider = $5
      AND (EXISTS (SELECT FROM other) OR EXISTS (SELECT FROM password)
        OR $9::boolean AND (SELECT email IS NOT NULL AND email_verified IS NOT NULL FROM holder))
    RETURNING user_id),
  gone AS (SELECT DISTINCT user_id FROM unlinked),
  mailed AS (${insertMail(givenMailAbout("$7", "gone"))}),
  logged AS (${insertEntries(givenEntriesBy("$8", "gone"))})
  SELECT EXISTS (SELECT FROM held) AS open, EXISTS (SELECT FROM gone) AS done`;

// A statement of its own: it sees a session that began while the one before waited for its sign-in (../sessions.ts).
const END = endingAllBut("$1", "$2", "$3", "s.method = $4");

/**
 * Takes a provider from a person's ways to sign in, and ends the sessions that began there, but for the present one.
 * Only after they have proved who they are.
 * @returns false when it was none of them
 * @throws ProductError last_way_in, unauthenticated
 */
export async function unlinkProvider(claim: Claim, provider: string, language: Language): Promise<boolean> {
  const offered = offeredProviders().map(({ id }) => id);
  const { email } = await addressOf(claim.userId);
  const mail = mailRows([signInMethodChanged(email, language, "removed", provider)]);
  const entry: Entry = { event: "sign_in_method_removed", actorId: claim.userId, about: { method: provider } };
  const values = [...claimValues(claim), provider, offered, mail, entryRows(entry), env().SIGN_IN_BY_MAIL];
  const outcome = await prisma().$transaction(async (tx) => {
    const [unlinked] = await tx.$queryRawUnsafe<Outcome[]>(UNLINK, ...values);
    if (unlinked?.done) await tx.$executeRawUnsafe(END, claim.userId, now(), claim.sessionId, provider);
    return unlinked;
  });
  if (!outcome?.open) throw unauthenticated();
  if (outcome.done) done(entry);
  else if ((await linkedProviders(claim.userId)).some((one) => one.provider === provider)) throw lastWayIn();
  return outcome.done;
}
