import { describe, expect, it } from "vitest";
import { formatDate, formatDays, formatDuration, formatInstant, formatMoney, formatPrice, formatRhythm } from "@/lib/format";

describe("money", () => {
  it.each([
    [2900, "usd", "$29.00"],
    [2905, "usd", "$29.05"],
    [0, "usd", "$0.00"],
    [-500, "eur", "-€5.00"],
    [2900, "jpy", "¥2,900"],
    [2900, "kwd", "KWD 2.900"],
    [123456789, "usd", "$1,234,567.89"],
    [500, "ugx", "UGX 5.00"],
  ])("%d %s is written %s", (amount, currency, written) => {
    // Intl puts a no-break space after a currency's letters.
    expect(formatMoney(amount, currency).replaceAll("\u00a0", " ")).toBe(written);
  });

  it("leaves out decimals that say nothing when asked to be short", () => {
    expect(formatMoney(2900, "usd", { short: true })).toBe("$29");
    expect(formatMoney(2950, "usd", { short: true })).toBe("$29.50");
  });
});

describe("rhythm", () => {
  it("names one interval and several", () => {
    expect(formatRhythm("month", 1)).toBe("per month");
    expect(formatRhythm("month", 3)).toBe("every 3 months");
  });

  it("goes with the amount, or stands alone where there is none", () => {
    const monthly = { currency: "usd", interval: "month", intervalCount: 1 };
    expect(formatPrice({ ...monthly, unitAmountMinor: 2900 })).toBe("$29 per month");
    expect(formatPrice({ ...monthly, unitAmountMinor: null })).toBe("billed by use, per month");
  });
});

describe("days", () => {
  it("are UTC's without a time zone, and the reader's with one", () => {
    const lateEvening = new Date("2026-11-30T23:30:00Z");
    expect(formatDate(lateEvening)).toBe("November 30, 2026");
    expect(formatDate(lateEvening.toISOString(), "Europe/Berlin")).toBe("December 1, 2026");
  });

  it("are counted", () => {
    expect(formatDays(1)).toBe("1 day");
    expect(formatDays(7)).toBe("7 days");
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
