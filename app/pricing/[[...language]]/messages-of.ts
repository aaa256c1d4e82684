import { notFound } from "next/navigation";
import { languages } from "@/lib/languages.mjs";
import { type Messages, messagesIn } from "@/lib/messages";

export type LanguageParams = { params: Promise<{ language?: string[] }> };

/** The words of the shared page's language, which next.config.mjs names in its address where it is not the first one. */
export async function messagesOf(params: LanguageParams["params"]): Promise<Messages> {
  const { language = [languages[0]] } = await params;
  const known = languages.find((one) => one === language.join("/"));
  return known ? messagesIn(known) : notFound();
}
