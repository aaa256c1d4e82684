/** What every part of the bench does with its numbers: medians of rounds, ratios of rounds that ran side by side, a table. */

/** What one contender reached in each round, a second. */
export type Rounds = { name: string; rounds: number[] };

export function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Of one to the other, round by round, since what else the machine did met both of a round alike: the median and the spread. */
export function ratio(one: Rounds, other: Rounds): string {
  const ratios = one.rounds.map((value, round) => value / (other.rounds[round] ?? NaN));
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
}

export function heading(title: string, columns: string[]): void {
  console.log(`\n${line(title, columns)}`);
}

export function row(name: string, cells: (string | number)[]): void {
  console.log(line(name, cells));
}

/** What was asked for beside what came out. */
export function asked(what: string, wanted: string, came: string): void {
  console.log(`  ${what.padEnd(66)} asked ${wanted.padStart(6)}   got ${came}`);
}

function line(name: string, cells: (string | number)[]): string {
  const texts = cells.map((cell) => (typeof cell === "number" ? cell.toFixed(0) : cell));
  return name.padEnd(44) + texts.map((text) => text.padStart(20)).join("");
}
