import fc from "fast-check";
import { expect, test } from "vitest";
import { Gate } from "@/lib/gate";

const soon = { atOnce: 2, waiting: 2, patienceMs: 60_000, usualMs: 0 };

/** Work that ends when the test says so. */
function workOf(gate: Gate) {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const result = gate
    .run(() => ended)
    .then(
      () => "done",
      (error: Error & { code?: string }) => error.code,
    );
  return { end, result };
}

test("so many are done at once, so many more wait, and one on top is refused at once", async () => {
  const gate = new Gate(soon);
  const all = [1, 2, 3, 4].map(() => workOf(gate));
  expect(await workOf(gate).result).toBe("overloaded");
  for (const one of all) one.end();
  expect(await Promise.all(all.map((one) => one.result))).toEqual(["done", "done", "done", "done"]);
});

test("one whose turn does not come in time is refused, and its place is free again", async () => {
  const gate = new Gate({ atOnce: 1, waiting: 1, patienceMs: 1, usualMs: 0 });
  const first = workOf(gate);
  expect(await workOf(gate).result).toBe("overloaded");
  first.end();
  await first.result;
  const next = workOf(gate);
  next.end();
  expect(await next.result).toBe("done");
});

test("work that fails leaves its place, and leaving twice frees one", async () => {
  const gate = new Gate({ atOnce: 1, waiting: 0, patienceMs: 1, usualMs: 0 });
  await expect(gate.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const leave = await gate.enter();
  leave();
  leave();
  const again = await gate.enter();
  await expect(gate.enter()).rejects.toMatchObject({ code: "overloaded" });
  again();
});

test("never more than allowed are under way, in the order of asking, whatever the times", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }), async (ticks) => {
      const gate = new Gate({ atOnce: 3, waiting: 100, patienceMs: 60_000, usualMs: 0 });
      const begun: number[] = [];
      let underWay = 0;
      await Promise.all(
        ticks.map((turns, index) =>
          gate.run(async () => {
            begun.push(index);
            expect(++underWay).toBeLessThanOrEqual(3);
            for (let i = 0; i < turns; i++) await Promise.resolve();
            underWay--;
          }),
        ),
      );
      expect(begun).toEqual(ticks.map((_, index) => index));
    }),
  );
});
