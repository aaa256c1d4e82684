/**
 * `npm run test:nightly`: what `npm test` does with less depth, in full, and the proof that its tests notice faults. A part
 * that can't run here is named, and is a failure: nobody shall think that it passed.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installMissing } from "./bootstrap/install.mjs";
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { missingClient, missingPython } from "./testing/clients.mjs";
import { runTimed } from "./testing/command.mjs";
import { missingPrograms, SERVERS } from "./testing/postgres-servers.mjs";

takeNoArguments("test:nightly", "the tests in full depth; CONVERGENCE_RUNS sets the number of random histories");
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const isInstalled = (program) => (process.env.PATH ?? "").split(":").some((dir) => existsSync(`${dir}/${program}`));

const FULL_CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const vitest = ["npx", "--no-install", "vitest", "run"];

/** @param {string[]} programs */
const notInstalled = (programs) => {
  const away = programs.filter((name) => !isInstalled(name));
  return away.length === 0 ? null : `not installed: ${away.join(", ")}`;
};

const hasTag = () => spawnSync("git", ["describe", "--tags", "--abbrev=0", "--match", "v*"]).status === 0;

const clients = [...vitest, "--root", "local-stripe/clients"];

const onServer = ["node", "--import", "tsx", "scripts/testing/with-postgres.ts"];

/** The sync engine makes tables of its own, in a database that nothing else uses. */
const [SYNC_SERVER = SERVERS[0]] = SERVERS.filter(({ name }) => name === "PostgreSQL 17");

