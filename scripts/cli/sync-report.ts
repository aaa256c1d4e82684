import type { CountsByKind, Finding, Report } from "@/lib/billing/reconcile/reconcile";

const WIDEST = 44;

/** What differs, as a table: object, field, here, there. */
export function driftTable(drift: Finding[]): string {
  const rows = drift.map(({ kind, id, field, here, there }) => [`${kind} ${id}`, field, shown(here), shown(there)]);
  return table([["object", "field", "here", "there"], ...rows]);
}

const COLUMNS = ["read", "same", "repaired", "gone", "notOurs", "failed"] as const;

export function summary(counts: CountsByKind, dryRun: boolean): string {
  const heads = COLUMNS.map((column) =>
    column === "notOurs" ? "not ours" : column === "repaired" && dryRun ? "differ" : column,
  );
  const rows = Object.entries(counts).map(([kind, count]) => [
    kind,
    ...COLUMNS.map((column) => count[column].toLocaleString("en")),
  ]);
  return table([["", ...heads], ...rows], (column) => column > 0);
}

export const failureList = (failures: Report["failures"]): string =>
  failures.map(({ kind, id, error }) => `  ${kind} ${id}: ${error}`).join("\n");

/** How far a run is, in one line: Stripe's lists don't include their length, so it counts. */
export function progress(list: string, counts: CountsByKind): string {
  const all = Object.values(counts).reduce((sum, { read }) => sum + read, 0);
  const put = Object.values(counts).reduce((sum, { repaired, gone }) => sum + repaired + gone, 0);
  return `${list}s … ${all.toLocaleString("en")} objects read, ${put.toLocaleString("en")} differed`;
}

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : value === null || value === undefined ? "—" : JSON.stringify(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
};

function table(rows: string[][], toTheRight: (column: number) => boolean = () => false): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    toTheRight(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(cell).join("  ")}`.trimEnd()).join("\n");
}
