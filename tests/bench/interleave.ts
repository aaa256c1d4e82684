const ROUNDS = 9;

/**
 * Measures every contender in every round, so that background load affects all of them equally. The order is reversed from
 * round to round, so that none gains from its place. The first round warms up caches and the compiler and doesn't count.
 * @returns what each contender reached, round by round
 */
export async function interleave<Contender, Result>(
  contenders: Contender[],
  measure: (contender: Contender) => Promise<Result>,
  rounds = ROUNDS,
): Promise<Result[][]> {
  const results = contenders.map((): Result[] => []);
  const order = [...contenders.entries()];
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contender] of order) {
      const result = await measure(contender);
      if (round > 0) results[index]?.push(result);
    }
    order.reverse();
  }
  return results;
}
