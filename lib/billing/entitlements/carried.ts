/** A feature as a product carries it: the word `export`, or, with a limit, `seats:5`. */
export type Carried = { featureId: string /** Null: as much as one likes. */; limit: number | null };

// Below PostgreSQL's integers, and far above what anybody counts.
const WITH_LIMIT = /^([^:]+):(0|[1-9]\d{0,8})$/;

/**
 * The words of a product's metadata, each feature once, in their order. A word with a colon that is not a feature and a
 * whole number is left out: guessing what was meant would give somebody too much, and failing would stop the copy. The
 * operator's page shows it.
 */
export function readCarried(text: string | null | undefined): { carried: Carried[]; unreadable: string[] } {
  const carried: Carried[] = [];
  const unreadable: string[] = [];
  for (const entry of text?.split(/\s+/).filter(Boolean) ?? []) {
    const [, featureId = entry, digits] = entry.includes(":") ? (WITH_LIMIT.exec(entry) ?? []) : [];
    if (featureId.includes(":")) unreadable.push(entry);
    else carried.push({ featureId, limit: digits === undefined ? null : Number(digits) });
  }
  return { carried: [...limitsOf(carried)].map(([featureId, limit]) => ({ featureId, limit })), unreadable };
}

/** Each feature with its limit: of one that is carried twice the larger counts. */
export function limitsOf(carried: Carried[]): Map<string, number | null> {
  const limits = new Map<string, number | null>();
  for (const { featureId, limit } of carried) {
    const known = limits.get(featureId);
    limits.set(featureId, known === undefined ? limit : larger(known, limit));
  }
  return limits;
}

/** Of two limits the one that allows more; null is none at all. */
export const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);

export const formatCarried = ({ featureId, limit }: Carried): string =>
  limit === null ? featureId : `${featureId}:${limit}`;
