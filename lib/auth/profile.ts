import { z } from "zod";
import { type Claim, claimValues, IS_SIGNED_IN } from "@/lib/claim";
import { statement } from "@/lib/db";
import { textField } from "@/lib/text";

const NAME = "must have at most 100 characters";

/** A person's name, which may be empty. */
export const personName = textField(NAME)
  .transform((name) => name.replaceAll(/\s+/g, " ").trim())
  .pipe(z.string().max(100, { error: NAME }));

const RENAME = `UPDATE "user" SET name = NULLIF($5, '') WHERE id = $1 AND deleted_at IS NULL AND ${IS_SIGNED_IN}`;

export async function renameUser(claim: Claim, name: string): Promise<void> {
  await statement("user_rename", RENAME, [...claimValues(claim), name]);
}
