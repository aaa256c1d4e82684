import { describe, expect, test } from "vitest";
import { readSettings, SettingsError } from "@/lib/env";

const secrets = {
  STRIPE_API_SECRET: "sk_test_51SecretSecretSecret",
  STRIPE_WEBHOOK_SECRET: "whsec_SecretSecretSecret",
  NEXTAUTH_SECRET: "a-long-enough-secret-text",
  DATABASE_URL: "postgresql://app:password@db.example.com:5432/app",
};
const baseUrls = { FRONT_END_BASE_URL: "https://app.example.com", NEXTAUTH_URL: "https://app.example.com" };
const production = { ...secrets, ...baseUrls, NODE_ENV: "production" };

const USER_ID = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
const OTHER_ID = "6f1c2a34-98fb-4b1c-8d2e-0c9f3e5a7b22";

type Source = Record<string, string | undefined>;

function problemsOf(changes: Source): string {
  try {
    readSettings({ ...production, ...changes });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error("The settings were taken.");
}

test("what is not given has the documented default", () => {
  expect(readSettings(secrets)).toMatchObject({
    STRIPE_PUBLISHABLE_KEY: "",
    STRIPE_PORTAL_CONFIGURATION: "",
    STRIPE_API_BASE: "",
    FRONT_END_BASE_URL: "http://localhost:3000",
    NEXTAUTH_URL: "http://localhost:3000",
    NEW_USER_FREE_TRIAL_DAYS: 7,
    DEFAULT_PAYMENT_METHOD_TYPES: ["card"],
    DEFAULT_CHECKOUT_MODE: "subscription",
    CHECKOUT_UI: "hosted",
    STRIPE_JS_URL: "",
    ALLOW_PROMOTION_CODES: true,
    CHECKOUT_SUCCESS_URL_PATH: "payment",
    CHECKOUT_CANCEL_URL_PATH: "dashboard",
    SUPPORT_URL: "",
    CALLS_PER_MINUTE: 60,
    CRON_SECRET: "",
    signInProviders: [],
    OPERATOR_USER_IDS: [],
    MAIL_URL: "",
    MAIL_FROM: null,
    SIGN_IN_BY_MAIL: false,
    EVENT_PAYLOAD_DAYS: 30,
    SECURITY_LOG_DAYS: 365,
    PAST_DUE_GRACE_DAYS: 14,
    production: false,
    live: false,
  });
});

describe("a good value is taken", () => {
  test.each<[string, string, unknown]>([
    ["STRIPE_API_SECRET", "rk_test_123", "rk_test_123"],
    ["STRIPE_WEBHOOK_SECRET", " whsec_old , whsec_new,", ["whsec_old", "whsec_new"]],
    ["STRIPE_PUBLISHABLE_KEY", "pk_test_123", "pk_test_123"],
    ["STRIPE_PORTAL_CONFIGURATION", "bpc_1Abc", "bpc_1Abc"],
    ["STRIPE_API_BASE", "http://127.0.0.1:12111", "http://127.0.0.1:12111"],
    ["STRIPE_JS_URL", "http://127.0.0.1:12111/stripe.js", "http://127.0.0.1:12111/stripe.js"],
    ["NEW_USER_FREE_TRIAL_DAYS", "14", 14],
    ["NEW_USER_FREE_TRIAL_DAYS", "729", 729],
    ["NEW_USER_FREE_TRIAL_DAYS", "None", null],
    ["NEW_USER_FREE_TRIAL_DAYS", "NONE", null],
    ["NEW_USER_FREE_TRIAL_DAYS", "", null],
    ["DEFAULT_PAYMENT_METHOD_TYPES", '["card", "sepa_debit"]', ["card", "sepa_debit"]],
    ["DEFAULT_PAYMENT_METHOD_TYPES", "[]", []],
    ["DEFAULT_PAYMENT_METHOD_TYPES", " [ ] ", []],
    ["DEFAULT_CHECKOUT_MODE", "subscription", "subscription"],
    ["ALLOW_PROMOTION_CODES", "False", false],
    ["CHECKOUT_SUCCESS_URL_PATH", "/billing/thanks/", "billing/thanks"],
    ["CRON_SECRET", " sixteen-letters! ", "sixteen-letters!"],
    ["CHECKOUT_CANCEL_URL_PATH", "pricing", "pricing"],
    ["CHECKOUT_CANCEL_URL_PATH", "account/back", "account/back"],
    ["TRUSTED_PROXIES", "2", 2],
    ["SUPPORT_URL", " mailto:billing@example.com?subject=Billing", "mailto:billing@example.com?subject=Billing"],
    ["SUPPORT_URL", "https://example.com/help", "https://example.com/help"],
    ["MAIL_FROM", "billing@example.com", { name: "", address: "billing@example.com" }],
    ["MAIL_FROM", " Example, Inc. <billing@example.com>", { name: "Example, Inc.", address: "billing@example.com" }],
    ["MAIL_FROM", '"Example" <billing@example.com>', { name: "Example", address: "billing@example.com" }],
    ["DATABASE_POOL_SIZE", "25", 25],
    ["DATABASE_PREPARED_STATEMENTS", "false", false],
    ["SIGN_UPS_PER_HOUR", "5", 5],
    ["OPERATOR_USER_IDS", "", []],
    ["OPERATOR_USER_IDS", ` ${USER_ID.toUpperCase()} ,${OTHER_ID},`, [USER_ID, OTHER_ID]],
    ["EVENT_PAYLOAD_DAYS", "1", 1],
    ["PAST_DUE_GRACE_DAYS", "0", 0],
    ["PAST_DUE_GRACE_DAYS", "365", 365],
    ["PAST_DUE_GRACE_DAYS", "None", null],
    ["EVENT_PAYLOAD_DAYS", "none", null],
    ["DATABASE_URL", "postgres://db/app", "postgres://db/app"],
    ["FRONT_END_BASE_URL", "https://app.example.com/", "https://app.example.com"],
  ])("%s=%s", (name, value, meaning) => {
    expect(readSettings({ ...production, [name]: value })).toHaveProperty(name, meaning);
  });

  test("development's base URL follows PORT when only that is set", () => {
    const { FRONT_END_BASE_URL, NEXTAUTH_URL } = readSettings({ ...secrets, PORT: "4000" });
    expect([FRONT_END_BASE_URL, NEXTAUTH_URL]).toEqual(["http://localhost:4000", "http://localhost:4000"]);
  });

  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "in production %s is secure enough",
    (url) => {
      expect(readSettings({ ...production, FRONT_END_BASE_URL: url, NEXTAUTH_URL: url }).onLoopback).toBe(true);
    },
  );

  test("a live key is known as such", () => {
    const live = { STRIPE_API_SECRET: "sk_live_123456789", STRIPE_PUBLISHABLE_KEY: "pk_live_1" };
    expect(readSettings({ ...production, ...live }).live).toBe(true);
  });
});

