import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { NearestFirst } from "./scripts/testing/nearest-first.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));

const integrationTests = readdirSync(`${root}tests/integration`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `tests/integration/${name}`);

/** Integration tests that start the app need a production build; the others call lib themselves. */
const needsApp = (file: string): boolean =>
  /\b(startApp|sharedApp|startAppOnWire)\(/.test(readFileSync(root + file, "utf8"));
const [app, inProcess] = [true, false].map((wanted) => integrationTests.filter((file) => needsApp(file) === wanted));

/** One file at a time, for `npm test` to run again what failed among others. A project's number would win over an option. */
const alone = process.env.TESTS_ALONE === "1";

const integration = {
  globalSetup: ["tests/support/global-setup.ts"],
  setupFiles: ["tests/support/fresh-modules.ts", "tests/support/fresh-settings.ts"],
  isolate: false,
  // Projects with another number of workers run one after the other.
  sequence: { groupOrder: 2 },
  // A test mostly waits for servers: with one worker a core would idle.
  maxWorkers: alone ? 1 : 3,
  // Longer than `until` waits, which names what it waited for.
  testTimeout: 90_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: root }] },
  test: {
    ...(process.env.TIME_LIMIT && { sequence: { sequencer: NearestFirst } }),
    projects: [
      {
        extends: true,
        // No test may hang forever, and none may fail because a machine is slow.
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          maxWorkers: alone ? 1 : "100%",
          testTimeout: 20_000,
          isolate: false,
          unstubEnvs: true,
          setupFiles: ["tests/support/fresh-modules.ts"],
        },
      },
      { extends: true, test: { ...integration, name: "integration", include: app } },
      { extends: true, test: { ...integration, name: "in-process", include: inProcess } },
      // What needs programs that `npm test` does without: scripts/test-nightly.mjs.
      {
        extends: true,
        test: { ...integration, name: "nightly", include: ["tests/nightly/**/*.test.ts"], testTimeout: 600_000 },
      },
      {
        // A package of its own with its own configuration; listed so that one command runs all.
        extends: "local-stripe/vitest.config.ts",
        test: { name: "local-stripe", root: "local-stripe", sequence: { groupOrder: 1 } },
      },
    ],
  },
});
