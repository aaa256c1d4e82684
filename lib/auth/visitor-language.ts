import { cookies, headers } from "next/headers";
import { LANGUAGE_COOKIE, type Language, languageOf } from "@/lib/languages.mjs";

/** The language of who sent the request: the one they chose in this browser, else the browser's. */
export async function visitorLanguage(): Promise<Language> {
  const [sent, asked] = await Promise.all([cookies(), headers()]);
  return languageOf(sent.get(LANGUAGE_COOKIE)?.value, asked.get("accept-language"));
}
