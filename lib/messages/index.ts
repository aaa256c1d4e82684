import { createTranslator } from "use-intl/core";
import { amountFor, type Priced } from "@/lib/amounts";
import { formatDate, formatDays, formatMoney, formatUnitAmount } from "@/lib/format";
import type { Language } from "@/lib/languages.mjs";
import * as de from "./de";
import * as en from "./en";
import type { Translation } from "./translation";

/**
 * Every message that customers read, by language and page (en/, de/), in ICU's notation:
 * https://unicode-org.github.io/icu/userguide/format_parse/messages/ Pure, and for the server. The browser gets only
 * the few messages that it needs, and fills them in with `fill`.
 */
const sentences: Record<Language, Translation<typeof en>> = { en, de };

type Rhythm = { interval: string; intervalCount: number };
type Price = Rhythm & Priced & { currency: string };

function makeMessages(language: Language) {
  // Named and parametrised like English, which the types and the tests see to, so English's types hold for each.
  const messages = sentences[language] as typeof en;
  const t = createTranslator({ locale: language, messages, timeZone: "UTC" });
  const money = (amountMinor: number, currency: string, options?: { short?: boolean }) =>
    formatMoney(language, amountMinor, currency, options);
  /** "per month", "every 3 months". */
  const rhythm = ({ interval, intervalCount }: Rhythm) => t("site.rhythm", { interval, count: intervalCount });
  /** "$29", "$12.505": what one costs, exactly; null for a price without one amount (tiers). */
  const unit = ({ unitAmountMinor, unitAmountDecimal, tiered, currency }: Price): string | null => {
    const amount = unitAmountMinor ?? unitAmountDecimal;
    return tiered || amount === null || amount === undefined
      ? null
      : formatUnitAmount(language, String(amount), currency);
  };
  /**
   * "$29 per month", for so many what is paid for all of them, also in tiers; a price without one amount (usage, tiers of
   * no quantity) says what it goes by.
   */
  const price = (one: Price, quantity?: number) => {
    const every = { rhythm: rhythm(one) };
    const sum = quantity === undefined ? null : amountFor(one, quantity, one.currency);
    if (sum !== null) return t("site.price", { amount: money(sum, one.currency, { short: true }), ...every });
    const amount = unit(one);
    if (amount === null) return one.metered ? t("site.priceByUse", every) : t("site.priceInTiers", every);
    if (one.metered) return t("site.pricePerUse", { amount, ...every });
    return t("site.price", { amount, ...every });
  };
  /**
   * A price to put into a sentence. A price by use or by quantity has no amount, so `priced` chooses the form of the
   * sentence: "for priced by quantity" is not English.
   */
  const priced = (one: Price, quantity?: number) => ({
    price: price(one, quantity),
    priced:
      (quantity === undefined ? null : amountFor(one, quantity, one.currency)) === null && unit(one) === null
        ? "terms"
        : "amount",
  });
  return {
    language,
    /** A message by its key, with its values: `t("pricing.perSeat", { rhythm })`. */
    t,
    /** The sentences as they are written, to hand some to the browser. */
    sentences: sentences[language],
    money,
    rhythm,
    unit,
    price,
    priced,
    list: (names: string[]) => new Intl.ListFormat(language).format(names),
    days: (days: number) => formatDays(language, days),
    date: (date: Date | string, timeZone?: string) => formatDate(language, date, timeZone),
  };
}

export type { Language };
export type Messages = ReturnType<typeof makeMessages>;
/** The sentences of one part, as the browser is handed them: `Sentences["login"]["form"]`. */
export type Sentences = Translation<typeof en>;

const made = new Map<Language, Messages>();

/** The messages and formats of a language. They are created once, because a message is parsed on first use. */
export function messagesIn(language: Language): Messages {
  const messages = made.get(language) ?? makeMessages(language);
  made.set(language, messages);
  return messages;
}
