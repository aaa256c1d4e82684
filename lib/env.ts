import type { z } from "zod";
import { PROVIDERS } from "@/lib/auth/providers/provider-list";
import { MAIL_SENDER, PLAIN_ORIGIN, schema } from "@/lib/settings-schema";

/** The app's settings, checked once when a server or a command starts. The only reader of process.env. */
export type Settings = ReturnType<typeof readSettings>;

/** Says, for each bad setting, its name, the value it got (secrets masked) and what is allowed. */
export class SettingsError extends Error {
  constructor(problems: string[]) {
    super(`The settings are not usable:\n${problems.map((p) => `  - ${p}`).join("\n")}\nSee .env.local.example.`);
    this.name = "SettingsError";
  }
}

const SECRET_NAMES = /SECRET|KEY|TOKEN|PASSWORD|DATABASE_URL|MAIL_URL/;

const isLoopback = (url: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

function masked(name: string, value: string | undefined): string {
  if (value === undefined) return "it is missing";
  if (!SECRET_NAMES.test(name)) return `got ${JSON.stringify(value)}`;
  return value.length > 12 ? `got "${value.slice(0, 8)}…"` : "got a value that is not shown here";
}

type Problem = { setting: string; allowed: string };

/**
 * @param others found elsewhere, so that all are named at once
 * @throws SettingsError naming each setting of the shape that is bad
 */
function parse<Shape extends z.ZodRawShape>(shape: z.ZodObject<Shape>, source: Source, others: Problem[] = []) {
  const parsed = shape.safeParse(source);
  if (parsed.success && others.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const bad = [...issues.map(({ path, message }) => ({ setting: String(path[0]), allowed: message })), ...others];
  throw new SettingsError(
    bad.map(({ setting, allowed }) => `${setting}: ${masked(setting, source[setting])}; allowed: ${allowed}`),
  );
}

type Source = Record<string, string | undefined>;

/**
 * @param source names and values, as in process.env
 * @returns every setting in the type that the code uses, with the defaults filled in
 * @throws SettingsError naming each bad setting
 */
export function readSettings(source: Source) {
  const providers = PROVIDERS.map((entry) => entry.read(source));
  const wrong = providers.flatMap(({ problems }) => problems);
  const { FRONT_END_BASE_URL, NEXTAUTH_URL, ...values } = parse(schema, source, wrong);
  const production = source.NODE_ENV === "production";
  const baseUrl = FRONT_END_BASE_URL ?? (production ? undefined : `http://localhost:${source.PORT || 3000}`);
  const authUrl = NEXTAUTH_URL ?? (production ? undefined : baseUrl);
  const live = isLiveKey(values.STRIPE_API_SECRET);
  const problems: string[] = [];
  const refuse = (when: boolean, name: string, allowed: string) => {
    if (when) problems.push(`${name}: ${masked(name, source[name])}; allowed: ${allowed}`);
  };

  refuse(!baseUrl, "FRONT_END_BASE_URL", `${PLAIN_ORIGIN}; production needs it`);
  refuse(!authUrl, "NEXTAUTH_URL", "the same origin as FRONT_END_BASE_URL; production needs it");
  if (baseUrl && authUrl) {
    const insecure = production && baseUrl.startsWith("http:") && !isLoopback(baseUrl);
    refuse(insecure, "FRONT_END_BASE_URL", "https, except on this machine");
    refuse(baseUrl !== authUrl, "NEXTAUTH_URL", `the same origin as FRONT_END_BASE_URL, which is ${baseUrl}`);
  }
  refuse(values.MAIL_URL !== "" && !values.MAIL_FROM, "MAIL_FROM", `${MAIL_SENDER}; MAIL_URL needs it`);
  refuse(values.SIGN_IN_BY_MAIL && values.MAIL_URL === "", "SIGN_IN_BY_MAIL", "false, or MAIL_URL with it");
  const publishable = values.STRIPE_PUBLISHABLE_KEY;
  const otherMode = publishable !== "" && isLiveKey(publishable) !== live;
  refuse(otherMode, "STRIPE_PUBLISHABLE_KEY", `a ${live ? "live" : "test"} key, like STRIPE_API_SECRET`);
  refuse(
    values.CHECKOUT_UI === "embedded" && publishable === "",
    "STRIPE_PUBLISHABLE_KEY",
    "a publishable key of Stripe's; CHECKOUT_UI=embedded needs it",
  );
  refuse(live && values.STRIPE_JS_URL !== "", "STRIPE_JS_URL", "empty, because STRIPE_API_SECRET is a live key");
  refuse(live && values.STRIPE_API_BASE !== "", "STRIPE_API_BASE", "empty, because STRIPE_API_SECRET is a live key");
  const { CHECKOUT_SUCCESS_URL_PATH: success, CHECKOUT_CANCEL_URL_PATH: cancel } = values;
  refuse(
    success === "dashboard" || success === cancel,
    "CHECKOUT_SUCCESS_URL_PATH",
    "a path of its own, neither the dashboard's nor CHECKOUT_CANCEL_URL_PATH",
  );
  refuse(cancel === "payment", "CHECKOUT_CANCEL_URL_PATH", "any path but payment, the page of a finished checkout");
  if (problems.length > 0 || !baseUrl || !authUrl) throw new SettingsError(problems);
  // In test mode all customers pay with the same few cards.
  const ONE_TRIAL_PER_CARD = values.ONE_TRIAL_PER_CARD ?? live;
  return {
    ...values,
    ONE_TRIAL_PER_CARD,
    /** Those whose settings are set. */
    signInProviders: providers.flatMap(({ offered }) => offered ?? []),
    FRONT_END_BASE_URL: baseUrl,
    NEXTAUTH_URL: authUrl,
    production,
    live,
    onLoopback: isLoopback(baseUrl),
  };
}

export const isLiveKey = (key: string) => key.includes("_live_");

let settings: Settings | undefined;

/** The settings of this process, checked on first use. `instrumentation.ts` uses it when the server starts. */
export const env = (): Settings => (settings ??= readSettings(process.env));

const stripeSchema = schema.pick({ STRIPE_API_SECRET: true, STRIPE_API_BASE: true, STRIPE_PORTAL_CONFIGURATION: true });

/** What a command needs that talks to Stripe and has no use for the app's other settings. */
export const stripeEnv = () => settings ?? parse(stripeSchema, process.env);

const databaseSchema = schema.pick({
  DATABASE_URL: true,
  DATABASE_POOL_SIZE: true,
  DATABASE_PREPARED_STATEMENTS: true,
});

/** What a command needs that uses the database and nothing else. */
export const databaseEnv = () => settings ?? parse(databaseSchema, process.env);

const mailSchema = schema.pick({
  MAIL_URL: true,
  MAIL_FROM: true,
  MAIL_LEFT_TO_STRIPE: true,
  TRIAL_NOTICE_DAYS: true,
  RENEWAL_NOTICE_DAYS: true,
});

/** What decides whether mail is written at all, also for a command or a test without the app's other settings. */
export const mailEnv = () => settings ?? parse(mailSchema, process.env);

const accessSchema = schema.pick({ PAST_DUE_GRACE_DAYS: true });

let access: ReturnType<typeof readAccessSettings> | undefined;
const readAccessSettings = () => parse(accessSchema, process.env);

/** What decides about a workspace's access needs no more; kept, because it is asked for with every check. */
export const accessEnv = () => settings ?? (access ??= readAccessSettings());

const catalogSchema = schema.pick({ SELL_ONLY_CATALOG: true });

/** What decides about what is sold, also for a command without the app's other settings. */
export const catalogEnv = () => settings ?? parse(catalogSchema, process.env);

const supportSchema = schema.pick({ SUPPORT_URL: true });

/** What every document shows: also of a static page, which is rendered while the app is built, where nothing else is set. */
export const supportEnv = () => settings ?? parse(supportSchema, process.env);
