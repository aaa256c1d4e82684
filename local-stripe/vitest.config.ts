import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // The files share one load of the modules. Each starts its servers and keeps no state in a module.
    isolate: false,
    // Without it one core rests.
    maxWorkers: "100%",
  },
});
