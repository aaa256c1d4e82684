import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import { bareEnvironment } from "../../support/environment";
import { startMirror } from "../../support/mirror";

// Starting a command compiles it, which takes its time where several do it at once.
vi.setConfig({ testTimeout: 90_000 });

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

/** Runs the command as a person does. */
async function command(...args: string[]): Promise<{ code: number | null; said: string }> {
  const env = { ...bareEnvironment(), ...mirror.settings } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [await compiled("scripts/sync.ts"), ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
}

test("a dry run prints what differs as a table and exits 1, and writes nothing", async () => {
  const { code, said } = await command("--dry-run");
  expect(said).toMatch(/object +field +here +there\n/);
  expect(said).toMatch(new RegExp(`price ${mirror.price.id} +id +— +${mirror.price.id}\n`));
  expect(said).toMatch(/2 objects differ; nothing was written/);
  expect(code).toBe(1);
  expect((await mirror.database.pool.query("SELECT FROM product")).rowCount).toBe(0);
});

test("a run puts it right, says what it did of each kind, and exits 0", async () => {
  const { code, said } = await command();
  expect(said).toMatch(/read +same +repaired +gone +not ours +failed\n/);
  expect(said).toMatch(/product +1 +0 +1 +0 +0 +0\n/);
  expect(code).toBe(0);
  expect((await mirror.sync({ dryRun: true })).drift).toEqual([]);
});

test("objects that fail are listed, and it exits 1", async () => {
  await mirror.database.pool.query(
    `INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
     VALUES ('sub_unknown', 'cus_unknown', 'active', '{}', now() - interval '2 days', now() - interval '2 days')`,
  );
  expect(await command()).toMatchObject({
    code: 1,
    said: expect.stringMatching(
      /Failed:\n {2}subscription sub_unknown: GET \/v1\/subscriptions\/sub_unknown: No such subscription/,
    ) as string,
  });
  await mirror.database.pool.query("DELETE FROM subscription");
  expect((await mirror.sync()).failures).toEqual([]);
});

test("--since without a time goes back to the last finished run; a dry run that finds nothing exits 0", async () => {
  expect(await command("--since", "--dry-run")).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Nothing differs/) as string,
  });
});

test("what it does not understand it says, with how it is used, and does nothing", async () => {
  const { code, said } = await command("--since", "yesterday");
  expect(said).toMatch(/--since yesterday: allowed are 90m, 24h, 7d, or an instant.*\nUsage: npm run stripe:sync/);
  expect(said).not.toMatch(/ at /);
  expect(code).toBe(1);
});

test("a key that may not read something ends it with the request and Stripe's words", async () => {
  const error = { message: "Having the 'rak_plan_read' permission would allow this request to continue." };
  await mirror.localStripe.fault({ method: "GET", path: "^/v1/prices$", kind: "status", status: 403, error, times: 9 });
  const { code, said } = await command("--dry-run");
  await mirror.localStripe.clearFaults();
  expect(said).toContain(`GET /v1/prices: ${error.message}`);
  expect(said).toContain("docs/restricted-keys.md");
  expect(code).toBe(1);
});

test("without Stripe it says so and exits 1", async () => {
  const { url } = mirror.localStripe;
  mirror.settings.STRIPE_API_BASE = "http://127.0.0.1:9";
  const { code, said } = await command();
  mirror.settings.STRIPE_API_BASE = url;
  expect(said).toMatch(/We couldn.t fetch everything from Stripe/);
  expect(code).toBe(1);
});
