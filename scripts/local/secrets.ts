import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readEnvFile, writeEnvFile } from "./env-file";
import { dataDir } from "./paths";
import { type Settings } from "./settings";

const path = join(dataDir, "made-up.env");

/** Secrets made up on first use and kept, so that sessions and local Stripe's data survive a restart. */
export function madeUpSecrets(): Settings {
  const kept = readEnvFile(path);
  if (kept.NEXTAUTH_SECRET) return kept;
  const secrets = {
    STRIPE_API_SECRET: `sk_test_${randomBytes(24).toString("hex")}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${randomBytes(24).toString("hex")}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeEnvFile(path, secrets);
  return secrets;
}
