import { type Claim, claimValues, IS_SIGNED_IN } from "@/lib/claim";
import { statement } from "@/lib/db";
import { type Language, languages } from "@/lib/languages.mjs";

// What a person chose goes with their account: into mail (lib/mail/language.ts), and from a sign-in on into the cookie
// of that browser, so that pages go by the cookie alone.

const CHOOSE = `UPDATE "user" SET chosen_language = $5 WHERE id = $1 AND ${IS_SIGNED_IN}`;

/** @param language null: that of each browser */
export async function chooseLanguage(claim: Claim, language: Language | null): Promise<void> {
  await statement("language_choose", CHOOSE, [...claimValues(claim), language]);
}

const CHOSEN = `SELECT chosen_language AS language FROM "user" WHERE id = $1`;

export async function chosenLanguage(userId: string): Promise<Language | null> {
  const [row] = await statement<{ language: string | null }>("language_chosen", CHOSEN, [userId]);
  return readLanguage(row?.language);
}

/** A language that a later release knew may no longer be among ours. */
export const readLanguage = (text: string | null | undefined): Language | null =>
  languages.find((one) => one === text) ?? null;
