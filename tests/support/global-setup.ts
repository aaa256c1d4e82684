import type { ProvidedContext } from "vitest";
import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "./postgres";
import { makeSetUp, removeSetUp, type SetUp } from "./set-up";
import { keepWarmApps, type WarmApps } from "./warm-apps";

type Shared = Pick<ProvidedContext, "postgres" | "setUp" | "warmApps">;

declare module "vitest" {
  export interface ProvidedContext {
    postgres: TestPostgres;
    setUp: SetUp;
    warmApps: WarmApps;
  }
}

// Both projects of integration tests load this file, each anew, in one process.
const home = globalThis as typeof globalThis & {
  started?: Promise<Shared & { stop(): Promise<void> }>;
  users?: number;
};

/** Once per run: one PostgreSQL, of which each test takes databases, one run of the setup, and the apps that files share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  home.users = (home.users ?? 0) + 1;
  home.started ??= start();
  const { stop, ...shared } = await home.started;
  project.provide("postgres", shared.postgres);
  project.provide("setUp", shared.setUp);
  project.provide("warmApps", shared.warmApps);
  return async () => {
    home.users = (home.users ?? 0) - 1;
    if (home.users === 0) await stop();
  };
}

async function start(): Promise<Shared & { stop(): Promise<void> }> {
  const { templateUrl, stop: stopPostgres } = await startTestPostgres();
  const postgres = { templateUrl };
  const setUp = await makeSetUp(postgres);
  const { address, stop: stopApps } = await keepWarmApps({ postgres, setUp });
  return {
    postgres,
    setUp,
    warmApps: { address },
    async stop() {
      await stopApps();
      await removeSetUp(setUp);
      await stopPostgres();
    },
  };
}
