import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { FeatureName } from "@/billing/features";
import { getCatalog } from "@/lib/billing/catalog/catalog";
import { listMySubscriptionItems } from "@/lib/billing/dashboard/subscriptions";
import { grantOverride, isKnownFeature, listOverrides } from "@/lib/billing/entitlements/overrides";
import { can, consume, getEntitlements, release, requireFeature } from "@/lib/entitlements";
import { root } from "@/scripts/local/paths";
import { compiled } from "../../support/compiled";
import type { CountJob, CountResult } from "../../support/count-worker";
import { bareEnvironment } from "../../support/environment";
import { type Mirror, startMirror } from "../../support/mirror";

// "boards" is "projects" from this release on. Beside it runs an instance of the release before, which knows only "boards".

vi.mock("@/billing/features", async (original) => ({
  features: {
    ...(await original<{ features: object }>()).features,
    projects: { was: "boards", en: { title: "Projects", sentence: "Plan what you do." } },
  },
}));
vi.mock("next/headers", () => ({ headers: () => Promise.resolve(new Headers()) }));

const [NEW, OLD] = ["projects" as FeatureName, "boards" as FeatureName];

let mirror: Mirror;
let before: ChildProcess;
const prices = new Map<string, string>();

/** What Stripe says of the plan: before set-up ran with the new file, after it, and where somebody wrote it by hand. */
const METADATA = { old: "chat boards:5", both: "chat projects:5 boards:5", new: "chat projects:5" };

beforeAll(async () => {
  mirror = await startMirror();
  for (const [name, features] of Object.entries(METADATA)) {
    const product = await mirror.stripe.products.create({ name, metadata: { features } });
    const recurring = { interval: "month" } as const;
    const price = await mirror.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 900,
      recurring,
    });
    prices.set(name, price.id);
  }
  before = fork(await compiled("tests/support/count-worker.ts"), {
    cwd: root,
    execArgv: [],
    env: { ...bareEnvironment(), ...mirror.settings } as NodeJS.ProcessEnv,
  });
  await once(before, "message");
});
afterAll(async () => {
  before?.disconnect();
  await mirror?.stop();
});

async function buyer(plan: string) {
  const customer = await mirror.customer();
  await mirror.subscription(customer, { items: [{ price: prices.get(plan) }] });
  await mirror.sync({ skipPendingWork: true });
  return customer;
}

/** As the release before counts, all at once. */
let jobs = 0;
async function countBefore(workspaceId: string, amounts: number[]): Promise<(number | null)[]> {
  const job = ++jobs;
  const answer = new Promise<(number | null)[]>((resolve) => {
    const listen = ({ job: done, used }: CountResult) => {
      if (done !== job) return;
      before.off("message", listen);
      resolve(used);
    };
    before.on("message", listen);
  });
  before.send({ job, workspaceId, feature: OLD, amounts } satisfies CountJob);
  return answer;
}

const countHere = (id: string, amounts: number[]): Promise<(number | null)[]> =>
  Promise.all(
    amounts.map((amount) =>
      amount < 0
        ? release(id, NEW, -amount)
        : consume(id, NEW, amount).then(
            ({ used }) => used,
            () => null,
          ),
    ),
  );

const usedHere = async (id: string): Promise<number> => {
  const access = await can(id, NEW);
  return access.allowed ? access.used : NaN;
};

describe.each(Object.keys(METADATA))("while Stripe says the %s ids", (plan) => {
  test("code gets one answer by both ids, and lists show the new one, once", async () => {
    const { workspaceId, userId } = await buyer(plan);
    const [access, asked] = [await can(workspaceId, NEW), await can(workspaceId, OLD)];
    expect(access).toMatchObject({ feature: NEW, was: [OLD], allowed: true, limit: 5, used: 0 });
    expect(asked).toEqual(access);
    expect(await requireFeature(workspaceId, OLD)).toEqual(access);
    const { features } = await getEntitlements(workspaceId);
    expect(features.map(({ feature }) => feature)).toEqual(["chat", NEW]);
    const { rows } = await listMySubscriptionItems(userId, 10);
    expect(rows.map(({ services }) => services)).toEqual([[{ feature_id: "chat" }, { feature_id: NEW }]]);
    const product = (await getCatalog()).products.find(({ name }) => name === plan);
    expect(product).toMatchObject({ featureIds: ["chat", NEW], limits: { [NEW]: 5 } });
  });

  test("what was counted under the old id counts on, by either id, and one too many is refused", async () => {
    const { workspaceId } = await buyer(plan);
    const old = "INSERT INTO feature_use (workspace_id, feature_id, used) VALUES ($1, $2, 3)";
    await mirror.database.pool.query(old, [workspaceId, OLD]);
    expect(await usedHere(workspaceId)).toBe(3);
    expect(await consume(workspaceId, NEW)).toMatchObject({ used: 4, limit: 5 });
    await expect(consume(workspaceId, OLD, 2)).rejects.toMatchObject({
      code: "limit_reached",
      message: expect.stringMatching(/^Projects: the plan allows 5, and 4 are in use\./),
      extras: { feature: NEW },
    });
    expect(await consume(workspaceId, OLD)).toMatchObject({ used: 5, limit: 5 });
    expect(await release(workspaceId, OLD, 2)).toBe(3);
    // The old id may be dropped from the file: the new one has the number.
    const { rows } = await mirror.database.pool.query(
      "SELECT feature_id, used FROM feature_use WHERE workspace_id = $1 ORDER BY feature_id",
      [workspaceId],
    );
    expect(rows).toEqual([
      { feature_id: OLD, used: 3 },
      { feature_id: NEW, used: 3 },
    ]);
  });
});

