import type { Language } from "@/lib/languages.mjs";

/**
 * The plans as code. `npm run stripe:setup` sets up Stripe from this file, and the webhooks bring it into the mirror.
 * The running app reads `features`, `currencies`, `talkToUs` and `portal` from here. It reads the plans and prices from the
 * database.
 */

type Description = { title: string; sentence: string };

export type FeatureMessages = { en: Description } & Partial<Record<Language, Description>>;

/**
 * What a plan may carry: the ids go into the products' metadata, the messages onto the pages, in each language of
 * lib/languages.mjs. English is required, and is the fallback for missing languages.
 */
export const features = {
  chat: {
    en: { title: "Team chat", sentence: "Channels and direct messages for everybody in the workspace." },
    de: { title: "Team-Chat", sentence: "Kanäle und Direktnachrichten für alle im Arbeitsbereich." },
  },
  rag: {
    en: { title: "Answers from your files", sentence: "Ask questions and get answers with their sources." },
    de: {
      title: "Antworten aus Ihren Dateien",
      sentence: "Stellen Sie Fragen und erhalten Sie Antworten samt Quellen.",
    },
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
} as const satisfies Record<string, FeatureMessages>;

/** A misspelled one does not compile, neither in a plan below nor in code that asks for it. */
export type FeatureName = keyof typeof features;

/** A feature of a plan: `"export"`, or with a limit, `"seats:5"`. */
export type PlanFeature = FeatureName | `${FeatureName}:${number}`;

export type PlanPrice = {
  /** Stripe's lookup key: what finds the price again. */
  lookupKey: string;
  unitAmountMinor: number;
  currency: string;
  interval: "month" | "year";
  nickname: string;
};

export type Plan = { key: string; name: string; description: string; features: PlanFeature[]; prices: PlanPrice[] };

/** The currencies of the plans in the order in which they are offered; the first is what a new visitor sees. */
export const currencies = ["usd"];

/**
 * Add prices of another currency like this: `[...monthAndYear("pro", "Pro", 2_900, 29_000), ...monthAndYear("pro",
 * "Pro", 2_700, 27_000, "eur")]`. Amounts are in the currency's smallest unit.
 */
function monthAndYear(
  key: string,
  name: string,
  monthMinor: number,
  yearMinor: number,
  currency = currencies[0]!,
): PlanPrice[] {
  const [keySuffix, nameSuffix] =
    currency === currencies[0] ? ["", ""] : [`_${currency}`, ` ${currency.toUpperCase()}`];
  const price = (interval: "month" | "year", unitAmountMinor: number, rhythm: string): PlanPrice => ({
    lookupKey: `${key}_${interval}${keySuffix}`,
    unitAmountMinor,
    currency,
    interval,
    nickname: `${name} ${rhythm}${nameSuffix}`,
  });
  return [price("month", monthMinor, "Monthly"), price("year", yearMinor, "Yearly")];
}

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

type TalkMessages = { name: string; description: string };

/** A plan that is agreed on in person: shown after the others, with a way to reach you in place of a price. */
export type TalkToUs = { en: TalkMessages } & Partial<Record<Language, TalkMessages>> & {
    /** `mailto:sales@example.com`, or a page's address. */
    contact: string;
    features: FeatureName[];
  };

/**
 * Not used here. For example: `{ en: { name: "Enterprise", description: "For many workspaces." }, contact:
 * "mailto:sales@example.com", features: ["chat", "sso"] }`.
 */
export const talkToUs = null as TalkToUs | null;

/**
 * What the customer portal lets people do, in Stripe's terms:
 * https://docs.stripe.com/api/customer_portal/configurations/object
 * Logo, colors and the business's name are set in Stripe's Dashboard (docs/going-live.md). What each way of changing
 * plans costs you is said there, too. The portal offers the prices in the first of `currencies` only.
 */
export const portal = {
  headline: "Your plan, your card and your invoices",
  /** Pages of your own site; empty ones are not shown. Set them before going live. */
  privacyPolicyUrl: "" as string,
  termsOfServiceUrl: "" as string,
  /**
   * Whether customers can open the portal by their e-mail address, without an account here. The sign-in page links it then.
   * `true` and `false` switch it; `null` leaves it as it is set at Stripe.
   */
  loginPage: null as boolean | null,
  planChange: {
    enabled: true,
    /** A dearer plan and a longer interval begin at once, and the difference is paid at once. */
    proration: "always_invoice",
    /** A cheaper plan and a shorter interval begin when the period that was paid for ends. */
    waitsForPeriodEnd: ["decreasing_item_amount", "shortening_interval"],
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
    reasons: [
      "too_expensive",
      "missing_features",
      "switched_service",
      "unused",
      "customer_service",
      "too_complex",
      "other",
    ],
  },
} as const;
