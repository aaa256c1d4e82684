import { catalog } from "@/billing/catalog";
import type { Language } from "@/lib/languages.mjs";
import type { CatalogFile, FilePlan } from "./catalog-file";
import { inLanguage } from "./texts";

// What pages say of plans comes from the file, in the reader's language. What the file doesn't have is shown as Stripe
// names it.

type Named = { catalogKey: string | null; name: string; description: string | null };

type Plans = Pick<CatalogFile, "plans">;

/** A plan's name and description. */
export function planTexts(
  { catalogKey, name, description }: Named,
  language: Language,
  { plans }: Plans = catalog,
): { name: string; description: string | null } {
  const plan = catalogKey === null ? undefined : plans.find(({ key }) => key === catalogKey);
  return plan ? inLanguage(plan.texts, language) : { name, description };
}

/** The place of a plan in the file, which is the pages' order; those that it lacks come last. */
export function placeOf(catalogKey: string | null, { plans }: Plans = catalog): number {
  const place = plans.findIndex(({ key }) => key === catalogKey);
  return place < 0 ? plans.length : place;
}

/** The plan that is shown as the most popular one. */
export const isHighlighted = (catalogKey: string | null, { plans }: Plans = catalog): boolean =>
  plans.some(({ key, isHighlighted: highlighted }: FilePlan) => highlighted && key === catalogKey);

/** What the number of an add-on counts, one of them and several; null where the file doesn't say it. */
export function chosenUnit(
  lookupKey: string | null,
  language: Language,
  { plans }: Plans = catalog,
): { one: string; many: string } | null {
  const plan = plans.find(({ prices }) => prices.some((one) => one.lookupKey === lookupKey));
  const { unit, units = unit } = plan ? inLanguage(plan.texts, language) : {};
  return unit !== undefined && units !== undefined ? { one: unit, many: units } : null;
}

/** What a metered price counts, one of them and several; null for one that the file does not have. */
export function meteredUnit(
  lookupKey: string | null,
  language: Language,
  { plans, meters }: CatalogFile = catalog,
): { one: string; many: string } | null {
  const price = plans.flatMap(({ prices }) => prices).find((one) => one.lookupKey === lookupKey);
  if (price?.quantity.kind !== "metered") return null;
  const { meter: counted } = price.quantity;
  const meter = meters.find(({ eventName }) => eventName === counted);
  if (!meter) return null;
  const { unit, units = unit } = inLanguage(meter.texts, language);
  return { one: unit, many: units };
}
