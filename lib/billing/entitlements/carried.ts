/** A feature as a product carries it: the feature id `export`, or, with a limit, `seats:5`. */
export type Carried = { featureId: string /** Null: unlimited. */; limit: number | null };

// Below the largest integer of PostgreSQL, and far above any real count.
const WITH_LIMIT = /^([^:]+):(0|[1-9]\d{0,8})$/;

/**
 * The feature ids of a product's metadata, each once, in their order. An entry with a colon that is not a feature id
 * and a whole number is left out, since a guess could grant too much and a failure would stop the copy. The operator's
 * page shows it.
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

/** Each feature with its limit; the larger one counts for a feature that is carried twice. */
export function limitsOf(carried: Carried[]): Map<string, number | null> {
  const limits = new Map<string, number | null>();
  for (const { featureId, limit } of carried) {
    const known = limits.get(featureId);
    limits.set(featureId, known === undefined ? limit : larger(known, limit));
  }
  return limits;
}

/** The larger of two limits; null means unlimited. */
export const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);

export const formatCarried = ({ featureId, limit }: Carried): string =>
  limit === null ? featureId : `${featureId}:${limit}`;