test("a workspace without it is refused by the title of the new one", async () => {
  const { workspaceId } = await mirror.customer();
  for (const id of [NEW, OLD])
    await expect(requireFeature(workspaceId, id)).rejects.toMatchObject({
      code: "feature_not_included",
      message: expect.stringMatching(/^Projects is part of (old|both|new)\.$/),
      extras: { feature: NEW },
    });
  expect(await can(workspaceId, OLD)).toEqual({ feature: NEW, allowed: false, reason: { kind: "not_included" } });
});

test("an override under the old id holds, and a new one under either is the new one's", async () => {
  const { workspaceId } = await mirror.customer();
  const until = new Date(Date.now() + 86_400_000);
  await mirror.database.pool.query(
    `INSERT INTO entitlement_override (id, workspace_id, feature_id, limit_value, until, note, granted_by, granted_at)
     VALUES (gen_random_uuid(), $1, $2, 7, $3, 'Before', 'ada', now())`,
    [workspaceId, OLD, until],
  );
  expect(await can(workspaceId, NEW)).toMatchObject({ allowed: true, limit: 7, reason: { kind: "override" } });
  await grantOverride({ workspaceId, feature: OLD, limit: 9, until, note: "Now", grantedBy: "ada" });
  const listed = await listOverrides(workspaceId);
  expect(listed.map(({ feature, limit, grantedAs }) => [feature, limit, grantedAs])).toEqual([
    [NEW, 9, undefined],
    [NEW, 7, OLD],
  ]);
  expect(await can(workspaceId, OLD)).toMatchObject({ feature: NEW, allowed: true, limit: 9 });
  expect([await isKnownFeature(OLD), await isKnownFeature("borads")]).toEqual([true, false]);
});

describe("beside an instance of the release before", () => {
  test("both count to one number", async () => {
    const { workspaceId: id } = await buyer("both");
    expect(await countBefore(id, [2])).toEqual([2]);
    expect(await countHere(id, [1])).toEqual([3]);
    expect(await countBefore(id, [1])).toEqual([4]);
    expect(await countHere(id, [2])).toEqual([null]);
    expect(await countBefore(id, [-2])).toEqual([2]);
    expect(await usedHere(id)).toBe(2);
    expect(await countHere(id, [3])).toEqual([5]);
    expect(await countBefore(id, [1])).toEqual([null]);
    expect(await countHere(id, [-4])).toEqual([1]);
    expect(await countBefore(id, [4])).toEqual([5]);
  });

  test("none of many at once is lost", async () => {
    const { workspaceId: id } = await buyer("both");
    const until = new Date(Date.now() + 86_400_000);
    for (const feature of [OLD, NEW])
      await mirror.database.pool.query(
        `INSERT INTO entitlement_override (id, workspace_id, feature_id, limit_value, until, note, granted_by, granted_at)
         VALUES (gen_random_uuid(), $1, $2, 1000, $3, '', 'ada', now())`,
        [id, feature, until],
      );
    const ones = Array.from({ length: 40 }, () => 1);
    const counted = (await Promise.all([countHere(id, ones), countBefore(id, ones)])).flat();
    expect(counted.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
    expect(await usedHere(id)).toBe(80);
  });

  test("a limit of five is never six, whatever both take and give back at once", async () => {
    const { workspaceId: id } = await buyer("both");
    const amounts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(amounts, amounts, async (here, there) => {
        const [mine, theirs] = await Promise.all([countHere(id, here), countBefore(id, there)]);
        const taken = [...mine.map((used, at) => (used === null ? 0 : (here[at] ?? NaN)))];
        taken.push(...theirs.map((used, at) => (used === null ? 0 : (there[at] ?? NaN))));
        const sum = taken.reduce((total, amount) => total + amount, 0);
        expect(sum).toBeLessThanOrEqual(5);
        expect(await usedHere(id)).toBe(sum);
        await release(id, NEW, 100);
        // All of it was given back, for the release before too.
        expect([await countBefore(id, [5]), await countBefore(id, [-5])]).toEqual([[5], [0]]);
      }),
      { numRuns: 20 },
    );
  });
});
