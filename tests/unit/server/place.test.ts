import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gate } from "@/lib/gate";
import { leaveWhenAnswered, outsideOfPlace, Place } from "@/lib/server/place";
import { serverState } from "@/lib/server/state";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const gateOfOne = () => new Gate({ atOnce: 1, waiting: 4, patienceMs: 1_000, usualMs: 1 });
const placeIn = async (gate: Gate) => new Place(gate, await gate.enter());

test("what only waits leaves its place to others, and has one again afterwards", async () => {
  const gate = gateOfOne();
  const place = await placeIn(gate);
  let go = (): void => undefined;
  const waiting = serverState().requests.run({ id: "1", address: null, place }, () =>
    outsideOfPlace(() => new Promise<void>((resolve) => (go = resolve))),
  );
  const other = await gate.enter();
  go();
  other();
  await waiting;
  const next = gate.enter().then(() => "in");
  await vi.advanceTimersByTimeAsync(0);
  expect(await Promise.race([next, Promise.resolve("waits")])).toBe("waits");
  place.leave();
  expect(await next).toBe("in");
});

test("one whose client went meanwhile takes no place", async () => {
  const gate = gateOfOne();
  const place = await placeIn(gate);
  await place.outside(() => Promise.resolve(place.leave()));
  expect(await gate.enter()).toBeTypeOf("function");
});

const answerOf = async (gate: Gate) => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  leaveWhenAnswered(response, await placeIn(gate));
  return response;
};

test("a client that doesn't read its answer holds no place: neither when all of it is said, nor when it is stuck", async () => {
  const whole = gateOfOne();
  (await answerOf(whole)).end("x".repeat(1_000_000));
  expect(await whole.enter()).toBeTypeOf("function");

  const stuck = gateOfOne();
  const response = await answerOf(stuck);
  response.write("x".repeat(1_000_000));
  const next = stuck.enter().then(() => "in");
  await vi.advanceTimersByTimeAsync(999);
  expect(await Promise.race([next, Promise.resolve("waits")])).toBe("waits");
  await vi.advanceTimersByTimeAsync(1);
  expect([await next, response.destroyed]).toEqual(["in", false]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(response.destroyed).toBe(true);
});
