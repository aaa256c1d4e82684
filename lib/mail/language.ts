import type { Language } from "@/lib/languages.mjs";

/**
 * The language of a mail. The one place for a language that people choose for themselves: until accounts have one, it is
 * that of the person whose action causes the mail.
 */
export const languageFor = (_recipientId: string | null, acting: Language): Language => acting;
