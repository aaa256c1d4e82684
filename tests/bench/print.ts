/** @param rows each begins with its name */
export function printTable(title: string, columns: string[], rows: (string | number)[][]): void {
  const lines = [[title, ...columns], ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? cell.toFixed(0) : cell)),
  );
  const widths = [title, ...columns].map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const print = (line: string[]) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  console.log(`\n${lines.map((line) => print(line).join("  ")).join("\n")}`);
}

/** @param goal empty where there is none */
export function printGoal(what: string, goal: string, measured: string): void {
  console.log(`  ${what.padEnd(66)} ${(goal && `goal ${goal},`).padEnd(13)} measured ${measured}`);
}
