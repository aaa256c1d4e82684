import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "./postgres";
import { makeSetUp, removeSetUp, type SetUp } from "./set-up";
import { keepWarmApps, type WarmApps } from "./warm-apps";

declare module "vitest" {
  export interface ProvidedContext {
    postgres: TestPostgres;
    setUp: SetUp;
    warmApps: WarmApps;
  }
}

/** Once per run of the integration tests: one PostgreSQL, of which each test takes databases, and one run of the setup. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { templateUrl, stop } = await startTestPostgres();
  const setUp = await makeSetUp({ templateUrl });
  project.provide("postgres", { templateUrl });
  project.provide("setUp", setUp);
  const warmApps = await keepWarmApps({ postgres: { templateUrl }, setUp });
  project.provide("warmApps", { address: warmApps.address });
  return async () => {
    await warmApps.stop();
    await removeSetUp(setUp);
    await stop();
  };
}
