import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "./postgres";

declare module "vitest" {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** Once per run of the integration tests: one PostgreSQL, of which each test takes databases. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { templateUrl, stop } = await startTestPostgres();
  project.provide("postgres", { templateUrl });
  return stop;
}
