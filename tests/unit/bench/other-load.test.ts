import { describe, expect, it } from "vitest";
import { describeOtherLoad, parseProcStat, shares } from "@/tests/bench/other-load";

describe("other load during the bench", () => {
  it("counts idle time and waiting for the disk as not busy, and a guest's time once", () => {
    const text = "cpu  100 20 30 500 50 1 2 7 90 10\ncpu0 50 10 15 250 25 0 1 3 45 5\n";
    expect(parseProcStat(text)).toEqual({ busy: 160, stolen: 7, total: 710 });
  });

  it("takes the share between two readings", () => {
    const before = { busy: 1_000, stolen: 10, total: 5_000 };
    expect(shares(before, { busy: 1_050, stolen: 12, total: 5_200 })).toEqual({ busy: 0.25, stolen: 0.01 });
    expect(shares(before, before)).toEqual({ busy: 0, stolen: 0 });
  });

  it("says nothing about a quiet machine", () => {
    expect(describeOtherLoad({ start: 0.05, end: 0.02, stolen: 0.01 })).toBeNull();
  });

  it.each([
    { start: 0.31, end: 0, stolen: 0 },
    { start: 0, end: 0.06, stolen: 0 },
    { start: 0, end: 0, stolen: 0.2 },
  ])("says that $start before, $end after and $stolen stolen is busy", (load) => {
    expect(describeOtherLoad(load)).toMatch(/^The machine was busy: /);
  });

  it("gives the figures in percent", () => {
    expect(describeOtherLoad({ start: 0.314, end: 0.9, stolen: 0.02 })).toBe(
      "The machine was busy: other programs used 31% of the CPU before the run and 90% after it. The host took 2% during the run.",
    );
  });
});
