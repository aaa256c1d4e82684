import { applyMigrations } from "../db/migrations";
import { startDatabase } from "../postgres/database";
import { startOn } from "./app";
import { appSettings, bringsOwnStripe, setupFile, withLocalStripe } from "./app-settings";
import { hostSetting } from "./host";
import { mailPorts, startLocalMail } from "./local-mail";
import { localStripeDir, lockOf, startLocalStripe } from "./local-stripe";
import { dataDir } from "./paths";
import { lockHolder, tryLock, unlock } from "../processes/lock-file";
import { describeEnd, lastLines, type Child, startChild, whenReady } from "../processes/child";
import { freePort, portSetting, portTaken } from "../processes/ports";
import { keepPrivate } from "../processes/private-files";
import { runNode } from "../processes/run-node";
import { type Addresses, forgetAddresses, rememberAddresses, runningAddresses, sessionLock } from "./running";
import { readSettings, type Settings } from "./settings";
import { answersHealth, forgetOtherPorts, seedDemoUser, setUpStripe } from "./steps";
import { until } from "../processes/until";
import { welcome } from "./welcome";

const say = (message: string): void => console.log(message);

export interface SessionOptions {
  quickstart: boolean;
  /** The app as it goes live, built before it starts, instead of a development server. */
  production?: boolean;
}

/** `quickstart`, `dev` and `preview`: starts all parts, prints their addresses, and stops them together. */
export async function runSession(options: SessionOptions): Promise<void> {
  keepPrivate(dataDir);
  if (!tryLock(sessionLock)) return options.production ? refuseBeside() : joinRunning();
  const session = new RunningSession();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => session.over(null));
  const started = Date.now();
  startAll(session, options).then(
    ({ addresses, app }) => {
      rememberAddresses(addresses);
      say(welcome(addresses, Math.round((Date.now() - started) / 1000)));
      app.onLine(say);
    },
    (error: Error) => session.over(error.message),
  );
  const trouble = await session.end;
  if (trouble !== null) console.error(`\n${trouble}\n`);
  say("Stopping everything …");
  await session.stopAll();
  forgetAddresses();
  unlock(lockOf(localStripeDir));
  unlock(sessionLock);
  process.exit(trouble === null ? 0 : 1);
}

/** What has been started, and the moment at which it all stops. */
class RunningSession {
  private readonly stops: (() => Promise<void>)[] = [];
  private finish: (trouble: string | null) => void = () => undefined;
  private stopping = false;
  /** The trouble that ends everything, or null when it was asked for. */
  readonly end = new Promise<string | null>((resolve) => (this.finish = resolve));

  over(trouble: string | null): void {
    this.finish(trouble);
  }

  add(stop: () => Promise<void>, trouble: Promise<string>): void {
    void trouble.then((text) => this.over(text));
    if (this.stopping) void stop();
    else this.stops.unshift(stop);
  }

  watch(child: Child): void {
    const trouble = child.ended.then(
      (code) => `${describeEnd(child, code)}, so everything else ends, too.\n${lastLines(child)}`,
    );
    this.add(() => child.stop(), trouble);
  }

