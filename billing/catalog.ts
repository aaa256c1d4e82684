import { defineCatalog } from "@/lib/billing/catalog-file/define";
import { features } from "./features";

/**
 * The plans as code. `npm run stripe:setup` sets up Stripe from this file, and the webhooks bring it into the app's copy.
 * What rules need is read from that copy; the pages take texts, order and emphasis from here. Each shape that a price can
 * have is shown in docs/catalogue.md.
 */
export const catalog = defineCatalog({
  features,
  /** In the order in which they are offered. Amounts are in the smallest unit: 900 is $9.00; in euros too: `{ usd: 900, eur: 800 }`. */
  currencies: ["usd"],
  plans: {
    starter: {
      en: { name: "Starter", description: "For one or two people getting started." },
      de: { name: "Starter", description: "Für den Einstieg zu zweit oder allein." },
      group: "plan",
      features: ["chat"],
      prices: {
        starter_month: { every: "month", amountMinor: 900 },
        starter_year: { every: "year", amountMinor: 9_000 },
      },
    },
    pro: {
      en: { name: "Pro", description: "For teams that use it every day." },
      de: { name: "Pro", description: "Für Teams, die täglich damit arbeiten." },
      group: "plan",
      highlight: true,
      features: ["chat", "rag", "export"],
      prices: {
        pro_month: { every: "month", amountMinor: 2_900 },
        pro_year: { every: "year", amountMinor: 29_000 },
      },
    },
    business: {
      en: { name: "Business", description: "For companies with compliance needs." },
      de: { name: "Business", description: "Für Unternehmen mit Compliance-Vorgaben." },
      group: "plan",
      features: ["chat", "rag", "export", "api", "audit", "sso"],
      prices: {
        business_month: { every: "month", amountMinor: 9_900 },
        business_year: { every: "year", amountMinor: 99_000 },
      },
    },
  },
});
