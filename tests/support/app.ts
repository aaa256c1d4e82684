import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Part, startPart, whenReady } from "@/scripts/parts/part";
import { root } from "@/scripts/parts/paths";
import { anyPort } from "@/scripts/parts/ports";
import { answersHealth, setUpStripe } from "@/scripts/parts/steps";
import { appSettings, withLocalStripe } from "@/scripts/parts/app-settings";
import { type Settings } from "@/scripts/parts/settings";
import { AppClient, newPerson, type Person } from "./client";
import { bareEnvironment } from "./environment";
import { type LocalStripe, startLocalStripe } from "./local-stripe";
import { createDatabase, type TestDatabase, type TestPostgres } from "./postgres";

/** The one operator of every test app; tests/support/operator.ts makes somebody it. */
export const OPERATOR_ID = "00000000-0000-4000-8000-000000000001";

const nextCli = createRequire(import.meta.url).resolve("next/dist/bin/next");

export interface AppOptions {
  postgres: TestPostgres;
  /** Settings on top of those that every test app gets. */
  env?: Settings;
  /** Another app, whose database, local Stripe and settings this one shares: a second instance of it. */
  beside?: TestApp;
  /** A database or local Stripe of the test's own making, which then also ends them. */
  database?: TestDatabase;
  localStripe?: LocalStripe;
  /** An earlier one's port, to come back as the same one after a crash. */
  port?: number;
  /** The folder whose build is started; this checkout's without it. */
  dir?: string;
}

export interface TestApp {
  url: string;
  env: Settings;
  database: TestDatabase;
  localStripe: LocalStripe;
  /** The official client of this app's local Stripe. */
  stripe: LocalStripe["stripe"];
  /** Somebody who is not signed in. */
  anonymous(): AppClient;
  /** A new person, signed up and signed in. */
  signUp(person?: Person): Promise<AppClient & { person: Person }>;
  signIn(person: Pick<Person, "email" | "password">): Promise<AppClient>;
  logs(): string;
  /** Ends the app as a crash does, and leaves its database and local Stripe. */
  kill(): Promise<void>;
  /** Ends the app, and the database and local Stripe that were started for it. */
  stop(): Promise<void>;
}

/** Starts the production build with a database and a local Stripe of its own, set up by `stripe:setup`. */
export async function startApp(options: AppOptions): Promise<TestApp> {
  const dir = options.dir ?? root;
  if (!existsSync(join(dir, ".next", "BUILD_ID"))) {
    throw new Error("There is no production build. Run `npm run build`, then the tests again.");
  }
  const { beside } = options;
  const owned: (() => Promise<void>)[] = [];
  const database = beside?.database ?? options.database ?? (await createDatabase(options.postgres));
  if (!beside && !options.database) owned.push(() => database.drop());
  const localStripe = beside?.localStripe ?? options.localStripe ?? (await startLocalStripe());
  if (!beside && !options.localStripe) owned.push(() => localStripe.stop());
  const stopOwned = async (): Promise<void> => void (await Promise.all(owned.map((stop) => stop())));

  const port = options.port ?? (await anyPort());
  const url = `http://127.0.0.1:${port}`;
  let part: Part;
  let env: Settings;
  try {
    env = { ...(beside?.env ?? (await prepare(url, port, database, localStripe, options.env))), PORT: String(port), ...options.env };
    part = startPart("The app", [nextCli, "start", dir, "--hostname", "127.0.0.1", "--port", String(port)], env);
    await whenReady(part, answersHealth(url, part));
  } catch (error) {
    await stopOwned();
    throw error;
  }

  return {
    url,
    env,
    database,
    localStripe,
    stripe: localStripe.stripe,
    anonymous: () => new AppClient(url),
    signUp: (person: Person = newPerson()) => signUp(url, person),
    signIn: (person: Pick<Person, "email" | "password">) => signIn(url, person),
    logs: () => part.lines.join("\n"),
    kill: () => part.kill(),
    async stop() {
      await part.stop();
      await stopOwned();
    },
  };
}

/** Runs the setup command against local Stripe and answers the settings that the app needs. */
async function prepare(url: string, port: number, database: TestDatabase, localStripe: LocalStripe, more?: Settings): Promise<Settings> {
  const file = join(localStripe.dataDir, "setup.env");
  const base: Settings = {
    ...bareEnvironment(),
    STRIPE_API_SECRET: localStripe.secretKey,
    FRONT_END_BASE_URL: url,
    // The tests' many new people all come from one address.
    SIGN_UPS_PER_HOUR: "100000",
    OPERATOR_USER_IDS: OPERATOR_ID,
    ...more,
  };
  const settings = appSettings(base, { port, databaseUrl: database.url });
  await setUpStripe(withLocalStripe(settings, base, localStripe.url, file), url, file);
  return { ...withLocalStripe(settings, base, localStripe.url, file), NODE_ENV: "production" };
}

async function signUp(url: string, person: Person): Promise<AppClient & { person: Person }> {
  const { status, body } = await new AppClient(url).signUp(person);
  if (status !== 201) throw new Error(`Signing up ${person.email} answered ${status}: ${JSON.stringify(body)}`);
  return Object.assign(await signIn(url, person), { person });
}

async function signIn(url: string, person: Pick<Person, "email" | "password">): Promise<AppClient> {
  const client = new AppClient(url);
  const { status, body } = await client.signIn(person);
  if (status !== 200 || body.url.includes("error=")) {
    throw new Error(`Signing in ${person.email} answered ${status}: ${JSON.stringify(body)}`);
  }
  return client;
}
