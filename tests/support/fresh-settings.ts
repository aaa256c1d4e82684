/** What a file leaves in its process, the next one does not find: settings in the environment, and lib's connections. */
import { afterAll } from "vitest";

const environment = { ...process.env };

afterAll(async () => {
  const { disconnect } = await import("@/lib/db");
  await disconnect();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
