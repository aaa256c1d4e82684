import { features } from "@/prisma/catalog";

/** A feature's title and sentence; one that is known to Stripe alone is shown by its id, in words. */
export function featureWords(id: string): { title: string; sentence: string | null } {
  const known = Object.hasOwn(features, id) ? features[id] : undefined;
  if (known) return known;
  const words = id.replaceAll(/[_-]+/g, " ");
  return { title: words.charAt(0).toUpperCase() + words.slice(1), sentence: null };
}
