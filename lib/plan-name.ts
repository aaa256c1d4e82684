import { catalog } from "@/billing/catalog";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { inLanguage } from "@/lib/billing/catalog-file/texts";
import type { Language } from "@/lib/languages.mjs";

/**
 * A plan's name in a language, where only Stripe's is known: `stripe:setup` names the product as the catalog file does in
 * English. What the file doesn't have, and two plans of one name that differ in the language, are called as at Stripe.
 */
export function planNameIn(name: string, language: Language, { plans }: Pick<CatalogFile, "plans"> = catalog): string {
  const names = plans
    .filter(({ texts }) => texts.en.name === name)
    .map(({ texts }) => inLanguage(texts, language).name);
  return new Set(names).size === 1 ? (names[0] ?? name) : name;
}