/** `missing` answers why a part can't run here. Numbers in `npm test` and here: docs/testing.md. */
const parts = [
  {
    name: "a thousand random histories",
    command: [...vitest, "--project=in-process", "tests/integration/convergence"],
    env: { CONVERGENCE_RUNS: process.env.CONVERGENCE_RUNS ?? "1000" },
  },
  {
    name: "five hundred pairs of catalogues",
    command: [...vitest, "--project=in-process", "tests/integration/setup-converges"],
    env: { SETUP_RUNS: process.env.SETUP_RUNS ?? "500" },
  },
  {
    name: "five hundred stories of money at local Stripe",
    command: [...vitest, "--project=local-stripe", "local-stripe/tests/money-property.test.ts"],
    env: { MONEY_RUNS: process.env.MONEY_RUNS ?? "500" },
  },
  {
    name: "four hundred random orders at local Stripe's checkout",
    command: [...vitest, "--project=local-stripe", "local-stripe/tests/checkout-agrees.test.ts"],
    env: { CHECKOUT_RUNS: process.env.CHECKOUT_RUNS ?? "400" },
  },
  {
    name: "two hundred subscriptions with any parameters, and their changes",
    command: [...vitest, "--project=local-stripe", "local-stripe/tests/any-parameters.test.ts"],
    env: { PARAMETERS_RUNS: process.env.PARAMETERS_RUNS ?? "200" },
  },
  {
    name: "two hundred rounds of owners who leave at once",
    command: [...vitest, "--project=in-process", "tests/integration/workspaces/owner-in-database.test.ts"],
    env: { OWNER_ROUNDS: process.env.OWNER_ROUNDS ?? "200" },
  },
  {
    name: "whole tables, a million rows and 2,000 events at once",
    command: [
      ...vitest,
      "--project=integration",
      "--project=in-process",
      "tests/integration/change/agreement.test.ts",
      "tests/integration/faults/two-instances.test.ts",
      "tests/integration/scale.test.ts",
      "tests/integration/operator-scale.test.ts",
      "tests/integration/front/overload.test.ts",
    ],
    env: { DEPTH: "full" },
  },
  {
    name: "plans of small tables that grow to 100,000 rows",
    command: [...vitest, "--project=in-process", "tests/integration/small-tables.test.ts"],
    env: { SMALL_TABLES_ROWS: process.env.SMALL_TABLES_ROWS ?? "100000" },
  },
  {
    name: "the time of three hundred pairs of sign-ups",
    command: [...vitest, "--project=integration", "tests/integration/security/sign-up-time.test.ts"],
    env: { SIGN_UP_PAIRS: process.env.SIGN_UP_PAIRS ?? "300" },
  },
  {
    name: "every screen, in a full Chromium, and every picture",
    command: ["npm", "run", "--silent", "pictures"],
    env: { SCREENS: "all", CHROMIUM_PATH: FULL_CHROMIUM },
    missing: () => (existsSync(FULL_CHROMIUM) ? null : `there is no ${FULL_CHROMIUM}; CHROMIUM_PATH names another`),
  },
  {
    name: "local Stripe's shapes are those of the stripe package",
    command: ["npm", "run", "--silent", "--prefix", "local-stripe", "shapes", "--", "--check"],
  },
  {
    name: "systemd and nginx read their files",
    command: [...vitest, "--project=nightly", "tests/nightly/deploying.test.ts"],
    missing: () => notInstalled(["systemd-analyze", "nginx", "openssl"]),
  },
  ...SERVERS.map((server) => ({
    name: server.name,
    command: [...onServer, server.name, ...vitest, "--project=in-process", "--project=integration"],
    missing: () => missingPrograms(server),
  })),
  {
    name: "PgBouncer with five connections, and roles without the right to create tables",
    command: [...vitest, "--project=nightly", "tests/nightly/pgbouncer.test.ts"],
    missing: () => notInstalled(["pgbouncer"]),
  },
  {
    name: "TLS with a private certificate authority",
    command: [...vitest, "--project=nightly", "tests/nightly/tls.test.ts"],
    missing: () => notInstalled(["openssl"]),
  },
  {
    name: "the newest migrations while the last release sells",
    command: [...vitest, "--project=nightly", "tests/nightly/upgrade.test.ts"],
    missing: () => (hasTag() ? null : "git has no tag v…: fetch the tags of the repository"),
  },
  {
    name: "the integration tests of the last release on today's schema",
    command: ["node", "--import", "tsx", "scripts/testing/release-before.ts"],
    missing: () => (hasTag() ? null : "git has no tag v…: fetch the tags of the repository"),
  },
  {
    name: "two instances behind nginx, restarted under load",
    command: [...vitest, "--project=nightly", "tests/nightly/behind-nginx.test.ts"],
    missing: () => (isInstalled("nginx") ? null : "not installed: nginx"),
  },
  {
    name: "local Stripe and Debian's Stripe package for Python",
    command: [...clients, "python"],
    missing: missingPython,
  },
  {
    name: "local Stripe and older Stripe packages for Node",
    command: [...clients, "older"],
    missing: () => missingClient("older"),
  },
  {
    name: "local Stripe and better-auth with its Stripe plugin",
    command: [...clients, "better-auth"],
    missing: () => missingClient("better-auth"),
  },
  {
    name: "local Stripe and Stripe's sync engine",
    command: [...onServer, SYNC_SERVER.name, ...clients, "sync-engine"],
    missing: () => missingClient("sync-engine") ?? missingPrograms(SYNC_SERVER),
  },
  { name: "planted faults", command: ["npm", "run", "--silent", "test:faults"] },
];

installMissing();
const prepared = await runTimed(["npm", "run", "--silent", "build"]);
if (prepared.code !== 0) process.exit(prepared.code);

const lines = [];
let failed = 0;
for (const { name, command, env = {}, missing = () => null } of parts) {
  console.log(`\n══ ${name}`);
  const reason = missing();
  const code = reason === null ? (await runTimed(command, { env: { ...process.env, ...env } })).code : 1;
  if (code !== 0) failed++;
  lines.push(reason === null ? `${code === 0 ? "passed" : "failed"}: ${name}` : `not run: ${name}: ${reason}`);
}
console.log(`\n${lines.join("\n")}\n${parts.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
