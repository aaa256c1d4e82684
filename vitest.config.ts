import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: root }] },
  test: {
    projects: [
      {
        extends: true,
        // No test may hang for ever, and none may fail because a machine is slow.
        test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], maxWorkers: "100%", testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/global-setup.ts"],
          // A test mostly waits for servers: with one worker a core would idle.
          maxWorkers: 3,
          // Longer than `until` waits, which names what it waited for.
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        // A package of its own with its own configuration; listed so that one command runs all.
        extends: "local-stripe/vitest.config.ts",
        test: { name: "local-stripe", root: "local-stripe" },
      },
    ],
  },
});
