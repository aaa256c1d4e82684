import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gate } from "@/lib/gate";
import { Pace } from "@/lib/pace";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const PATIENCE_MS = 2_000;
const gateFor = (atOnce: number, usualMs: number) =>
  new Gate({ atOnce, waiting: 4_000, patienceMs: PATIENCE_MS, usualMs });

type Outcome = { began: number | null; ms: number };

/** So many come at once, and each takes so long once it's admitted. */
async function burst(gate: Gate, count: number, serviceMs: number): Promise<Outcome[]> {
  const start = performance.now();
  const all = Array.from({ length: count }, async (): Promise<Outcome> => {
    let began: number | null = null;
    try {
      await gate.run(() => {
        began = performance.now() - start;
        return new Promise((resolve) => setTimeout(resolve, serviceMs));
      });
    } catch (error) {
      expect(error).toMatchObject({ code: "overloaded" });
    }
    return { began, ms: performance.now() - start };
  });
  await vi.runAllTimersAsync();
  return Promise.all(all);
}

const refused = (outcomes: Outcome[]) => outcomes.filter(({ began }) => began === null);

test("whatever comes, and however slow it is: nobody waits longer than the patience, and who is admitted is done", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        atOnce: fc.integer({ min: 1, max: 8 }),
        usualMs: fc.integer({ min: 0, max: 100 }),
        bursts: fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 500 })), {
          maxLength: 3,
        }),
      }),
      async ({ atOnce, usualMs, bursts }) => {
        const gate = gateFor(atOnce, usualMs);
        for (const [count, serviceMs] of bursts) {
          for (const { began, ms } of await burst(gate, count, serviceMs)) {
            expect(began ?? ms).toBeLessThanOrEqual(PATIENCE_MS);
            if (began !== null) expect(ms).toBe(began + serviceMs);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("who can't have a turn in time is refused on the way, and the others have theirs, each time anew", async () => {
  const gate = gateFor(4, 1);
  await burst(gate, 300, 100);
  const outcomes = await burst(gate, 300, 100);
  // Four at once of 100 ms each are 40 in a second: 80 in the time to wait.
  const left = refused(outcomes);
  expect(300 - left.length).toBeGreaterThanOrEqual(70);
  expect(300 - left.length).toBeLessThanOrEqual(90);
  expect(left.filter(({ ms }) => ms < PATIENCE_MS).length).toBeGreaterThan(left.length - 40);
});

test("who comes to a crowd that is known to be too large is refused at once", async () => {
  const outcomes = refused(await burst(gateFor(1, 100), 200, 100));
  expect(outcomes.filter(({ ms }) => ms === 0).length).toBeGreaterThan(170);
});

test("what gets slower on the way is noticed: those at the end are told before their time is over", async () => {
  const outcomes = refused(await burst(gateFor(1, 1), 200, 200));
  expect(outcomes.length).toBeGreaterThan(180);
  expect(outcomes.filter(({ ms }) => ms <= 1_400).length).toBeGreaterThan(150);
});

test("what waited before it came here has so much less time, and after two thirds of it no turn", async () => {
  const gate = gateFor(1, 0);
  await vi.advanceTimersByTimeAsync(PATIENCE_MS);
  const leave = await gate.enter();
  const enter = async (waitedMs: number) => {
    const start = performance.now();
    const outcome = gate.enter(start - waitedMs).catch(() => performance.now() - start);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    return outcome;
  };
  expect(await enter(0)).toBe(PATIENCE_MS);
  expect(await enter(1_300)).toBe(PATIENCE_MS - 1_300);
  expect(await enter(1_400)).toBe(0);
  leave();
  // Who needn't wait is admitted, however long it took to be read.
  expect(await gate.enter(performance.now() - 1_500)).toBeTypeOf("function");
});

test("the pace is that of the crowd that is here: neither idle times nor an earlier crowd count", () => {
  const pace = new Pace(1);
  for (const [start, perPieceMs] of [
    [0, 200],
    [100_000, 20],
    [200_000, 2],
  ] as const) {
    for (let done = 0; done < 4_000 / perPieceMs; done++) pace.done(start + done * perPieceMs, true);
    expect(pace.expectedMs(100)).toBeCloseTo(100 * perPieceMs, -2);
    expect(pace.expectedIn(1_000)).toBeLessThanOrEqual(Math.ceil(1_000 / perPieceMs) + 10);
    pace.done(start + 4_000, false);
    expect(pace.expectedMs(100)).toBe(100);
  }
});
