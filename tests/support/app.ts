import { randomInt } from "node:crypto";
import { type Child, startChild, whenReady } from "@/scripts/processes/child";
import { root } from "@/scripts/local/paths";
import { isFree } from "@/scripts/processes/ports";
import { answersHealth } from "@/scripts/local/steps";
import { appSettings, withLocalStripe } from "@/scripts/local/app-settings";
import { type Settings } from "@/scripts/local/settings";
import { startProgram } from "@/scripts/standalone/folder.mjs";
import { AppClient, newPerson, type Person } from "./client";
import { bareEnvironment } from "./environment";
import { type LocalStripe, startLocalStripe } from "./local-stripe";
import { createDatabase, type TestDatabase, type TestPostgres } from "./postgres";
import { copyLocalStripe, runSetup, type SetUp, setupFileOf } from "./set-up";

/** The one operator of every test app; tests/support/operator.ts makes somebody it. */
export const OPERATOR_ID = "00000000-0000-4000-8000-000000000001";

export interface AppOptions {
  postgres: TestPostgres;
  /** What `stripe:setup` made once, to be copied instead of made again. */
  setUp?: SetUp;
  /** Settings on top of those that every test app gets. */
  env?: Settings;
  /** Another app, whose database, local Stripe and settings this one shares: a second instance of it. */
  beside?: TestApp;
  /** A database or local Stripe of the test's own making, which then also ends them. */
  database?: TestDatabase;
  localStripe?: LocalStripe;
  /** Beside another app: it is reached at its own address, and says so, instead of being one behind that app's. */
  ownAddress?: boolean;
  /** An earlier one's port, to come back as the same one after a crash. */
  port?: number;
  /** The folder whose build is started; this checkout's without it. */
  dir?: string;
  /** What Node is called with, where it is not the program of that build. */
  command?: string[];
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
  /** The app's own exit code, once it has ended. */
  exit(): Promise<number>;
  /** Asks the app to end, as a deployment does, and waits until it has. It leaves its database and local Stripe. */
  end(): Promise<number>;
  /** Ends the app as a crash does, and leaves its database and local Stripe. */
  kill(): Promise<void>;
  /** Ends the app, and the database and local Stripe that were started for it. */
  stop(): Promise<void>;
}

/** Starts the production build with a database and a local Stripe of its own, set up by `stripe:setup` or copied from one. */
export async function startApp(options: AppOptions): Promise<TestApp> {
  const command = options.command ?? [startProgram(options.dir ?? root)];
  const { beside } = options;
  // The two belong together. A test that brings one of them gets the other made for it.
  const setUp = beside || options.database || options.localStripe ? undefined : options.setUp;
  const port = options.port ?? (await quietPort());
  const url = `http://127.0.0.1:${port}`;
  const owned: (() => Promise<void>)[] = [];
  const database = beside?.database ?? options.database ?? (await createDatabase(setUp?.postgres ?? options.postgres));
  if (!beside && !options.database) owned.push(() => database.drop());
  const localStripe =
    beside?.localStripe ?? options.localStripe ?? (await (setUp ? copyLocalStripe(setUp, url) : startLocalStripe()));
  if (!beside && !options.localStripe) owned.push(() => localStripe.stop());
  const stopOwned = async (): Promise<void> => void (await Promise.all(owned.map((stop) => stop())));

  let child: Child;
  let env: Settings;
  try {
    const settings = settingsFor(url, port, database, localStripe, options.env);
    if (!beside && !setUp) await runSetup(settings, localStripe, url);
    const usual = beside?.env ?? withSetup(settings, localStripe);
    const address = options.ownAddress ? { FRONT_END_BASE_URL: url, NEXTAUTH_URL: url } : {};
    env = { ...usual, HOST: "127.0.0.1", PORT: String(port), ...address, ...options.env };
    child = startChild("The app", command, env);
    await whenReady(child, answersHealth(url, child));
  } catch (error) {
    await stopOwned();
    throw error;
  }

  return {
    ...people(url),
    url,
    env,
    database,
    localStripe,
    stripe: localStripe.stripe,
    logs: () => child.lines.join("\n"),
    exit: () => child.ended,
    end: async () => {
      await child.stop();
      return child.ended;
    },
    kill: () => child.kill(),
    async stop() {
      await child.stop();
      await stopOwned();
    },
  };
}

const people = (url: string) => ({
  anonymous: () => new AppClient(url),
  signUp: (person: Person = newPerson()) => signUp(url, person),
  signIn: (person: Pick<Person, "email" | "password">) => signIn(url, person),
});

const elsewhere = () => {
  throw new Error("Another process started this app.");
};

/** An app that another process started, and ends. `giveBack` is what `stop` does. */
export function attachApp(
  app: Pick<TestApp, "url" | "env" | "database" | "localStripe">,
  giveBack: () => Promise<void>,
): TestApp {
  return {
    ...people(app.url),
    ...app,
    stripe: app.localStripe.stripe,
    logs: elsewhere,
    exit: elsewhere,
    end: elsewhere,
    kill: elsewhere,
    stop: giveBack,
  };
}

/** One that the operating system hands to nobody in the meantime, as it might one of its own choice. */
async function quietPort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  return (await isFree(port)) ? port : quietPort();
}

function settingsFor(
  url: string,
  port: number,
  database: TestDatabase,
  localStripe: LocalStripe,
  more?: Settings,
): Settings {
  const base: Settings = {
    ...bareEnvironment(),
    STRIPE_API_SECRET: localStripe.secretKey,
    FRONT_END_BASE_URL: url,
    // Nothing in front of a test's app has to notice that it ends.
    DRAIN_SECONDS: "0",
    // The tests' many new people all come from one address.
    SIGN_UPS_PER_HOUR: "100000",
    OPERATOR_USER_IDS: OPERATOR_ID,
    SUPPORT_URL: "mailto:billing@example.com",
    ...more,
  };
  return appSettings(base, { port, databaseUrl: database.url });
}

/** What the app is started with, once the setup command has written down its child. */
const withSetup = (settings: Settings, localStripe: LocalStripe): Settings => ({
  ...withLocalStripe(settings, settings, localStripe.url, setupFileOf(localStripe)),
  NODE_ENV: "production",
});

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
