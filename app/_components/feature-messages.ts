import { languages, type Language } from "@/lib/languages.mjs";
import type { Words } from "@/lib/messages";
import { features, type FeatureWords } from "@/prisma/catalog";

const described: Record<string, FeatureWords> = features;

/** A feature's title and sentence; one that is known to Stripe alone is shown by its id, in words. */
export function featureWords(id: string, language: Language): { title: string; sentence: string | null } {
  const known = Object.hasOwn(described, id) ? described[id] : undefined;
  const written = known?.[language] ?? known?.[languages[0]];
  if (written) return written;
  const words = id.replaceAll(/[_-]+/g, " ");
  return { title: words.charAt(0).toUpperCase() + words.slice(1), sentence: null };
}

/** "up to 20", or "without a limit" for null. */
export const limitWords = (limit: number | null, { t }: Words): string =>
  limit === null ? t("site.unlimited") : t("site.upTo", { limit });

/** "Projects, up to 20"; the title alone where there is no limit. */
export function titleWithLimit(id: string, limit: number | null, words: Words): string {
  const feature = featureWords(id, words.language).title;
  return limit === null ? feature : words.t("site.limitedFeature", { feature, amount: limitWords(limit, words) });
}
