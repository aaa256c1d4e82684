import { cpus } from "node:os";

const MOST_FILES = 12;

/**
 * Where the time went. A step that keeps the cores busy computes; one that does not waits.
 * @param {{ name: string, wallSeconds: number, cpuSeconds: number, files?: { file: string, seconds: number }[] }[]} steps
 * @returns {string}
 */
export function profileOf(steps) {
  const cores = cpus().length;
  const rows = steps.map(({ name, wallSeconds, cpuSeconds }) => [
    name,
    `${wallSeconds.toFixed(0)} s`,
    `${cpuSeconds.toFixed(0)} s`,
    `${((100 * cpuSeconds) / (wallSeconds * cores)).toFixed(0)} %`,
  ]);
  const table = columns([["step", "time", "CPU", `of ${cores} cores`], ...rows]);
  const slowest = steps
    .flatMap(({ name, files = [] }) => files.map(({ file, seconds }) => ({ name, file, seconds })))
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, MOST_FILES)
    .map(({ name, file, seconds }) => [`${seconds.toFixed(1)} s`, name, file]);
  return [table, "", "The longest files, from their first test to their last:", columns(slowest)].join("\n");
}

function columns(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column].length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
