/** So few rows of a table of combinations that any two values of two columns still meet in one of them. */
export function pairwise<Row extends readonly unknown[]>(...columns: { [K in keyof Row]: readonly Row[K][] }): Row[] {
  const sizes = columns.map(({ length }) => length);
  const all = sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, value) => [...row, value])),
    [[]],
  );
  const pairsOf = (row: number[]) =>
    row.flatMap((one, a) => row.slice(a + 1).map((other, b) => `${a}=${one} ${a + 1 + b}=${other}`));
  let left = all.map((row) => ({ row, pairs: pairsOf(row) }));
  const chosen: number[][] = [];
  while (left.length > 0) {
    const best = left.reduce((most, one) => (one.pairs.length > most.pairs.length ? one : most));
    const met = new Set(best.pairs);
    chosen.push(best.row);
    left = left
      .map(({ row, pairs }) => ({ row, pairs: pairs.filter((pair) => !met.has(pair)) }))
      .filter(({ pairs }) => pairs.length > 0);
  }
  return chosen.map((row) => row.map((value, column) => columns[column]?.[value]) as unknown as Row);
}
