import { describe, expect, it } from "vitest";
import {
  formatDate,
  formatDays,
  formatDuration,
  formatInstant,
  formatMoney,
  formatPlainAmount,
  formatUnitAmount,
} from "@/lib/format";
import { messagesIn } from "@/lib/messages";

/** Intl puts no-break spaces between figures, letters and signs. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("money", () => {
  it.each([
    [2900, "usd", "$29.00", "29,00 $"],
    [2905, "usd", "$29.05", "29,05 $"],
    [0, "usd", "$0.00", "0,00 $"],
    [-500, "eur", "-€5.00", "-5,00 €"],
    [2900, "jpy", "¥2,900", "2.900 ¥"],
    [2900, "kwd", "KWD 2.900", "2,900 KWD"],
    [123456789, "usd", "$1,234,567.89", "1.234.567,89 $"],
    [500, "ugx", "UGX 5.00", "5,00 UGX"],
  ])("%d %s is written %s, and in German %s", (amount, currency, english, german) => {
    expect(plain(formatMoney("en", amount, currency))).toBe(english);
    expect(plain(formatMoney("de", amount, currency))).toBe(german);
  });

  it("leaves out decimals that say nothing when asked to be short", () => {
    expect(formatMoney("en", 2900, "usd", { short: true })).toBe("$29");
    expect(formatMoney("en", 2950, "usd", { short: true })).toBe("$29.50");
    expect(plain(formatMoney("de", 2900, "eur", { short: true }))).toBe("29 €");
    expect(plain(formatMoney("de", 2950, "eur", { short: true }))).toBe("29,50 €");
  });
});

/** Stripe's presentment currencies, and those it counts without or with three decimals: docs.stripe.com/currencies. */
const CURRENCIES = `aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad
  cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr
  ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk
  mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle
  sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw`;
const WITHOUT = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";
const WITH_THREE = "bhd jod kwd omr tnd";

it.each(CURRENCIES.split(/\s+/))("%s is written with the decimals that Stripe counts it with", (currency) => {
  const digits = WITHOUT.includes(currency) ? 0 : WITH_THREE.includes(currency) ? 3 : 2;
  const written = (1_234_560 / 10 ** digits).toFixed(digits);
  expect(formatPlainAmount(1_234_560, currency)).toBe(written);
  for (const name of [currency, currency.toUpperCase()]) {
    const english = /\d[\d.,]*/.exec(formatMoney("en", 1_234_560, name))?.[0];
    const german = /\d[\d.,]*/.exec(formatMoney("de", 1_234_560, name))?.[0];
    expect(english?.replaceAll(",", "")).toBe(written);
    expect(german?.replaceAll(".", "").replace(",", ".")).toBe(written);
    expect(formatUnitAmount("en", "1234561.5", name).replaceAll(/[^\d]/g, "")).toBe("12345615");
  }
});

it.each([
  [2900, "usd", "29.00"],
  [5, "usd", "0.05"],
  [-5, "eur", "-0.05"],
  [2900, "jpy", "2900"],
  [7, "kwd", "0.007"],
  [9007199254740991, "usd", "90071992547409.91"],
])("for programs %d %s is %s", (amount, currency, plain) => {
  expect(formatPlainAmount(amount, currency)).toBe(plain);
});

