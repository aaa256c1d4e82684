import { notFound } from "next/navigation";
import { languages } from "@/lib/languages.mjs";
import { type Messages, messagesIn } from "@/lib/messages";

export type LanguageParams = { params: Promise<{ language?: string[] }> };

/**
 * The messages in the shared page's language, which next.config.mjs puts into the address unless it is the first one.
 */
export async function messagesOf(params: LanguageParams["params"]): Promise<Messages> {
  const { language = [languages[0]] } = await params;
  const known = languages.find((one) => one === language.join("/"));
  return known ? messagesIn(known) : notFound();
}
