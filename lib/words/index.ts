import { createTranslator } from "use-intl/core";
import { formatDate, formatDays, formatMoney } from "@/lib/format";
import type { Language } from "@/lib/languages.mjs";
import * as de from "./de";
import * as en from "./en";
import type { Translation } from "./translation";

/**
 * Every sentence that customers read, by language and page (en/, de/), in ICU's notation: https://unicode-org.github.io/icu/userguide/format_parse/messages/
 * Pure, and for the server: the browser is sent the few sentences that it says itself, and fills them in with `fill`.
 */
const sentences: Record<Language, Translation<typeof en>> = { en, de };

type Rhythm = { interval: string; intervalCount: number };
type Price = Rhythm & { unitAmountMinor: number | null; currency: string };

function makeWords(language: Language) {
  // Named and parametrised like English, which the types and the tests see to, so English's types hold for each.
  const messages = sentences[language] as typeof en;
  const t = createTranslator({ locale: language, messages, timeZone: "UTC" });
  const money = (amountMinor: number, currency: string, options?: { short?: boolean }) =>
    formatMoney(language, amountMinor, currency, options);
  /** "per month", "every 3 months". */
  const rhythm = ({ interval, intervalCount }: Rhythm) => t("site.rhythm", { interval, count: intervalCount });
  /** "$29 per month"; a price without one amount (tiers, usage) is described by its rhythm alone. */
  const price = (one: Price) =>
    one.unitAmountMinor === null
      ? t("site.priceByUse", { rhythm: rhythm(one) })
      : t("site.price", { amount: money(one.unitAmountMinor, one.currency, { short: true }), rhythm: rhythm(one) });
  return {
    language,
    /** A sentence by its name, with what stands in it: `t("pricing.perSeat", { rhythm })`. */
    t,
    /** The sentences as they are written, to hand some to the browser. */
    sentences: sentences[language],
    money,
    rhythm,
    price,
    days: (days: number) => formatDays(language, days),
    date: (date: Date | string, timeZone?: string) => formatDate(language, date, timeZone),
  };
}

export type { Language };
export type Words = ReturnType<typeof makeWords>;
/** The sentences of one part, as the browser is handed them: `Sentences["login"]["form"]`. */
export type Sentences = Translation<typeof en>;

const made = new Map<Language, Words>();

/** All that is said and written in a language; made once, as a sentence is parsed when it is first said. */
export function wordsIn(language: Language): Words {
  const words = made.get(language) ?? makeWords(language);
  made.set(language, words);
  return words;
}
