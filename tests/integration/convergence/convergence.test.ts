/** Whatever happens at Stripe, and however we hear of it, the mirror ends up saying what Stripe says, and never lied before. */
import { cpus } from "node:os";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { anyPlan, calmPlan } from "./plans";
import { play, playCalmly } from "./play";
import { startWorld, type World } from "./world";

const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 100);
const SEED = process.env.CONVERGENCE_SEED;
const PATH = process.env.CONVERGENCE_PATH;
// Histories mostly wait: for local Stripe, for PostgreSQL, for a clock.
const LANES = 4 * cpus().length;
const MOST_MS = 180_000 + RUNS * 2_000;

let world: World;
const playing = new Set<Promise<void>>();
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => {
  // What the time limit cut short still plays to its end.
  await Promise.allSettled(playing);
  await world?.stop();
}, 60_000);

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
    const limits = { numRuns: Math.ceil(runs / lanes), interruptAfterTimeLimit: MOST_MS - 20_000, markInterruptAsFailure: true };
    return fc.check(property, { seed: first + index, ...limits, ...(PATH && { path: PATH, endOnFailure: true }) });
  };
  const reports = await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  for (const report of reports) {
    if (!report.failed) continue;
    const again = `CONVERGENCE_SEED=${report.seed} CONVERGENCE_PATH=${report.counterexamplePath ?? ""}`;
    throw new Error(`${fc.defaultReportMessage(report)}\n\nTo see it again, set ${again}\n\n${String(report.errorInstance)}`, { cause: report.errorInstance });
  }
}

test("events in any order, any number of times, cut off and in any version lead to what Stripe has", () => holds(anyPlan, RUNS, (plan) => play(world, plan)), MOST_MS);

test("events in order, in seconds that differ, cost no call to Stripe", () => holds(calmPlan, Math.ceil(RUNS / 20), (plan) => playCalmly(world, plan)), MOST_MS);
