import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";

const NOTE = `UPDATE "user" SET language = $2 WHERE id = $1 AND language IS DISTINCT FROM $2`;

/** Notes the language of a checkout, for mail to who has chosen none (lib/mail/language.ts). */
export const noteLanguage = (userId: string, language: Language): Promise<unknown> =>
  statement("user_language", NOTE, [userId, language]);
