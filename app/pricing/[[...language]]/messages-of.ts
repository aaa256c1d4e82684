import { notFound } from "next/navigation";
import { languages } from "@/lib/languages.mjs";
import { type Words, wordsIn } from "@/lib/messages";

export type LanguageParams = { params: Promise<{ language?: string[] }> };

/** The words of the shared page's language, which next.config.mjs names in its address where it is not the first one. */
export async function wordsOf(params: LanguageParams["params"]): Promise<Words> {
  const { language = [languages[0]] } = await params;
  const known = languages.find((one) => one === language.join("/"));
  return known ? wordsIn(known) : notFound();
}
