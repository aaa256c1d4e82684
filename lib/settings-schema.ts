import { brand } from "@/billing/brand";
import { z } from "zod";
import { BILLING_KINDS, isMailServer, readSender } from "@/lib/mail-settings";
import { daysOrNone, matching, origin, text, trueOrFalse, wholeNumber } from "@/lib/setting-kinds";

// Pages of the app that a configured path must not hide.
const TAKEN_PATHS =
  /^(?:account(?:\/security)?$|(?:api|_next|checkout|confirm-address|forgot-password|invitation|login|operator|plans|pricing|reset-password|sign-in-by-mail|workspaces)(?:\/|$))/;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const pagePath = text
  .transform((value) => value.replace(/^\/+|\/+$/g, ""))
  .refine(
    (value) => /^[\w-]+(\/[\w-]+)*$/.test(value) && !TAKEN_PATHS.test(value),
    "a path such as billing/thanks, which no other page has",
  );

/** What FRONT_END_BASE_URL and NEXTAUTH_URL may be. */
export const PLAIN_ORIGIN = "an origin such as https://app.example.com, without a path";
const WEBHOOK_SECRETS = "one or more webhook signing secrets (whsec_…), separated by commas";
const PAYMENT_METHOD_TYPES =
  'a JSON list of payment method types, such as ["card"], or [] for those of Stripe\'s Dashboard';
const MAIL_SERVER =
  "an SMTP server: smtp://user:password@host:587, smtps://…, or empty for no mail (special characters in the password as %40)";
/** What MAIL_FROM may be. */
export const MAIL_SENDER = "an address, or a name and an address: Example <billing@example.com>";
const LEFT_TO_STRIPE = `kinds of mail, separated by commas: ${BILLING_KINDS.join(", ")}`;
const NOTICE_DAYS = "a whole number of days from 1 to 60, or None for no such mail";
const API_BASE = "an http or https origin, or empty for Stripe";
const STRIPE_JS = "the http or https address of a script in place of Stripe.js, or empty for Stripe's own";
const OPERATORS = "user ids (UUIDs), separated by commas, or empty for nobody; an e-mail address proves nothing";
const SUPPORT = "mailto: and an address, or an http or https address of a page, or empty";
const PAYLOAD_DAYS = "a whole number of days from 1 to 3650, or None to keep them all (0 is refused: write 1 or more)";
const LOG_DAYS = "a whole number of days from 1 to 3650";
const COLLECTOR = "the address of an OpenTelemetry collector, such as http://localhost:4318, or empty";
const GRACE_DAYS = "a whole number of days from 0 to 365, or None for as long as Stripe keeps trying";
const TRIAL_DAYS = "a whole number of days from 1 to 729, or None for no trials (0 is not a trial: write None)";

