import { z } from "zod";
import { type Claim, claimValues, IS_SIGNED_IN } from "@/lib/claim";
import { statement } from "@/lib/db";
import { asShown, textField } from "@/lib/text";

const MOST_CHARACTERS = 100;
const NAME = `must have at most ${MOST_CHARACTERS} characters`;

/** A person's name, which may be empty. */
export const personName = textField(NAME)
  .transform(asShown)
  .pipe(z.string().max(MOST_CHARACTERS, { error: NAME }));

/** A name that a provider says, made one of ours: its person can't correct it before it is kept, and Stripe takes no longer one. */
export const nameFromElsewhere = (said: string | null): string | null =>
  asShown(said?.replaceAll("\0", "") ?? "").slice(0, MOST_CHARACTERS) || null;

const RENAME = `UPDATE "user" SET name = NULLIF($5, '') WHERE id = $1 AND deleted_at IS NULL AND ${IS_SIGNED_IN}`;

export async function renameUser(claim: Claim, name: string): Promise<void> {
  await statement("user_rename", RENAME, [...claimValues(claim), name]);
}
