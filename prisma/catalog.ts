import type { Language } from "@/lib/languages.mjs";

/**
 * The plans as code. `npm run stripe:setup` brings Stripe to what stands here; from there the webhooks bring it into the
 * mirror, so the running app never reads these plans, except for the words that describe a feature.
 */

type FeatureWords = { title: string; sentence: string };

/**
 * What a plan may carry: the ids stand in the products' metadata, the words on the pages, in each language of
 * lib/languages.mjs. English must be there, and stands in where another one is missing.
 */
export const features: Record<string, { en: FeatureWords } & Partial<Record<Language, FeatureWords>>> = {
  chat: {
    en: { title: "Team chat", sentence: "Channels and direct messages for everybody in the workspace." },
    de: { title: "Team-Chat", sentence: "Kanäle und Direktnachrichten für alle im Arbeitsbereich." },
  },
  rag: {
    en: { title: "Answers from your files", sentence: "Ask questions and get answers with their sources." },
    de: { title: "Antworten aus Ihren Dateien", sentence: "Stellen Sie Fragen und erhalten Sie Antworten samt Quellen." },
  },
  export: {
    en: { title: "Export", sentence: "Take everything with you, as CSV or JSON, whenever you like." },
    de: { title: "Export", sentence: "Nehmen Sie alles mit, als CSV oder JSON, wann immer Sie möchten." },
  },
  api: {
    en: { title: "API access", sentence: "Build on the workspace with your own tools." },
    de: { title: "API-Zugang", sentence: "Bauen Sie mit eigenen Werkzeugen auf dem Arbeitsbereich auf." },
  },
  audit: {
    en: { title: "Audit log", sentence: "See who did what, and when." },
    de: { title: "Protokoll", sentence: "Sehen Sie, wer was wann getan hat." },
  },
  sso: {
    en: { title: "Single sign-on", sentence: "Let people in through your identity provider." },
    de: { title: "Single Sign-on", sentence: "Lassen Sie alle über Ihren Identitätsanbieter herein." },
  },
};

export type PlanPrice = {
  /** Stripe's lookup key: what finds the price again. */
  lookupKey: string;
  unitAmountMinor: number;
  currency: string;
  interval: "month" | "year";
  nickname: string;
};

export type Plan = { key: string; name: string; description: string; features: string[]; prices: PlanPrice[] };

const monthAndYear = (key: string, name: string, monthMinor: number, yearMinor: number): PlanPrice[] => [
  {
    lookupKey: `${key}_month`,
    unitAmountMinor: monthMinor,
    currency: "usd",
    interval: "month",
    nickname: `${name} Monthly`,
  },
  { lookupKey: `${key}_year`, unitAmountMinor: yearMinor, currency: "usd", interval: "year", nickname: `${name} Yearly` },
];

/** A workspace has one of these at a time. */
export const planGroup = "plan";

export const plans: Plan[] = [
  {
    key: "starter",
    name: "Starter",
    description: "For a person, or two, finding out.",
    features: ["chat"],
    prices: monthAndYear("starter", "Starter", 900, 9_000),
  },
  {
    key: "pro",
    name: "Pro",
    description: "For a team that works in it every day.",
    features: ["chat", "rag", "export"],
    prices: monthAndYear("pro", "Pro", 2_900, 29_000),
  },
  {
    key: "business",
    name: "Business",
    description: "For a company that has to answer for it.",
    features: ["chat", "rag", "export", "api", "audit", "sso"],
    prices: monthAndYear("business", "Business", 9_900, 99_000),
  },
];

/**
 * What the customer portal lets people do, in Stripe's terms:
 * https://docs.stripe.com/api/customer_portal/configurations/object
 * Logo, colours and the business's name are set in Stripe's Dashboard (docs/going-live.md).
 */
export const portal = {
  headline: "Your plan, your card and your invoices",
  /** Pages of your own site; empty ones are not shown. Set them before going live. */
  privacyPolicyUrl: "" as string,
  termsOfServiceUrl: "" as string,
  planChange: {
    enabled: true,
    proration: "create_prorations",
    /** A change during the trial keeps the trial. */
    trial: "continue_trial",
  },
  paymentMethodUpdate: true,
  billingHistory: true,
  customerUpdate: ["email", "name", "address", "tax_id"],
  cancellation: {
    enabled: true,
    /** Or "immediately". */
    mode: "at_period_end",
    reasons: ["too_expensive", "missing_features", "switched_service", "unused", "customer_service", "too_complex", "other"],
  },
} as const;
