/** The release before this one, as it was: its own packages, its own build. */
import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setUpStripe } from "@/scripts/local/steps";
import { appSettings, withLocalStripe } from "@/scripts/local/app-settings";
import { dataDir, root } from "@/scripts/local/paths";
import type { Settings } from "@/scripts/local/settings";
import { anyPort } from "@/scripts/processes/ports";
import { runNode } from "@/scripts/processes/run-node";
import { attachApp, startApp, type TestApp } from "./app";
import { bareEnvironment } from "./environment";
import { startLocalStripe } from "./local-stripe";
import { type TestDatabase, type TestPostgres } from "./postgres";
import { setupFileOf } from "./set-up";

/** The newest release's tag. */
export const lastTag = (): string =>
  execFileSync("git", ["describe", "--tags", "--abbrev=0", "--match", "v*"], { cwd: root, encoding: "utf8" }).trim();

/** Fetches and builds a release, once. @returns its folder */
export function buildRelease(tag: string): string {
  const dir = join(dataDir, `release-${tag}`);
  if (existsSync(join(dir, ".next/BUILD_ID"))) return dir;
  mkdirSync(dir, { recursive: true });
  const options: ExecFileSyncOptions = {
    cwd: dir,
    stdio: ["ignore", "ignore", "inherit"],
    env: bareEnvironment() as NodeJS.ProcessEnv,
  };
  execFileSync("sh", ["-c", `git -C "$1" archive "$2" | tar -x`, "sh", root, tag], options);
  // What a machine needs to reach a registry is in its environment.
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { ...options, env: process.env });
  execFileSync("npm", ["run", "build"], options);
  return dir;
}

/** Starts a release of before as it was deployed: its migrations, its set-up, its app. */
export async function startRelease(dir: string, postgres: TestPostgres, database: TestDatabase): Promise<TestApp> {
  const localStripe = await startLocalStripe();
  const port = await anyPort();
  const url = `http://127.0.0.1:${port}`;
  const given: Settings = {
    ...bareEnvironment(),
    STRIPE_API_SECRET: localStripe.secretKey,
    FRONT_END_BASE_URL: url,
    SIGN_UPS_PER_HOUR: "100000",
  };
  const settings = appSettings(given, { port, databaseUrl: database.url });
  const file = setupFileOf(localStripe);
  // Its scripts find each other by its own tsconfig.json.
  const script = (name: string) => ["--import", "tsx", join(dir, "scripts", name)];
  const own = { TSX_TSCONFIG_PATH: join(dir, "tsconfig.json") };
  await runNode("db:migrate", script("db/migrate.ts"), { ...settings, ...own });
  await setUpStripe(
    { ...withLocalStripe(settings, settings, localStripe.url, file), ...own },
    url,
    file,
    script("setup.ts"),
  );
  const env = { ...withLocalStripe(settings, settings, localStripe.url, file), NODE_ENV: "production" };
  const app = await startApp({
    postgres,
    beside: attachApp({ url, env, database, localStripe }, () => Promise.resolve()),
    port,
    command: [
      join(dir, "node_modules/next/dist/bin/next"),
      "start",
      dir,
      "--hostname",
      "127.0.0.1",
      "--port",
      String(port),
    ],
  });
  return {
    ...app,
    async stop() {
      await app.stop();
      await localStripe.stop();
    },
  };
}