describe("rhythm", () => {
  it.each([
    ["day", 1, "per day", "pro Tag"],
    ["week", 2, "every 2 weeks", "alle 2 Wochen"],
    ["month", 1, "per month", "pro Monat"],
    ["month", 3, "every 3 months", "alle 3 Monate"],
    ["year", 1, "per year", "pro Jahr"],
    ["year", 2, "every 2 years", "alle 2 Jahre"],
  ])("%s, %d: %s, in German %s", (interval, intervalCount, english, german) => {
    expect(messagesIn("en").rhythm({ interval, intervalCount })).toBe(english);
    expect(messagesIn("de").rhythm({ interval, intervalCount })).toBe(german);
  });

  it("goes with the amount, or stands alone where there is none", () => {
    const monthly = { currency: "usd", interval: "month", intervalCount: 1 };
    expect(messagesIn("en").price({ ...monthly, unitAmountMinor: 2900 })).toBe("$29 per month");
    expect(messagesIn("en").price({ ...monthly, unitAmountMinor: null })).toBe("priced by quantity, per month");
    expect(messagesIn("en").price({ ...monthly, unitAmountMinor: null, metered: true })).toBe(
      "billed by use, per month",
    );
    expect(plain(messagesIn("de").price({ ...monthly, unitAmountMinor: 2900 }))).toBe("29 $ pro Monat");
    expect(messagesIn("de").price({ ...monthly, unitAmountMinor: null })).toBe("gestaffelt nach Menge, pro Monat");
    expect(messagesIn("de").price({ ...monthly, unitAmountMinor: null, metered: true })).toBe(
      "nach Verbrauch, pro Monat",
    );
  });
});

describe("days", () => {
  it("are UTC's without a time zone, and the reader's with one", () => {
    const lateEvening = new Date("2026-11-30T23:30:00Z");
    expect(formatDate("en", lateEvening)).toBe("November 30, 2026");
    expect(formatDate("en", lateEvening.toISOString(), "Europe/Berlin")).toBe("December 1, 2026");
    expect(formatDate("de", lateEvening)).toBe("30. November 2026");
    expect(formatDate("de", lateEvening, "Europe/Berlin")).toBe("1. Dezember 2026");
  });

  it("are counted", () => {
    expect([formatDays("en", 1), formatDays("en", 7)]).toEqual(["1 day", "7 days"]);
    expect([formatDays("de", 1), formatDays("de", 7)]).toEqual(["1 Tag", "7 Tage"]);
  });
});

describe("time for operators", () => {
  it("is UTC's, to the second", () => {
    expect(formatInstant(new Date("2026-11-22T00:05:11.900Z"))).toBe("Nov 22, 2026, 00:05:11 UTC");
  });

  it.each([
    [0, "0 s"],
    [0.44, "0.4 s"],
    [59.6, "60 s"],
    [600, "10 min"],
    [7_300, "2 h"],
    [200_000, "2 days"],
  ])("%d seconds are %s", (seconds, written) => expect(formatDuration(seconds)).toBe(written));
});

describe("prices in words", () => {
  const monthly = { unitAmountMinor: null, currency: "usd", interval: "month", intervalCount: 1 };
  it.each([
    ["one amount", { ...monthly, unitAmountMinor: 2_900, unitAmountDecimal: "2900" }, "$29 per month"],
    ["no decimals", { ...monthly, unitAmountMinor: 4_400, currency: "jpy" }, "¥4,400 per month"],
    ["three decimals", { ...monthly, unitAmountMinor: 8_950, currency: "kwd" }, "KWD 8.950 per month"],
    ["less than a cent", { ...monthly, unitAmountDecimal: "0.5" }, "$0.005 per month"],
    [
      "use",
      { ...monthly, unitAmountMinor: 10, unitAmountDecimal: "10", metered: true },
      "$0.10 per unit used, billed per month",
    ],
    [
      "use of less than a cent",
      { ...monthly, unitAmountDecimal: "0.0125", metered: true },
      "$0.000125 per unit used, billed per month",
    ],
    ["tiers", { ...monthly, tiered: true }, "priced by quantity, per month"],
    ["use in tiers", { ...monthly, tiered: true, metered: true }, "billed by use, per month"],
  ])("of %s", (_, price, said) => {
    expect(messagesIn("en").price(price).replaceAll("\u00a0", " ")).toBe(said);
  });

  it("count what is per person", () => {
    expect(messagesIn("en").price({ ...monthly, unitAmountMinor: 900 }, 3)).toBe("$27 per month");
    const exact = { ...monthly, unitAmountDecimal: "1250.5" };
    expect(messagesIn("en").price(exact)).toBe("$12.505 per month");
    expect([1, 3].map((people) => messagesIn("en").price(exact, people))).toEqual([
      "$12.51 per month",
      "$37.52 per month",
    ]);
  });
});
