import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { FeatureEntry } from "@/lib/billing/catalog-file/texts";
import type { CatalogEntry, Currencies, MeterEntry } from "@/lib/billing/catalog-file/types";

const asWritten = <
  const F extends Readonly<Record<string, FeatureEntry>>,
  const C extends Currencies,
  const M extends Readonly<Record<string, MeterEntry>>,
>(
  entry: CatalogEntry<F, C, M>,
) => entry;

/** What Lumen, a made-up company, sells: each shape of a price and of a plan once, at least. */
export const everythingAsWritten = asWritten({
  features: {
    boards: {
      en: { title: "Boards", sentence: "Plan together." },
      de: { title: "Tafeln", sentence: "Gemeinsam planen." },
    },
    answers: {
      was: "rag",
      en: { title: "Answers", sentence: "Ask your files." },
      de: { title: "Antworten", sentence: "Fragen Sie Ihre Dateien." },
    },
    export: { en: { title: "Export", sentence: "As CSV or JSON." } },
    sso: { en: { title: "Single sign-on", sentence: "Through your identity provider." } },
    storage: { en: { title: "Storage", sentence: "Gigabytes for files." } },
    support: { en: { title: "Support by phone", sentence: "On weekdays." } },
  },
  currencies: ["usd", "eur", "jpy"],
  taxBehavior: "exclusive",
  meters: {
    api_calls: {
      aggregation: "sum",
      en: { name: "API calls", unit: "API call", units: "API calls" },
      de: { name: "API-Aufrufe", unit: "API-Aufruf", units: "API-Aufrufe" },
    },
    storage_gb: { aggregation: "last", en: { name: "Storage", unit: "GB" } },
  },
  plans: {
    free: {
      en: { name: "Free", description: "To look around." },
      de: { name: "Gratis", description: "Zum Umsehen." },
      group: "plan",
      features: ["boards:3"],
      prices: { free_month: { every: "month", amountMinor: { usd: 0, eur: 0, jpy: 0 } } },
    },
    solo: {
      en: { name: "Solo", description: "For one person." },
      de: { name: "Solo", description: "Für eine Person." },
      group: "plan",
      features: ["boards", "export"],
      trialDays: 14,
      trialWithoutCard: "cancel",
      prices: {
        solo_month: { every: "month", amountMinor: { usd: 1_200, eur: 1_100, jpy: 1_800 } },
        solo_quarter: { every: [3, "month"], amountMinor: { usd: 3_300, eur: 3_000, jpy: 4_900 } },
        solo_year: { every: "year", amountMinor: { usd: 12_000, eur: 11_000, jpy: 18_000 }, taxBehavior: "inclusive" },
      },
    },
    team: {
      en: { name: "Team", description: "For everybody, per seat." },
      de: { name: "Team", description: "Für alle, pro Platz." },
      group: "plan",
      features: ["boards", "answers", "export"],
      highlight: true,
      metadata: { tier: "middle" },
      setupFee: {
        lookupKey: "team_setup",
        amountMinor: { usd: 9_900, eur: 9_000 },
        en: { name: "Team: set-up" },
        de: { name: "Team: Einrichtung" },
      },
      prices: {
        team_month: { every: "month", seats: "members", minSeats: 3, amountMinor: { usd: 800, eur: 700 } },
        team_year: {
          every: "year",
          seats: "members",
          minSeats: 3,
          tiersMode: "graduated",
          // Five seats are included in the flat amount.
          tiers: [
            { upTo: 5, flatAmountMinor: { usd: 29_000, eur: 27_000 } },
            { upTo: 50, unitAmountMinor: { usd: 7_200, eur: 6_500 } },
            { upTo: "rest", unitAmountMinor: { usd: 6_000, eur: 5_400 } },
          ],
        },
      },
    },
    studio: {
      en: { name: "Studio", description: "A number of seats that you choose." },
      group: "plan",
      features: ["boards", "answers", "export", "sso"],
      trialDays: 0,
      prices: {
        studio_month: {
          every: "month",
          seats: "chosen",
          minSeats: 2,
          maxSeats: 40,
          amountMinor: { usd: 2_000, eur: 1_900 },
        },
        studio_year: {
          every: "year",
          seats: "chosen",
          minSeats: 2,
          maxSeats: 40,
          tiersMode: "volume",
          tiers: [
            { upTo: 10, unitAmountMinor: { usd: 20_000, eur: 19_000 } },
            {
              upTo: "rest",
              unitAmountMinor: { usd: 17_500, eur: 16_500 },
              flatAmountMinor: { usd: 5_000, eur: 4_500 },
            },
          ],
        },
      },
    },
    build: {
      en: { name: "Build", description: "A base, and what you use." },
      de: { name: "Build", description: "Ein Grundpreis, und was Sie nutzen." },
      group: "plan",
      features: ["boards", "answers", "export"],
      taxCode: "txcd_10103001",
      trialWithoutCard: "pause",
      prices: {
        build_month: { every: "month", amountMinor: { usd: 4_900, eur: 4_500 } },
        build_calls_month: { every: "month", meter: "api_calls", amountMinor: { usd: "0.2", eur: "0.19" } },
        build_storage_month: {
          every: "month",
          meter: "storage_gb",
          amountMinor: { usd: 500, eur: 450 },
          package: { size: 100, round: "up" },
        },
        build_month_negotiated: { every: "month", hidden: true, amountMinor: { usd: 3_900, eur: 3_500 } },
      },
    },
    legacy: {
      en: { name: "Classic", description: "No longer sold." },
      group: "plan",
      features: ["boards"],
      retired: true,
      prices: { classic_month: { every: "month", amountMinor: 500 } },
    },
    enterprise: {
      en: { name: "Enterprise", description: "By contract." },
      de: { name: "Enterprise", description: "Nach Vertrag." },
      group: "plan",
      features: ["boards", "answers", "export", "sso", "storage:5000"],
      talkToUs: { contact: "mailto:sales@lumen.example" },
      prices: {
        enterprise_year: { every: "year", hidden: true, seats: "chosen", amountMinor: { usd: 30_000, eur: 28_000 } },
      },
    },
    phone: {
      en: { name: "Phone support", description: "People who answer." },
      de: { name: "Telefonischer Support", description: "Menschen, die abnehmen." },
      group: "support",
      features: ["support"],
      prices: {
        phone_month: { every: "month", amountMinor: { usd: 3_000, eur: 2_800 } },
        phone_week: { every: "week", amountMinor: { usd: 900, eur: 850 }, retired: true },
      },
    },
    calls: {
      en: { name: "API calls", description: "An add-on that costs what is used." },
      features: [],
      prices: {
        calls_month: {
          every: "month",
          meter: "api_calls",
          tiersMode: "graduated",
          tiers: [{ upTo: 1_000 }, { upTo: "rest", unitAmountMinor: { usd: "1.5", eur: "1.4" } }],
        },
      },
    },
    packs: {
      en: { name: "Cameras", description: "An add-on in packs of five.", unit: "camera", units: "cameras" },
      de: { name: "Kameras", description: "Eine Erweiterung in Paketen zu fünf.", unit: "Kamera", units: "Kameras" },
      features: ["storage:100"],
      prices: {
        packs_month: {
          every: "month",
          seats: "chosen",
          amountMinor: { usd: 3_500, eur: 3_200 },
          package: { size: 5, round: "up" },
        },
      },
    },
  },
});

export const everything = defineCatalog(everythingAsWritten);
