import { DatabaseError } from "pg";
import { describe, expect, test, vi } from "vitest";
import { batched } from "@/lib/billing/mirror/batch";

/** Runs that end when the test says so, and what they were given. */
function workshop() {
  const runs: string[][] = [];
  const ends: (() => void)[] = [];
  const run = async (inputs: string[]) => {
    runs.push(inputs);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (inputs.some((input) => input.startsWith("refused"))) throw new DatabaseError("no", 2, "error");
    if (inputs.some((input) => input.startsWith("away"))) throw new Error("connection lost");
    return inputs.map((input) => input.toUpperCase());
  };
  // A second lane begins a turn after the first.
  const settled = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    runs,
    call: batched(run, (input) => input.split("#")[0] ?? "", 3),
    /** Ends all runs that are under way, and those that begin then, until none is. */
    async finish() {
      for (await settled(); ends.length > 0; await settled()) ends.splice(0).forEach((end) => end());
    },
  };
}

describe("calls that come at once", () => {
  test("run together, no more than allowed, and each gets its own answer", async () => {
    const { runs, call, finish } = workshop();
    const answers = Promise.all(["a", "b", "c", "d", "e", "f", "g"].map(call));
    await finish();
    expect(await answers).toEqual(["A", "B", "C", "D", "E", "F", "G"]);
    expect(runs).toEqual([["a", "b", "c"], ["d", "e", "f"], ["g"]]);
  });

  test("are shared out among the lanes", async () => {
    const { runs, call, finish } = workshop();
    const answers = Promise.all(["a", "b", "c", "d"].map(call));
    await finish();
    await answers;
    expect(runs).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test("alone in their turn do not wait for others", async () => {
    const { runs, call, finish } = workshop();
    const answer = call("a");
    await finish();
    expect(await answer).toBe("A");
    expect(runs).toEqual([["a"]]);
  });

  test("of one key never run at the same time, and run in their order", async () => {
    const { runs, call, finish } = workshop();
    const answers = Promise.all(["a#1", "a#2", "b", "a#3", "c"].map(call));
    await finish();
    expect(await answers).toEqual(["A#1", "A#2", "B", "A#3", "C"]);
    expect(runs.filter((run) => run.some((input) => input.startsWith("a")))).toEqual([
      ["a#1", "b", "c"],
      ["a#2"],
      ["a#3"],
    ]);
  });

  test("are each tried alone when the database refuses them together, so that one bad one fails alone", async () => {
    const { call, finish } = workshop();
    const answers = Promise.allSettled(["a", "b", "c", "refused", "d"].map(call));
    await finish();
    expect((await answers).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });

  test("fail together when the database is away, and those after them are tried", async () => {
    const { call, finish } = workshop();
    const answers = Promise.allSettled(["a", "b", "c", "away", "d", "e", "f"].map(call));
    await finish();
    expect((await answers).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
  });

  test("are told that it takes too long when their turn does not come, and never run then", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
    const { runs, call, finish } = workshop();
    const stuck = call("a#1");
    const behind = [call("a#2"), call("a#3")].map((one) => one.catch((error: Error) => error.message));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await Promise.all(behind)).toEqual(
      Array(2).fill("The database was too slow for this call to have its turn."),
    );
    await finish();
    expect(await stuck).toBe("A#1");
    expect(runs).toEqual([["a#1"]]);
    vi.useRealTimers();
  });
});
