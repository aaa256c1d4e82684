import { minorDigits } from "@/lib/currencies";
import type { Language } from "@/lib/languages.mjs";

/** How amounts and days are written for people of a language. Pure: no settings, no clock, no I/O. */

const LOCALES: Record<Language, string> = { en: "en-US", de: "de-DE" };

/**
 * @param amountMinor in the currency's smallest unit, as Stripe counts it
 * @param options.short leaves out decimals that are all zero: $29 instead of $29.00
 */
export function formatMoney(
  language: Language,
  amountMinor: number,
  currency: string,
  options: { short?: boolean } = {},
): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(LOCALES[language], {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: options.short ? "stripIfInteger" : "auto",
  }).format(amountMinor / 10 ** digits);
}

/** "29.00": for programs, which read neither signs nor commas. Exact at any size. */
export function formatPlainAmount(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency);
  const figures = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  const whole = figures.slice(0, figures.length - digits);
  return `${amountMinor < 0 ? "-" : ""}${whole}${digits > 0 ? `.${figures.slice(-digits)}` : ""}`;
}

/** "$0.005": an amount that may be smaller than the currency's smallest unit. @param decimalMinor in that unit, as Stripe writes it */
export function formatUnitAmount(language: Language, decimalMinor: string, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(LOCALES[language], {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: 15,
    trailingZeroDisplay: "stripIfInteger",
  }).format(Number(decimalMinor) / 10 ** digits);
}

/** "November 30, 2026". Without a time zone: UTC's, so that server and reader agree until the reader's own is known. */
export const formatDate = (language: Language, date: Date | string, timeZone = "UTC"): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone }).format(new Date(date));

/** "Dec 29": where the year is clear. */
export const formatShortDate = (language: Language, date: Date | string, timeZone = "UTC"): string =>
  new Intl.DateTimeFormat(LOCALES[language], { month: "short", day: "numeric", timeZone }).format(new Date(date));

/** "November 30": of a day within the next months. */
export const formatDay = (language: Language, date: Date | string, timeZone = "UTC"): string =>
  new Intl.DateTimeFormat(LOCALES[language], { month: "long", day: "numeric", timeZone }).format(new Date(date));

/**
 * "Nov 30, 2026, 14:05". The forms that server and browser write alike: of others, such as 2:05 PM, versions of ICU differ
 * in a blank.
 */
export const formatMoment = (language: Language, date: Date | string, timeZone = "UTC"): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(date));

/** "Nov 22, 2026, 23:05:11 UTC": for our own staff, who compare it with a log. */
export const formatInstant = (date: Date): string =>
  `${new Intl.DateTimeFormat(LOCALES.en, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23", timeZone: "UTC" }).format(date)} UTC`;

/** "0.4 s", "12 s", "5 min", "3 h", "4 days": for our own staff as well. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3_600)} h`;
  return formatDays("en", Math.round(seconds / 86_400));
}

/** "7 days", "1 day". */
export const formatDays = (language: Language, days: number): string =>
  new Intl.NumberFormat(LOCALES[language], { style: "unit", unit: "day", unitDisplay: "long" }).format(days);
