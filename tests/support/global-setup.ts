import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "./postgres";
import { makeSetUp, removeSetUp, type SetUp } from "./set-up";

declare module "vitest" {
  export interface ProvidedContext {
    postgres: TestPostgres;
    setUp: SetUp;
  }
}

/** Once per run of the integration tests: one PostgreSQL, of which each test takes databases, and one run of the setup. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { templateUrl, stop } = await startTestPostgres();
  const setUp = await makeSetUp({ templateUrl });
  project.provide("postgres", { templateUrl });
  project.provide("setUp", setUp);
  return async () => {
    await removeSetUp(setUp);
    await stop();
  };
}
