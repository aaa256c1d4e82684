// Other people's programs against local Stripe, unmodified. `npm run test:nightly` installs them and runs these.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, isolate: false, maxWorkers: 1 },
});
