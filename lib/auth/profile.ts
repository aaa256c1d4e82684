import { z } from "zod";
import { statement } from "@/lib/db";
import { textField } from "@/lib/text";

const NAME = "must have at most 100 characters";

/** A person's name, which may be empty. */
export const personName = textField(NAME)
  .transform((name) => name.replaceAll(/\s+/g, " ").trim())
  .pipe(z.string().max(100, { error: NAME }));

export async function renameUser(userId: string, name: string): Promise<void> {
  await statement("user_rename", `UPDATE "user" SET name = NULLIF($2, '') WHERE id = $1`, [userId, name]);
}
