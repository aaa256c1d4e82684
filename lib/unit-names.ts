import { chosenUnit } from "./billing/catalog-file/plan-texts";
import type { Messages } from "./messages";

/** What the buyer of an add-on chooses a number of, one of them and several. */
export function unitsOf(lookupKey: string | null, { language, sentences }: Messages): { one: string; many: string } {
  const { unit, units } = sentences.pricing.units;
  return chosenUnit(lookupKey, language) ?? { one: unit, many: units };
}

/** "3 licenses", "1 license". */
export const countOf = (lookupKey: string | null, count: number, messages: Messages): string =>
  messages.t("pricing.counted", { count, ...unitsOf(lookupKey, messages) });
