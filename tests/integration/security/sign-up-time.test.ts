import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newPerson, startApp, type TestApp } from "../../support/integration";

vi.setConfig({ testTimeout: 600_000 });

/** What they show is weighed every night; a few pairs only show that both ways work. */
const PAIRS = Number(process.env.SIGN_UP_PAIRS ?? 5);
const ENOUGH = 300;

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

async function timeOf(person: ReturnType<typeof newPerson>): Promise<number> {
  const started = performance.now();
  const { status } = await app.anonymous().signUp(person);
  expect(status).toBe(201);
  return performance.now() - started;
}

/** How often one of these took longer than one of those; a half where they can't be told apart. */
function areaUnderCurve(these: number[], those: number[]): number {
  const wins = these.flatMap((one) => those.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

test("nobody can tell by the time whether an address was taken", async () => {
  const known = newPerson();
  for (let warm = 0; warm < 5; warm++) await timeOf(known);
  const [taken, free]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair++) {
    // Which one is first changes, so that what else the machine does meets both alike.
    const tries = [async () => taken.push(await timeOf(known)), async () => free.push(await timeOf(newPerson()))];
    for (const ask of pair % 2 ? tries.reverse() : tries) await ask();
  }
  const area = areaUnderCurve(taken, free);
  console.log(`${PAIRS} pairs: area under the curve ${area.toFixed(3)}`);
  if (PAIRS < ENOUGH) return;
  expect(area).toBeGreaterThan(0.45);
  expect(area).toBeLessThan(0.55);
});
