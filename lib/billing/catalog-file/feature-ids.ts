import { own } from "@/lib/own";
import { limitsOf } from "../entitlements/carried";
import type { FeatureEntry } from "./texts";

type Features = Readonly<Record<string, FeatureEntry>>;

type WasOf<E> = E extends { readonly was: infer W } ? (W extends readonly (infer Id)[] ? Id : W) : never;

/** The ids that a file's features have, and those that they had before: code may ask by either. */
export type FeatureIdOf<F> = (keyof F | WasOf<F[keyof F]>) & string;

/** Does not compile where a former id is the id of a feature. */
export type Renamed<F> = { readonly [K in keyof F]: WasOf<F[K]> & keyof F extends never ? unknown : never };

const formerOf = ({ was = [] }: FeatureEntry): readonly string[] => (typeof was === "string" ? [was] : was);

/** The features of a file by their former ids. */
export class FeatureIds {
  private readonly current = new Map<string, string>();

  constructor(private readonly features: Features) {
    for (const [id, entry] of Object.entries(features)) for (const was of formerOf(entry)) this.current.set(was, id);
  }

  /** The id that a feature has today, by that one or a former one. An id that the file does not name stays as it is. */
  currentOf(id: string): string {
    return this.current.get(id) ?? id;
  }

  /** The former ids of a feature, the oldest first; null for none. @param id today's */
  formerOf(id: string): readonly string[] | null {
    // Nearly always nothing was renamed, and this is asked for each feature of each check.
    if (this.current.size === 0) return null;
    const entry = own(this.features, id);
    const former = entry ? formerOf(entry) : [];
    return former.length > 0 ? former : null;
  }

  /**
   * What a plan carries, as it is written at Stripe: under its former ids too, so that instances of the release before,
   * which don't know the new ones, still grant it while both run.
   */
  asWritten(carried: readonly string[]): string {
    const former = carried.flatMap((entry) => {
      const [id = entry] = entry.split(":", 1);
      return (this.formerOf(id) ?? []).map((was) => `${was}${entry.slice(id.length)}`);
    });
    return [...carried, ...former].join(" ");
  }

  /** What a product carries by today's ids, each once. */
  currentCarried(featureIds: string[], limits: Record<string, number>): [string[], Record<string, number>] {
    if (this.current.size === 0) return [featureIds, limits];
    const carried = limitsOf(
      featureIds.map((id) => ({ featureId: this.currentOf(id), limit: own(limits, id) ?? null })),
    );
    const limited = [...carried].flatMap(([id, limit]) => (limit === null ? [] : [[id, limit] as const]));
    return [[...carried.keys()], Object.fromEntries(limited)];
  }
}

/** What the types can't see of a file's feature ids. */
export function featureIdProblems(features: Features, refuse: (field: string, why: string) => void): void {
  const taken = new Map<string, string>();
  const spelled = (field: string, id: string) => {
    if (!/^[^\s:]{1,100}$/.test(id))
      refuse(field, `has the id "${id}": it must have 1 to 100 characters, without spaces and colons`);
  };
  for (const [id, entry] of Object.entries(features)) {
    spelled(`features.${id}`, id);
    for (const was of formerOf(entry)) {
      spelled(`features.${id}.was`, was);
      if (Object.hasOwn(features, was)) refuse(`features.${id}.was`, `names "${was}", which is a feature of this file`);
      const other = taken.get(was);
      if (other !== undefined)
        refuse(`features.${id}.was`, `names "${was}", which features.${other}.was names already`);
      taken.set(was, id);
    }
  }
}
