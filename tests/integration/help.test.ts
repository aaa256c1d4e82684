import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { root } from "@/scripts/local/paths";

// Starting a command compiles it.
vi.setConfig({ testTimeout: 90_000 });

const run = promisify(execFile);

const start = (file: string, argument: string) =>
  run(process.execPath, ["--import", "tsx", `scripts/${file}`, argument], { cwd: root, timeout: 60_000 });

test.each([
  ["stripe:setup", "setup.ts"],
  ["stripe:sync", "sync.ts"],
  ["stripe:duplicates", "duplicates.ts"],
  ["entitlements", "entitlements.ts"],
  ["offers", "offers.ts"],
  ["account:import", "import-users.ts"],
  ["account:reset-link", "reset-link.ts"],
  ["db:migration", "db/migration.ts"],
  ["db:new-installation", "new-installation.ts"],
])("%s says how it is used, and does nothing", async (command, file) => {
  const { stdout, stderr } = await start(file, "--help");
  expect(stdout).toMatch(new RegExp(`^Usage: npm run ${command} -- `));
  expect(stderr).toBe("");
});

test.each([
  ["quickstart", "quickstart.mjs"],
  ["dev", "dev.ts"],
  ["preview", "preview.ts"],
  ["reset", "reset.ts"],
  ["pictures", "pictures.mjs"],
  ["test:nightly", "test-nightly.mjs"],
  ["db:generate", "db/generate.mjs"],
  ["db:migrate", "db/migrate.ts"],
])("%s takes no arguments: it says so, and does nothing", async (command, file) => {
  const { stdout, stderr } = await start(file, "--help");
  expect([stdout.split("\n")[0], stderr]).toEqual([`Usage: npm run ${command}`, ""]);
  const refused = {
    code: 1,
    stdout: "",
    stderr: expect.stringContaining(`${command} takes no arguments, and was given "--dry-run".`) as string,
  };
  await expect(start(file, "--dry-run")).rejects.toMatchObject(refused);
});