/** Each setting: its form, what is allowed in words, and its default. Those of sign-in providers: lib/auth/providers/provider-list.ts. */
export const schema = z.object({
  STRIPE_API_SECRET: matching(
    /^(sk|rk)_(test|live)_\w+$/,
    "a secret key of Stripe's (sk_test_… or sk_live_…) or a restricted one (rk_test_… or rk_live_…)",
  ),
  STRIPE_PUBLISHABLE_KEY: text
    .regex(/^(pk_(test|live)_\w+)?$/, "a publishable key of Stripe's: pk_test_… or pk_live_…")
    .default(""),
  STRIPE_JS_URL: z.union([z.literal(""), z.url({ protocol: /^https?$/, error: STRIPE_JS })], STRIPE_JS).default(""),
  STRIPE_WEBHOOK_SECRET: z
    .string(WEBHOOK_SECRETS)
    .transform((value) =>
      value
        .split(",")
        .map((secret) => secret.trim())
        .filter(Boolean),
    )
    .refine((secrets) => secrets.length > 0 && secrets.every((secret) => secret.startsWith("whsec_")), WEBHOOK_SECRETS),
  STRIPE_PORTAL_CONFIGURATION: text.regex(/^(bpc_\w+)?$/, "a portal configuration's id (bpc_…), or empty").default(""),
  STRIPE_API_BASE: z.union([z.literal(""), origin(API_BASE)], API_BASE).default(""),
  FRONT_END_BASE_URL: origin(PLAIN_ORIGIN).optional(),
  NEXTAUTH_URL: origin(PLAIN_ORIGIN).optional(),
  NEXTAUTH_SECRET: matching(/^.{16,}$/s, "a random text of at least 16 characters"),
  DATABASE_URL: matching(/^postgres(ql)?:\/\//, "a PostgreSQL address: postgresql://user:password@host:5432/name"),
  DATABASE_POOL_SIZE: wholeNumber("a whole number from 1 to 500", 1, 500).default(10),
  DATABASE_PREPARED_STATEMENTS: trueOrFalse.default(true),
  MAIL_URL: text.refine((value) => value === "" || isMailServer(value), MAIL_SERVER).default(""),
  MAIL_FROM: text
    .refine((value) => value === "" || readSender(value) !== null, MAIL_SENDER)
    .transform(readSender)
    .default(null),
  SIGN_IN_BY_MAIL: trueOrFalse.default(false),
  MAIL_LEFT_TO_STRIPE: text
    .transform((value) => value.split(",").flatMap((kind) => kind.trim() || []))
    .pipe(z.array(z.enum(BILLING_KINDS, LEFT_TO_STRIPE)))
    .default([]),
  TRIAL_NOTICE_DAYS: daysOrNone(NOTICE_DAYS, 1, 60).default(3),
  RENEWAL_NOTICE_DAYS: daysOrNone(NOTICE_DAYS, 1, 60).default(14),
  NEW_USER_FREE_TRIAL_DAYS: daysOrNone(TRIAL_DAYS, 1, 729).default(7),
  PAST_DUE_GRACE_DAYS: daysOrNone(GRACE_DAYS, 0, 365).default(14),
  ONE_TRIAL_PER_CARD: z
    .union([z.literal("").transform(() => undefined), trueOrFalse], "true, false, or empty for the key's mode")
    .optional(),
  DEFAULT_PAYMENT_METHOD_TYPES: text
    .transform(json)
    .pipe(z.array(z.string(PAYMENT_METHOD_TYPES).min(1, PAYMENT_METHOD_TYPES), PAYMENT_METHOD_TYPES))
    .default(["card"]),
  DEFAULT_CHECKOUT_MODE: z
    .literal("subscription", "subscription (this product sells subscriptions, nothing else)")
    .default("subscription"),
  CHECKOUT_UI: z.enum(["hosted", "embedded"], "hosted (Stripe's page) or embedded (within ours)").default("hosted"),
  ALLOW_PROMOTION_CODES: trueOrFalse.default(true),
  MANAGED_PAYMENTS: trueOrFalse.default(false),
  ADAPTIVE_PRICING: trueOrFalse.default(false),
  CANCEL_DUPLICATE_SUBSCRIPTIONS: trueOrFalse.default(false),
  SELL_ONLY_CATALOG: trueOrFalse.default(false),
  CHECKOUT_SUCCESS_URL_PATH: pagePath.default("payment"),
  CHECKOUT_CANCEL_URL_PATH: z.union([z.literal("pricing"), pagePath]).default("dashboard"),
  SUPPORT_URL: text
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https?:\/\/\S+)?$/, SUPPORT)
    .default("")
    .transform((value) => value || (brand.support ?? "")),
  CALLS_PER_MINUTE: wholeNumber("a whole number from 1 to 10000", 1, 10_000).default(60),
  SIGN_UPS_PER_HOUR: wholeNumber("a whole number from 1 to 100000", 1, 100_000).default(20),
  EVENT_PAYLOAD_DAYS: daysOrNone(PAYLOAD_DAYS, 1, 3_650).default(30),
  OPERATOR_USER_IDS: text
    .toLowerCase()
    .transform((value) =>
      value
        .split(",")
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.guid(OPERATORS), OPERATORS))
    .default([]),
  CRON_SECRET: text
    .regex(/^(\S{16,})?$/, "a random text of at least 16 characters without white space, or empty")
    .default(""),
  SECURITY_LOG_DAYS: wholeNumber(LOG_DAYS, 1, 3_650).default(365),
  SESSION_DAYS: wholeNumber("a whole number of days from 1 to 365", 1, 365).default(90),
  SESSION_IDLE_DAYS: wholeNumber("a whole number of days from 1 to 365", 1, 365).default(30),
  DRAIN_SECONDS: wholeNumber("a whole number of seconds, 0 to 300", 0, 300).default(5),
  TRUSTED_PROXIES: wholeNumber("the number of proxies in front of the app, 0 to 10", 0, 10).default(0),
  LOG_FORMAT: z.enum(["", "json", "text"], "json, text, or empty: json in production, text otherwise").default(""),
  LOG_LEVEL: z.enum(["info", "warn", "error"], "info, warn or error").default("info"),
  // OpenTelemetry's own names. What else it reads (headers, timeouts, attributes) goes to its exporters as it is.
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .union([z.literal(""), z.url({ protocol: /^https?$/, error: COLLECTOR })], COLLECTOR)
    .default(""),
  OTEL_METRIC_EXPORT_INTERVAL: wholeNumber("milliseconds, 100 to 3600000", 100, 3_600_000).default(60_000),
});
