// Repeatable chance: the n-th draw for a seed is always the same number in [0, 1).

export function draw(seed: number, n: number): number {
  // mulberry32, set to its n-th step at once (public domain, Tommy Ettinger)
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(n + 1, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** How often something happens, and for how long: shared by the faults of calls and of webhooks. */
export interface Odds {
  /** How many more times it happens; null means unlimited. */
  times: number | null;
  /** The share of matching cases that it happens in. */
  rate: number;
  seed: number;
}

export class Chance {
  private readonly drawn = new Map<string, number>();

  /** Whether it happens this time. Each stream (a webhook endpoint, say) draws its own numbers. */
  happens(odds: Odds, stream = ""): boolean {
    if (odds.times === 0) return false;
    const n = this.drawn.get(stream) ?? 0;
    this.drawn.set(stream, n + 1);
    if (draw(odds.seed, n) >= odds.rate) return false;
    if (odds.times !== null) odds.times -= 1;
    return true;
  }
}

/** Without `times`: once, or unlimited when a rate is given. */
export function parseOdds(wanted: Record<string, unknown>): Odds {
  const rate = wanted.rate === undefined ? 1 : wanted.rate;
  if (typeof rate !== "number" || !(rate >= 0 && rate <= 1)) throw new Error("rate must be a number from 0 to 1");
  const { seed = 1 } = wanted;
  if (typeof seed !== "number" || !Number.isInteger(seed)) throw new Error("seed must be a whole number");
  const { times = wanted.rate === undefined ? 1 : null } = wanted;
  if (times !== null && (typeof times !== "number" || !Number.isInteger(times) || times < 0))
    throw new Error("times must be a whole number, or null for without end");
  return { rate, seed, times };
}
