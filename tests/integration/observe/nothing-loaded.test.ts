import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bareEnvironment } from "../../support/environment";

const run = promisify(execFile);

// Tells of each module that is loaded from here on.
const START = `
import { registerHooks } from "node:module";
const loaded = [];
registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); loaded.push(found.url); return found; } });
const { startObserving } = await import("./lib/observe/start.ts");
await startObserving();
process.stdout.write("LOADED " + JSON.stringify(loaded.filter((url) => /opentelemetry|node_modules.pino/.test(url))) + "\\n");
process.exit(0);
`;

const settings = {
  NODE_ENV: "development",
  STRIPE_API_SECRET: "sk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
  NEXTAUTH_SECRET: "0123456789abcdef",
  DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
};

async function loadedWith(more: Record<string, string>): Promise<string[]> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", START], {
    env: { ...bareEnvironment(), ...settings, ...more } as NodeJS.ProcessEnv,
  });
  return JSON.parse(/LOADED (.*)/.exec(stdout)?.[1] ?? "null") as string[];
}

test("without an address for traces nothing of OpenTelemetry is loaded; with one it is", async () => {
  expect(await loadedWith({})).toEqual([]);
  expect((await loadedWith({ LOG_FORMAT: "json" })).filter((url) => url.includes("opentelemetry"))).toEqual([]);
  expect((await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" })).length).toBeGreaterThan(5);
});
