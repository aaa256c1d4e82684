/**
 * `npm run stripe:setup [-- --webhook-url URL] [--write-env FILE] [--new-webhook-secret]`: brings Stripe, or local
 * Stripe, to what the app needs, and the plans into the mirror when a database is named.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs, parseEnv } from "node:util";
import { failPlainly } from "./parts/fail";
import { readSettings } from "./parts/settings";

Object.assign(process.env, readSettings());

const { values: options } = parseArgs({
  options: {
    "webhook-url": { type: "string" },
    "write-env": { type: "string" },
    "new-webhook-secret": { type: "boolean", default: false },
  },
});

await run().catch(failPlainly);

async function run(): Promise<void> {
  const { setup } = await import("@/lib/billing/setup");
  const url = options["webhook-url"] ?? defaultUrl();
  const reachable = url !== null && (Boolean(process.env.STRIPE_API_BASE) || !isLoopback(url));
  const file = options["write-env"];
  const kept = file && existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const result = await setup({
    webhookUrl: reachable ? url : null,
    webhookSecretIsKnown: !options["new-webhook-secret"] && (!file || Boolean(kept.STRIPE_WEBHOOK_SECRET)),
    say: console.log,
  });
  console.log(result.changes === 0 ? "Stripe has all that the app needs." : `Made ${result.changes} changes at Stripe.`);

  const secret = result.webhookSecret ?? kept.STRIPE_WEBHOOK_SECRET;
  if (file) write(file, { STRIPE_WEBHOOK_SECRET: secret, STRIPE_PORTAL_CONFIGURATION: result.portalConfiguration });
  else {
    if (result.webhookSecret) console.log(`\nShown once, so keep it now:\nSTRIPE_WEBHOOK_SECRET=${result.webhookSecret}`);
    if (result.portalConfiguration) console.log(`STRIPE_PORTAL_CONFIGURATION=${result.portalConfiguration}`);
  }
  if (url && !reachable) {
    console.log(`\nStripe can't reach ${url}. While you develop, let its own tool bring the events:`);
    console.log(`  stripe listen --forward-to ${url}\nand put the whsec_… that it prints into STRIPE_WEBHOOK_SECRET.`);
  }
  await copyCatalog();
}

function defaultUrl(): string | null {
  const base = process.env.FRONT_END_BASE_URL ?? `http://localhost:${process.env.PORT ?? 3000}`;
  return URL.canParse(base) ? new URL("/api/subscriptions/webhook/", base).href : null;
}

const isLoopback = (url: string) => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);

/** Secrets: readable by their owner alone. */
function write(file: string, values: Record<string, string | undefined>): void {
  mkdirSync(dirname(file), { recursive: true });
  const lines = Object.entries(values).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
}

async function copyCatalog(): Promise<void> {
  if (!process.env.DATABASE_URL) return;
  const { syncCatalog } = await import("@/lib/billing/reconcile");
  const { disconnect } = await import("@/lib/db");
  const count = await syncCatalog().finally(disconnect);
  console.log(`Copied ${count} products and prices into the database.`);
}