describe("a bad value is refused, with its name, what was given and what is allowed", () => {
  test.each([
    ["NEW_USER_FREE_TRIAL_DAYS", "0", /got "0".*write None/],
    ["NEW_USER_FREE_TRIAL_DAYS", "-1", /got "-1".*whole number of days from 1 to 729/],
    ["NEW_USER_FREE_TRIAL_DAYS", "7.5", /got "7.5".*whole number/],
    ["NEW_USER_FREE_TRIAL_DAYS", "730", /1 to 729/],
    ["NEW_USER_FREE_TRIAL_DAYS", "soon", /got "soon"/],
    ["DEFAULT_PAYMENT_METHOD_TYPES", "card", /got "card".*JSON list/],
    ["DEFAULT_PAYMENT_METHOD_TYPES", "", /JSON list.*\[\] for those of Stripe's Dashboard/],
    ["DEFAULT_PAYMENT_METHOD_TYPES", '[""]', /JSON list/],
    ["DEFAULT_PAYMENT_METHOD_TYPES", "{}", /JSON list/],
    ["DEFAULT_PAYMENT_METHOD_TYPES", "[1]", /got "\[1\]".*JSON list/],
    ["DEFAULT_CHECKOUT_MODE", "payment", /got "payment".*subscription/],
    ["ALLOW_PROMOTION_CODES", "yes", /got "yes".*true or false/],
    ["CHECKOUT_SUCCESS_URL_PATH", "https://evil.example", /got "https:.*a path/],
    ["CHECKOUT_SUCCESS_URL_PATH", "../x", /got "..\/x".*a path/],
    ["CHECKOUT_SUCCESS_URL_PATH", "a?b", /a path/],
    ["CHECKOUT_SUCCESS_URL_PATH", "", /a path/],
    ["CHECKOUT_SUCCESS_URL_PATH", "login", /no other page/],
    ["CHECKOUT_SUCCESS_URL_PATH", "api/x", /no other page/],
    ["CHECKOUT_SUCCESS_URL_PATH", "dashboard", /a path of its own/],
    ["CHECKOUT_CANCEL_URL_PATH", "payment", /allowed: .*path/],
    ["CHECKOUT_CANCEL_URL_PATH", "login", /allowed: .*path/],
    ["STRIPE_PORTAL_CONFIGURATION", "default", /bpc_/],
    ["CRON_SECRET", "too short", /CRON_SECRET: got a value that is not shown here.*at least 16 characters/],
    ["STRIPE_API_BASE", "localhost", /origin/],
    ["STRIPE_API_BASE", "http://127.0.0.1:1/v1", /origin/],
    ["FRONT_END_BASE_URL", "app.example.com", /origin such as/],
    ["FRONT_END_BASE_URL", "https://app.example.com/app", /without a path/],
    ["FRONT_END_BASE_URL", "ftp://app.example.com", /origin such as/],
    ["FRONT_END_BASE_URL", "http://app.example.com", /https, except on this machine/],
    [
      "NEXTAUTH_URL",
      "https://other.example.com",
      /same origin as FRONT_END_BASE_URL, which is https:\/\/app.example.com/,
    ],
    ["CHECKOUT_SUCCESS_URL_PATH", "operator", /no other page/],
    ["OPERATOR_USER_IDS", "ada@example.com", /got "ada@example.com".*user ids.*e-mail address proves nothing/],
    ["OPERATOR_USER_IDS", `${USER_ID};${OTHER_ID}`, /separated by commas/],
    ["SUPPORT_URL", "billing@example.com", /mailto:/],
    ["SUPPORT_URL", "javascript:alert(1)", /mailto:/],
    ["SECURITY_LOG_DAYS", "0", /SECURITY_LOG_DAYS.*got "0".*1 to 3650/],
    ["EVENT_PAYLOAD_DAYS", "0", /got "0".*1 to 3650.*None/],
    ["EVENT_PAYLOAD_DAYS", "a month", /got "a month"/],
    ["CHECKOUT_UI", "popup", /got "popup".*hosted.*embedded/],
    ["STRIPE_JS_URL", "/stripe.js", /address/],
    ["STRIPE_JS_URL", "javascript:alert(1)", /address/],
    ["CALLS_PER_MINUTE", "0", /1 to 10000/],
    ["SIGN_UPS_PER_HOUR", "many", /1 to 100000/],
    ["TRUSTED_PROXIES", "11", /0 to 10/],
    ["MAIL_FROM", "Example", /got "Example".*an address/],
    ["MAIL_FROM", "a@example.com, b@example.com", /an address/],
    ["MAIL_FROM", "Example\nBcc: <b@example.com>", /an address/],
    ["MAIL_URL", "mail.example.com:587", /got "mail\.exa…".*an SMTP server/],
    ["MAIL_URL", "https://mail.example.com", /an SMTP server/],
    ["MAIL_URL", "smtp://user@mail.example.com", /an SMTP server/],
    ["MAIL_URL", "smtp://mail.example.com/?tls=no", /an SMTP server/],
    ["MAIL_URL", "smtp://user:100%@mail.example.com", /an SMTP server/],
    ["DATABASE_POOL_SIZE", "0", /1 to 500/],
  ])("%s=%s", (name, value, text) => {
    const changes = { [name]: value, ...(value.startsWith("http://app") && { NEXTAUTH_URL: value }) };
    const message = problemsOf(changes);
    const line = message.split("\n").find((one) => one.includes(`- ${name}: `));
    expect(line, message).toMatch(text);
    expect(message).toContain(".env.local.example");
  });

  test.each([
    ["STRIPE_API_SECRET", "a secret key of Stripe's"],
    ["STRIPE_WEBHOOK_SECRET", "one or more webhook signing secrets"],
    ["NEXTAUTH_SECRET", "a random text of at least 16 characters"],
    ["DATABASE_URL", "a PostgreSQL address"],
    ["FRONT_END_BASE_URL", "an origin such as https://app.example.com"],
    ["NEXTAUTH_URL", "the same origin as FRONT_END_BASE_URL"],
  ])("%s is missing in production", (name, allowed) => {
    expect(problemsOf({ [name]: undefined })).toContain(`- ${name}: it is missing; allowed: ${allowed}`);
  });

  test("every bad setting is named at once", () => {
    const message = problemsOf({ ALLOW_PROMOTION_CODES: "1", CALLS_PER_MINUTE: "-", STRIPE_API_SECRET: undefined });
    for (const name of ["ALLOW_PROMOTION_CODES", "CALLS_PER_MINUTE", "STRIPE_API_SECRET"])
      expect(message).toContain(name);
  });
});

describe("a secret is not shown in full", () => {
  test.each([
    ["STRIPE_API_SECRET", "pk_test_notTheSecretOne"],
    ["STRIPE_PUBLISHABLE_KEY", "sk_live_notForTheBrowser"],
    ["STRIPE_WEBHOOK_SECRET", "secret_without_its_prefix"],
    ["NEXTAUTH_SECRET", "short-secret"],
    ["DATABASE_URL", "mysql://root:hunter22@db/app"],
    ["MAIL_URL", "mail://root:hunter22@mail.example.com"],
  ])("%s", (name, value) => {
    const message = problemsOf({ [name]: value });
    expect(message).toContain(`- ${name}: got `);
    expect(message).not.toContain(value);
    expect(message).not.toContain("hunter22");
  });
});

test.each(["smtp://127.0.0.1:1025", "smtp://me:p%40ss@mail.example.com:587", "smtps://me:pass@mail.example.com"])(
  "mail is sent by %s",
  (MAIL_URL) => {
    const settings = readSettings({ ...production, MAIL_URL, MAIL_FROM: "billing@example.com" });
    expect(settings.MAIL_URL).toBe(MAIL_URL);
  },
);

describe("settings that do not go together are refused", () => {
  const live = { STRIPE_API_SECRET: "sk_live_123456789" };
  test.each<[string, Source, RegExp]>([
    ["GitHub's id without its secret", { GITHUB_CLIENT_ID: "Iv1.abc" }, /GITHUB_CLIENT_SECRET: .*nothing in both/],
    ["Google's secret without its id", { GOOGLE_CLIENT_SECRET: "secret" }, /GOOGLE_CLIENT_ID: .*nothing in both/],
    [
      "a provider's key beside another bad setting, both named",
      { GITHUB_CLIENT_ID: "Iv1.abc", CALLS_PER_MINUTE: "-" },
      /CALLS_PER_MINUTE: [^]*GITHUB_CLIENT_SECRET: it is missing/,
    ],
    ["a provider's server that is none", { GOOGLE_ISSUER: "accounts.google.com" }, /GOOGLE_ISSUER: .*the origin/],
    [
      "a live key and another server",
      { ...live, STRIPE_API_BASE: "http://127.0.0.1:12111" },
      /STRIPE_API_BASE: .*empty.*live key/,
    ],
    [
      "a live key and another script than Stripe's",
      { ...live, STRIPE_JS_URL: "http://127.0.0.1:12111/stripe.js" },
      /STRIPE_JS_URL: .*empty.*live key/,
    ],
    [
      "a checkout on our page and no publishable key",
      { CHECKOUT_UI: "embedded", STRIPE_PUBLISHABLE_KEY: "" },
      /STRIPE_PUBLISHABLE_KEY: .*CHECKOUT_UI=embedded/,
    ],
    [
      "a live key and a test publishable key",
      { ...live, STRIPE_PUBLISHABLE_KEY: "pk_test_1" },
      /STRIPE_PUBLISHABLE_KEY: .*a live key/,
    ],
    [
      "a test key and a live publishable key",
      { STRIPE_PUBLISHABLE_KEY: "pk_live_1" },
      /STRIPE_PUBLISHABLE_KEY: .*a test key/,
    ],
    ["a mail server and nobody to send from", { MAIL_URL: "smtp://127.0.0.1:1025" }, /MAIL_FROM: .*MAIL_URL needs it/],
    ["links by mail and no mail server", { SIGN_IN_BY_MAIL: "true" }, /SIGN_IN_BY_MAIL: got "true".*MAIL_URL/],
    [
      "one path for both ways back",
      { CHECKOUT_SUCCESS_URL_PATH: "back", CHECKOUT_CANCEL_URL_PATH: "back" },
      /CHECKOUT_SUCCESS_URL_PATH/,
    ],
  ])("%s", (_, changes, text) => expect(problemsOf(changes)).toMatch(text));
});
