import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isKnownFeature } from "@/lib/billing/entitlements/overrides";
import { readAccess } from "@/lib/billing/entitlements/read";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import { bareEnvironment } from "../../support/environment";
import { type Mirror, startMirror } from "../../support/mirror";

// Starting a command compiles it, which takes its time where several do it at once.
vi.setConfig({ testTimeout: 90_000 });

let mirror: Mirror;
beforeAll(async () => {
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());

/** Runs the command as support does. */
async function command(...args: string[]): Promise<{ code: number | null; said: string }> {
  // It needs no key of Stripe's.
  const { DATABASE_URL } = mirror.settings;
  const env = { ...bareEnvironment(), DATABASE_URL } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [await compiled("scripts/entitlements.ts"), ...args], {
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

test("grants, lists and revokes, and keeps who did it and why", async () => {
  const { workspaceId } = await mirror.user();
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const granted = await command(
    "grant",
    workspaceId,
    "export",
    "--until",
    until,
    "--note",
    "Waits for an invoice",
    "--by",
    "ada",
  );
  expect(granted).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Granted: .*export, until .*: Waits for an invoice \(ada, /) as string,
  });
  expect(await readAccess(workspaceId, "export")).toMatchObject({ allowed: true, reason: { kind: "override" } });

  const id = /[0-9a-f-]{36}/.exec(granted.said)?.[0] ?? "";
  const [revoked, unknown] = await Promise.all([
    command("revoke", id, "--by", "bea"),
    command("grant", workspaceId, "exprot", "--until", until, "--note", "x"),
  ]);
  expect(revoked).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Taken back: .*taken back by bea on /) as string,
  });
  expect(unknown).toMatchObject({
    code: 1,
    said: expect.stringMatching(/Neither billing\/features\.ts names "exprot" nor does a product carry it/) as string,
  });
  expect((await readAccess(workspaceId, "export")).allowed).toBe(false);

  const listed = await command("list", workspaceId);
  expect(listed.said).toMatch(/no {3}export {2}override ended on /);
  expect(listed.said).toMatch(new RegExp(`By hand:\\n${id} .*Waits for an invoice \\(ada, .*taken back by bea on `));
});

test("a feature is known that the code names or a product carries now, not one that a product only carried once", async () => {
  const product = await mirror.stripe.products.create({ name: "Once", metadata: { features: "bespoke exprot" } });
  await mirror.sync();
  await mirror.stripe.products.update(product.id, { metadata: { features: "bespoke" } });
  await mirror.sync();
  const known = ["sso", "bespoke", "exprot", "constructor"].map(async (feature) => [
    feature,
    await isKnownFeature(feature),
  ]);
  expect(await Promise.all(known)).toEqual([
    ["sso", true],
    ["bespoke", true],
    ["exprot", false],
    ["constructor", false],
  ]);
});

test("a workspace that does not exist has no list; one that has nothing does", async () => {
  const nowhere = "00000000-0000-4000-8000-00000000dead";
  const [none, empty] = await Promise.all([
    command("list", nowhere),
    mirror.user().then(({ workspaceId }) => command("list", workspaceId)),
  ]);
  expect(none).toEqual({ code: 1, said: expect.stringContaining(`There is no workspace ${nowhere}.`) as string });
  expect(empty).toEqual({ code: 0, said: "This workspace may use nothing, and never could.\n" });
});
