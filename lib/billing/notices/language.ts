import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";

const NOTE = `UPDATE "user" SET language = $2 WHERE id = $1 AND language IS DISTINCT FROM $2`;

/** The language of mail that nobody's request causes: that of the person's last checkout. */
export const noteLanguage = (userId: string, language: Language): Promise<unknown> =>
  statement("user_language", NOTE, [userId, language]);
