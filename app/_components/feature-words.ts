import { languages, type Language } from "@/lib/languages.mjs";
import { features } from "@/prisma/catalog";

/** A feature's title and sentence; one that is known to Stripe alone is shown by its id, in words. */
export function featureWords(id: string, language: Language): { title: string; sentence: string | null } {
  const known = Object.hasOwn(features, id) ? features[id] : undefined;
  const written = known?.[language] ?? known?.[languages[0]];
  if (written) return written;
  const words = id.replaceAll(/[_-]+/g, " ");
  return { title: words.charAt(0).toUpperCase() + words.slice(1), sentence: null };
}
