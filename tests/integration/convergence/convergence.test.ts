/** Whatever happens at Stripe, and however we hear of it, the mirror ends up saying what Stripe says, and never lied before. */
import { cpus } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Courier } from "./courier";
import { anyPlan, calmly, calmPlan, type Manner } from "./plans";
import { play, playCalmly } from "./play";
import { Reader } from "./reader";
import { Stage } from "./stage";
import { startWorld, type World } from "./world";

// A thousand every night (scripts/test-nightly.mjs).
const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 25);
const SEED = process.env.CONVERGENCE_SEED;
const PATH = process.env.CONVERGENCE_PATH;
// Histories mostly wait: for local Stripe, for PostgreSQL, for a clock.
const LANES = 4 * cpus().length;
const MOST_MS = 180_000 + RUNS * 2_000;

let world: World;
const playing = new Set<Promise<void>>();
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  // What the time limit cut short still plays to its end.
  await Promise.allSettled(playing);
  await world?.stop();
});

/** Several histories at once, each in objects of its own; a failing one is made smaller and names its seed. */
async function holds<T>(plans: fc.Arbitrary<T>, runs: number, history: (plan: T) => Promise<void>): Promise<void> {
  const first = SEED === undefined ? Date.now() & 0x7fffffff : Number(SEED);
  const lanes = SEED === undefined ? Math.min(LANES, runs) : 1;
  let failing: number | undefined;
  const lane = async (index: number) => {
    const property = fc.asyncProperty(plans, async (plan) => {
      // While one lane looks for its smallest failing history, the others rest.
      if (failing !== undefined && failing !== index) return;
      const played = history(plan);
      playing.add(played);
      await played
        .catch((error: unknown) => {
          failing ??= index;
          if (failing === index) throw error;
        })
        .finally(() => playing.delete(played));
    });
    const limits = {
      numRuns: Math.ceil(runs / lanes),
      interruptAfterTimeLimit: MOST_MS - 20_000,
      markInterruptAsFailure: true,
    };
    return fc.check(property, {
      seed: first + index,
      ...limits,
      ...(PATH && { path: PATH, numRuns: 1, endOnFailure: true }),
    });
  };
  const reports = await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  for (const report of reports) {
    if (!report.failed) continue;
    const again = `CONVERGENCE_SEED=${report.seed} CONVERGENCE_PATH=${report.counterexamplePath ?? ""}`;
    throw new Error(
      `${fc.defaultReportMessage(report)}\n\nTo see it again, set ${again}\n\n${String(report.errorInstance)}`,
      { cause: report.errorInstance },
    );
  }
}

test(
  "events in any order, any number of times, cut off and in any version lead to what Stripe has",
  () => holds(anyPlan, RUNS, (plan) => play(world, plan)),
  MOST_MS,
);

test(
  "events in order, in seconds that differ, cost no call to Stripe, but one for a price",
  () => holds(calmPlan, Math.ceil(RUNS / 20), (plan) => playCalmly(world, plan)),
  MOST_MS,
);

describe("what histories have shown:", () => {
  /** Delivers one event of a type, alone; answers the calls to Stripe. */
  async function deliver(stage: Stage, reader: Reader, type: string, manner: Manner = calmly): Promise<string[]> {
    const told = stage.told.find(({ event }) => event.type === type);
    if (!told) throw new Error(`Stripe told of no ${type}.`);
    await new Courier(stage, reader).attempt(told, manner);
    return [...stage.party.calls];
  }

  test("a card whose end is told first, and in another version, does not come to life when its beginning is told", async () => {
    const stage = await Stage.set(world, true);
    const reader = new Reader(world.database.pool);
    const card = { kind: "payment_method", id: stage.pick("payment_method", 0) } as const;
    await stage.change({ change: "card.detach", a: 0, b: 0, c: 0, seconds: "next" });
    await deliver(stage, reader, "payment_method.detached", { ...calmly, version: "older" });
    await deliver(stage, reader, "payment_method.attached");
    expect(JSON.parse(await reader.look(card))).toMatchObject({ id: card.id, customer_id: null });
    await stage.leave();
  });

  test("a card that is nobody's by the time we first hear of it, in another version, is not brought as it was by an older event", async () => {
    const stage = await Stage.set(world, true);
    const reader = new Reader(world.database.pool);
    const card = { kind: "payment_method", id: stage.pick("payment_method", 0) } as const;
    await stage.change({ change: "card.update", a: 0, b: 1, c: 0, seconds: "next" });
    await stage.change({ change: "card.detach", a: 0, b: 0, c: 0, seconds: "next" });
    await deliver(stage, reader, "payment_method.updated", { ...calmly, version: "older" });
    await deliver(stage, reader, "payment_method.attached");
    expect(JSON.parse(await reader.look(card))).toMatchObject({ id: card.id, customer_id: null });
    await stage.leave();
  });

  test.each(["ours", "older"] as const)(
    "a customer whose claim was interrupted is read once (version: %s)",
    async (version) => {
      const stage = await Stage.set(world, false);
      const reader = new Reader(world.database.pool);
      const id = stage.pick("customer", 0);
      expect(await deliver(stage, reader, "customer.created", { ...calmly, version })).toEqual([
        `GET /v1/customers/${id}`,
      ]);
      expect(JSON.parse(await reader.look({ kind: "customer", id }))).toMatchObject({ id, deleted: false });
      await stage.leave();
    },
  );
});
