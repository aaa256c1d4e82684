import { cookies, headers } from "next/headers";
import { cache } from "react";
import { LANGUAGE_COOKIE, languageOf } from "@/lib/languages.mjs";
import { type Messages, messagesIn } from "@/lib/messages";

/** The messages in the visitor's language, for pages that are rendered per request. */
export const getMessages = cache(async (): Promise<Messages> => {
  const [sent, asked] = await Promise.all([cookies(), headers()]);
  return messagesIn(languageOf(sent.get(LANGUAGE_COOKIE)?.value, asked.get("accept-language")));
});