  /** Last started, first stopped, so the app stops before the database that it uses. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    for (const stop of this.stops) await stop();
  }
}

async function startAll(
  session: RunningSession,
  { quickstart, production }: SessionOptions,
): Promise<{ addresses: Addresses; app: Child }> {
  const given = readSettings();
  const listening = hostSetting(given.HOST);
  const wantedPort = portSetting("PORT", given.PORT, 3000);
  const wantedStripePort = portSetting("LOCAL_STRIPE_PORT", given.LOCAL_STRIPE_PORT, 12_111);
  const wantedMailPorts = mailPorts(given);
  say("Starting PostgreSQL …");
  const [database] = await Promise.all([
    startDatabase(given),
    runNode("prisma generate", ["scripts/db/generate.mjs"], given),
  ]);
  session.add(
    () => database.release(),
    database.ended.then(() => "PostgreSQL ended, so everything else ends, too."),
  );
  database.said.forEach(say);
  await applyMigrations(database.url);

  if (production) await build(session, given);
  const port = await freePort(wantedPort, (chosen) => say(portTaken(wantedPort, "the app", chosen, "PORT")));
  const url = `http://${listening.reachedAt}:${port}`;
  let settings = appSettings(given, { port, databaseUrl: database.url });
  const mail = given.MAIL_URL ? null : await startLocalMail(wantedMailPorts, given, say);
  if (mail) {
    session.watch(mail.child);
    const MAIL_FROM = given.MAIL_FROM ?? "HyperSaaS <hello@example.com>";
    settings = { ...settings, MAIL_URL: mail.smtpUrl, MAIL_FROM };
  }
  let localStripe: string | null = null;
  if (!bringsOwnStripe(given, quickstart)) {
    say("Starting local Stripe and filling in the plans …");
    const stripePort = await freePort(wantedStripePort, (chosen) =>
      say(portTaken(wantedStripePort, "local Stripe", chosen, "LOCAL_STRIPE_PORT")),
    );
    takeStripeData();
    const stripe = await startLocalStripe(stripePort, localStripeDir, given);
    session.watch(stripe.child);
    localStripe = stripe.url;
    const beforeSetup = withLocalStripe(settings, given, stripe.url);
    await forgetOtherPorts(beforeSetup, url);
    await setUpStripe(beforeSetup, url, setupFile);
    settings = withLocalStripe(settings, given, stripe.url);
    // In addition to the ids in the settings, so that the demo user can open the operator's page.
    const operators = [settings.OPERATOR_USER_IDS, await seedDemoUser(settings)];
    settings = { ...settings, OPERATOR_USER_IDS: operators.filter(Boolean).join(",") };
  }

  say("Starting the app …");
  // Its log is for people at a terminal.
  const app = startOn(listening, port, production ? "start" : "dev", { LOG_FORMAT: "text", ...settings });
  session.watch(app);
  await whenReady(app, answersHealth(url, app));
  const open = listening.open ? `${listening.host}:${port}` : undefined;
  const addresses = {
    app: settings.FRONT_END_BASE_URL ?? "",
    localStripe,
    mail: mail?.url ?? null,
    database: database.url,
  };
  return { addresses: { ...addresses, open }, app };
}

/** Always anew: an old build would show what the sources no longer say. */
async function build(session: RunningSession, given: Settings): Promise<void> {
  say("Building the app …");
  const building = startChild("The build", ["scripts/build.mjs"], { ...given, NEXT_TELEMETRY_DISABLED: "1" });
  session.add(() => building.stop(), new Promise(() => undefined));
  const code = await building.ended;
  if (code !== 0) throw new Error(`${describeEnd(building, code)}.\n${lastLines(building)}`);
}

function takeStripeData(): void {
  const lock = lockOf(localStripeDir);
  if (tryLock(lock)) return;
  throw new Error(
    `\`npm run local-stripe\` (process ${lockHolder(lock)}) uses the data of the local session. Stop it, then run this again.`,
  );
}

/** What runs may be a development server: it must not be taken for the production build. */
function refuseBeside(): never {
  const where = runningAddresses()?.app;
  throw new Error(
    `The parts of this checkout run already (process ${lockHolder(sessionLock)}${where ? `, ${where}` : ""}). Stop them ` +
      "with Ctrl-C, then run this again.",
  );
}

/** The parts of this checkout run already: says where, once they are ready, and leaves them alone. */
async function joinRunning(): Promise<void> {
  say(
    `Another process (${lockHolder(sessionLock)}) runs or starts the parts of this checkout; asking where they answer …`,
  );
  const addresses = await until("the other process to be ready", runningAddresses, {
    timeoutMs: 180_000,
    intervalMs: 250,
  });
  say(welcome(addresses, null));
}
