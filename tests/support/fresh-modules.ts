/**
 * The files of a worker run in one process, one after the other, so that what they import from packages is loaded once.
 * What is ours is loaded anew for each, with the environment as it was: lib keeps its settings, clock and database.
 */
import { afterAll, vi } from "vitest";

const environment = { ...process.env };
vi.resetModules();

afterAll(async () => {
  const { disconnect } = await import("@/lib/db");
  await disconnect();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
