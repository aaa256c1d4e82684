import { type Claim, claimValues, IS_OPEN } from "@/lib/claim";
import { inSeconds, now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { unauthenticated } from "@/lib/errors";
import { passwordRefused, signInAgain, wrongPassword } from "@/lib/auth/errors";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import { takeSlot } from "@/lib/rate-limit";
import { type Entry, entryRows, givenEntriesIf, insertEntries, tell } from "@/lib/security-log/entry";
import { endLeftovers } from "../leftovers";
import { passwordChanged } from "../notices";
import { passwordProblem } from "./password-rules";
import { hashPassword, verifyPassword } from "./passwords";

/** Of one session, so that who has stolen one keeps nobody from proving who they are in another. */
const WINDOW = { limit: 10, windowSeconds: 15 * 60 };

/** So long after signing in a person without a password may give themselves one. */
const FRESH_MINUTES = 15;

type Present = { email: string | null; hash: string | null; since: Date };

const PRESENT = `
  SELECT u.email, p.hash, s.created_at AS since FROM session s JOIN "user" u ON u.id = s.user_id
  LEFT JOIN password_credential p ON p.user_id = u.id
  WHERE s.id = (SELECT id FROM session WHERE ${IS_OPEN})`;

// Only while the session is open and the password is the one that was compared: of two changes at once, or a change and a
// reset, the second finds that it knows nothing of the first. All begin with the lock of the user's row.
const CHANGE = `
  WITH holder AS (SELECT id FROM "user" WHERE id = $1 FOR NO KEY UPDATE),
  held AS (SELECT user_id FROM session WHERE ${IS_OPEN} AND user_id = (SELECT id FROM holder) FOR UPDATE),
  changed AS (
    INSERT INTO password_credential AS p (user_id, hash) SELECT user_id, $5 FROM held
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash WHERE p.hash = $6 RETURNING user_id),
  mailed AS (${insertMail(givenMailAbout("$7", "changed"))}),
  logged AS (${insertEntries(givenEntriesIf("$8", "changed"))})
  SELECT user_id FROM changed`;

/**
 * Sets a new password, signs the person out everywhere else, and ends links that
 * would give the account another address. One without a password, who signed in at a provider,
 * gives themselves one.
 * @param current what they typed as their password; not looked at when they have none
 * @param language of the mail that tells the holder
 * @throws ProductError wrong_password, password_refused, sign_in_again, unauthenticated, rate_limited, overloaded
 */
export async function changePassword(
  claim: Claim,
  current: string,
  password: string,
  language: Language = "en",
): Promise<void> {
  const first = await presentOf(claim);
  const problem = passwordProblem(password, first.email);
  if (problem) throw passwordRefused(problem);
  const entry: Entry = { event: "password_changed", actorId: claim.userId };
  let hash: string | undefined;
  const change = async (present: Present) => {
    await requireProof(claim, present, current);
    hash ??= await hashPassword(password);
    const mail = mailRows([passwordChanged(present.email, language)]);
    const values = [...claimValues(claim), hash, present.hash, mail, entryRows(entry)];
    return prisma().$transaction(async (tx) => {
      const changed = await tx.$queryRawUnsafe<unknown[]>(CHANGE, ...values);
      if (changed.length > 0) await endLeftovers(tx, claim.userId, claim.sessionId);
      return changed.length > 0;
    });
  };
  // A sign-in may have renewed the hash of the same password meanwhile (./passwords.ts). Another password is wrong then.
  if (!(await change(first)) && !(await change(await presentOf(claim))))
    throw first.hash === null ? signInAgain() : wrongPassword();
  tell(entry);
  sendSoon();
}

/**
 * For what can't be undone: the person proves once more who they are, by their password, or without one by having just
 * signed in.
 * @throws ProductError wrong_password, sign_in_again, unauthenticated, rate_limited, overloaded
 */
export async function confirmPassword(claim: Claim, typed: string): Promise<void> {
  await requireProof(claim, await presentOf(claim), typed);
}

async function presentOf(claim: Claim): Promise<Present> {
  const [present] = await statement<Present>("password_present", PRESENT, claimValues(claim));
  if (!present) throw unauthenticated();
  return present;
}

async function requireProof(claim: Claim, { hash, since }: Present, typed: string): Promise<void> {
  if (hash !== null) return requirePassword(claim, typed, hash);
  if (since < inSeconds(now(), -FRESH_MINUTES * 60)) throw signInAgain();
}

/** @throws ProductError wrong_password, rate_limited */
async function requirePassword({ userId, sessionId }: Claim, typed: string, hash: string): Promise<void> {
  // Failures alone count, before the password is looked at.
  const slot = await takeSlot({ key: `password in ${sessionId}`, ...WINDOW });
  if (!(await verifyPassword(typed, hash, { userId }))) throw wrongPassword();
  await slot.giveBack();
}

/** Whether the user has a password, or signs in at a provider only. */
export const hasPassword = async (userId: string): Promise<boolean> =>
  (await statement("has_password", "SELECT FROM password_credential WHERE user_id = $1", [userId])).length > 0;
