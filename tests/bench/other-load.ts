import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

/** CPU time of the whole machine since it started, in any unit. */
export type CpuTimes = { busy: number; stolen: number; total: number };

const SAMPLE_MS = 2_000;
/** A share of all cores. A comparison of single-threaded programs on two cores notices a tenth of one core. */
const QUIET = 0.05;

/** The share of the CPU that others use. Call it while the bench itself does nothing. */
export async function sampleOtherLoad(): Promise<number> {
  const before = readCpuTimes();
  await wait(SAMPLE_MS);
  return shares(before, readCpuTimes()).busy;
}

/** Linux counts stolen time, which a virtual machine's host gave to others. Elsewhere it's 0. */
export function readCpuTimes(): CpuTimes {
  if (process.platform === "linux") return parseProcStat(readFileSync("/proc/stat", "utf8"));
  const sum = { busy: 0, stolen: 0, total: 0 };
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    sum.busy += all - times.idle;
    sum.total += all;
  }
  return sum;
}

/** The fields of the first line are user, nice, system, idle, iowait, irq, softirq and steal. */
export function parseProcStat(text: string): CpuTimes {
  const fields = (text.split("\n")[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0, , , stolen = 0] = fields;
  const total = fields.reduce((sum, field) => sum + field, 0);
  return { busy: total - idle - waiting, stolen, total };
}

export function shares(before: CpuTimes, after: CpuTimes): { busy: number; stolen: number } {
  const total = after.total - before.total || 1;
  return { busy: (after.busy - before.busy) / total, stolen: (after.stolen - before.stolen) / total };
}

/** @returns a line about what else used the machine; null if it was quiet */
export function describeOtherLoad(load: { start: number; end: number; stolen: number }): string | null {
  if (Math.max(load.start, load.end, load.stolen) <= QUIET) return null;
  const percent = (share: number) => `${(share * 100).toFixed(0)}%`;
  return (
    `The machine was busy: other programs used ${percent(load.start)} of the CPU before the run and ` +
    `${percent(load.end)} after it. The host took ${percent(load.stolen)} during the run.`
  );
}
