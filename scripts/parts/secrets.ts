import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { dataDir } from "./paths";

const path = join(dataDir, "made-up.env");

/** Secrets made up on first use and kept, so that sessions and local Stripe's data survive a restart. */
export function madeUpSecrets(): Record<string, string> {
  if (existsSync(path)) return parseEnv(readFileSync(path, "utf8")) as Record<string, string>;
  const secrets = {
    STRIPE_API_SECRET: `sk_test_${randomBytes(24).toString("hex")}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${randomBytes(24).toString("hex")}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  };
  const text = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.join(""), { mode: 0o600 });
  return secrets;
}
