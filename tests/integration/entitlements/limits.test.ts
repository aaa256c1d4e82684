import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countUse, releaseUse } from "@/lib/billing/entitlements/count";
import { readAccess } from "@/lib/billing/entitlements/read";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import { bareEnvironment } from "../../support/environment";
import type { CountJob, CountResult } from "../../support/count-worker";
import { type Mirror, startMirror } from "../../support/mirror";

type Take = (workspaceId: string, amounts: number[]) => Promise<(number | null)[]>;

let mirror: Mirror;
let price: string;
const children: ChildProcess[] = [];
const instances: Take[] = [];

beforeAll(async () => {
  mirror = await startMirror();
  const product = await mirror.stripe.products.create({ name: "Five", metadata: { features: "chat projects:5" } });
  price = (
    await mirror.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 900,
      recurring: { interval: "month" },
    })
  ).id;
  instances.push(...(await Promise.all([start(), start()])));
});
afterAll(async () => {
  for (const child of children) child.disconnect();
  await mirror?.stop();
});

/** Another process with a pool of its own: another instance. */
async function start(): Promise<Take> {
  const child = fork(await compiled("tests/support/count-worker.ts"), {
    cwd: root,
    execArgv: [],
    env: { ...bareEnvironment(), ...mirror.settings } as NodeJS.ProcessEnv,
  });
  children.push(child);
  await once(child, "message");
  const waiting = new Map<number, (used: CountResult["used"]) => void>();
  child.on("message", ({ job, used }: CountResult) => waiting.get(job)?.(used));
  return (workspaceId, amounts) =>
    new Promise((resolve) => {
      const job = waiting.size + 1;
      waiting.set(job, resolve);
      child.send({ job, workspaceId, feature: "projects", amounts } satisfies CountJob);
    });
}

async function workspace(): Promise<string> {
  const customer = await mirror.customer();
  await mirror.subscription(customer, { items: [{ price }] });
  await mirror.sync();
  return customer.workspaceId;
}

const used = async (workspaceId: string): Promise<number> => {
  const access = await readAccess(workspaceId, "projects");
  return access.allowed ? access.used : NaN;
};
const both = async (workspaceId: string, amounts: number[]): Promise<(number | null)[]> =>
  (await Promise.all(instances.map((take) => take(workspaceId, amounts)))).flat();
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

test("a limit of five is never six, with 50 at once on two instances", async () => {
  const id = await workspace();
  const taken = (await both(id, ones(25))).filter((one) => one !== null);
  expect(taken.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(await used(id)).toBe(5);
  // Two are given back, and two of the next fifty get them.
  expect(await releaseUse(id, "projects", 2)).toBe(3);
  expect((await both(id, ones(25))).filter((one) => one !== null).toSorted()).toEqual([4, 5]);
  expect(await used(id)).toBe(5);
});

test("whatever is taken and given back at once, no more than the limit is in use, and nothing is lost", async () => {
  const id = await workspace();
  const amounts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.tuple(amounts, amounts), async ([one, other]) => {
      const lists = [one, other];
      const answers = await Promise.all(instances.map((take, index) => take(id, lists[index] ?? [])));
      const taken = answers.flatMap((list, index) =>
        list.flatMap((after, at) => (after === null ? [] : (lists[index]?.[at] ?? NaN))),
      );
      const sum = taken.reduce((total, amount) => total + amount, 0);
      expect(Math.max(0, ...answers.flat().map((after) => after ?? 0))).toBeLessThanOrEqual(5);
      expect(await used(id)).toBe(sum);
      // One side releases all of it while the other keeps counting.
      const [, more = []] = await Promise.all([
        instances[0]?.(
          id,
          taken.map((amount) => -amount),
        ),
        instances[1]?.(id, other),
      ]);
      const kept = more.reduce<number>((total, after, at) => total + (after === null ? 0 : (other[at] ?? NaN)), 0);
      expect(Math.max(0, ...more.map((after) => after ?? 0))).toBeLessThanOrEqual(5);
      expect(await used(id)).toBe(kept);
      await releaseUse(id, "projects", 100);
    }),
    { numRuns: 25 },
  );
});

test("what was counted can be given back after the plan has ended, and no more can be taken", async () => {
  const id = await workspace();
  expect(await countUse(id, "projects", 2)).toEqual({ counted: true, used: 2, limit: 5 });
  const { rows } = await mirror.database.pool.query<{ id: string }>(
    "SELECT id FROM subscription WHERE workspace_id = $1",
    [id],
  );
  await mirror.stripe.subscriptions.cancel(rows[0]?.id ?? "");
  await mirror.sync();
  expect(await countUse(id, "projects")).toMatchObject({
    counted: false,
    access: { allowed: false, reason: { kind: "ended" } },
  });
  expect(await releaseUse(id, "projects", 1)).toBe(1);
  expect(await releaseUse(id, "projects", 3)).toBe(0);
});

test("without a limit everything is counted; of nothing, or of parts, nothing is", async () => {
  const id = await workspace();
  expect(await countUse(id, "chat", 1_000)).toEqual({ counted: true, used: 1_000, limit: null });
  await mirror.database.pool.query("UPDATE feature_use SET used = 2147483647 - 5 WHERE workspace_id = $1", [id]);
  expect(await countUse(id, "chat", 10)).toEqual({ counted: true, used: 2_147_483_647, limit: null });
  expect(await countUse(id, "nothing")).toMatchObject({ counted: false, access: { reason: { kind: "not_included" } } });
  for (const amount of [0, -1, 1.5, NaN, 1_000_001])
    await expect(countUse(id, "projects", amount)).rejects.toThrow(/from 1 to 1,000,000/);
  expect(await releaseUse(id, "projects")).toBe(0);
});
