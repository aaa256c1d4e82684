/** What integration tests start from. PostgreSQL runs already (global-setup.ts); a test takes databases and apps of it. */
import { inject } from "vitest";
import { type AppOptions, startApp as startAppOn, type TestApp } from "./app";
import { createDatabase as createDatabaseOn, type TestDatabase } from "./postgres";
import { borrowApp } from "./warm-apps";

export { AppClient, newPerson, type Answer, type Person } from "./client";
export { startLocalStripe, type LocalStripe, type Fault } from "./local-stripe";
export { startOwnPostgres, type OwnPostgres } from "./postgres";
export { until } from "@/scripts/processes/until";
export type { TestApp, TestDatabase };

export const createDatabase = (): Promise<TestDatabase> => createDatabaseOn(inject("postgres"));

export const startApp = (options: Omit<AppOptions, "postgres" | "setUp"> = {}): Promise<TestApp> =>
  startAppOn({ ...options, postgres: inject("postgres"), setUp: inject("setUp") });

/**
 * An app with the usual settings that other files have used before, or will: for tests that need none of their own, and
 * leave none of its plans changed.
 */
export const sharedApp = (): Promise<TestApp> => borrowApp(inject("warmApps"));
