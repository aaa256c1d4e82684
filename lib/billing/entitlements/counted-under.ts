import type { FeatureIds } from "../catalog-file/feature-ids";
import { knownFeatures } from "./feature-ids";

/**
 * The ids under which the uses of a feature are counted. The first that has a row says how many there are: the id that the
 * release before counts under, then today's. Each count is written to all of them, so that both releases share one
 * number while both run, and the new id has it when the old one is dropped from the file.
 */
export function countedUnder(id: string, ids: FeatureIds = knownFeatures): readonly string[] {
  const current = ids.currentOf(id);
  const former = ids.formerOf(current);
  return former ? [...former.slice(-1), current, ...former.slice(0, -1).toReversed()] : [current];
}
