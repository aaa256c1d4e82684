/**
 * Runs an operator's command where the app is deployed, without npm: `node command.mjs stripe:sync --dry-run` does what
 * `npm run stripe:sync -- --dry-run` does in a checkout. A build puts this file beside the app (commands.mjs).
 */
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

export const COMMANDS = {
  "db:migrate": "scripts/db/migrate.ts",
  "stripe:setup": "scripts/setup.ts",
  "stripe:sync": "scripts/sync.ts",
  "stripe:duplicates": "scripts/duplicates.ts",
  "account:import": "scripts/import-users.ts",
  "account:reset-link": "scripts/reset-link.ts",
  entitlements: "scripts/entitlements.ts",
  offers: "scripts/offers.ts",
  "db:new-installation": "scripts/new-installation.ts",
};

const [, program = "", name = "", ...args] = process.argv;

// A build only reads the list.
if (import.meta.url === pathToFileURL(realpathSync(program)).href) await run();

async function run() {
  if (!Object.hasOwn(COMMANDS, name)) {
    const list = Object.keys(COMMANDS).map((one) => `\n  node command.mjs ${one}`);
    console.error(`${name ? `There is no command "${name}".` : "Name a command."} These are there:${list.join("")}`);
    process.exit(1);
  }
  process.argv = [process.argv[0] ?? "node", program, ...args];
  await import(new URL(`commands/${name.replace(":", "-")}.mjs`, import.meta.url).href);
}
