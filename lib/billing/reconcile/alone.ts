import { isMissing } from "@/lib/stripe/failures";
import { idInMetadata, METADATA } from "@/lib/stripe/metadata";
import { mayCompleteClaim } from "../customers/customers";
import { installationId } from "../customers/installation";
import { fetchFromStripe, type Fetched } from "../mirror/fetch";
import type { Kind, MirrorRecord } from "../mirror/records";
import { syncFound } from "../mirror/sync";
import { whoseAre } from "../ownership/outside";
import { compare, oursAmong, type Comparison } from "./compare";
import type { Walk } from "./run";
import { settle } from "./settle";

const AT_ONCE = 4;

/**
 * Fetches objects one by one where a list is not enough: those that no list names any more, those that a webhook has
 * written meanwhile, and those in an event of another API version. A failure is noted, and the rest continues.
 */
export async function examineAll(walk: Walk, kind: Kind, ids: string[]): Promise<void> {
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await examine(walk, kind, id);
      } catch (error) {
        // Gone on both sides. It was cleared away since it failed.
        if (isMissing(error) && (await oursAmong(kind, [{ id, customerId: null }])).size === 0)
          walk.tally.count(kind, "same");
        else walk.tally.failed(kind, id, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function examine({ task, tally }: Walk, kind: Kind, id: string): Promise<void> {
  const { record, fetchedAt, found } = await fetchAndCompare(kind, id);
  if (!found.ours && !(await mayBecomeOurs(record, task.dryRun))) return tally.count(kind, "notOurs");
  if (found.findings.length === 0) tally.count(kind, "same");
  else {
    // Written by the writer that is safe beside others, since it fetches again.
    const news = task.mode === "since" ? "dated" : "none";
    if (!task.dryRun && (await syncFound(kind, id, news)).outcome === "not_ours") return tally.count(kind, "notOurs");
    tally.count(kind, record.row.deleted === true ? "gone" : "repaired");
    tally.differs(found.findings);
  }
  if (!task.dryRun) await settle([{ id, before: fetchedAt }]);
}

const MOST_FETCHES = 3;

/** If the row was written in the second of the fetch or later, the fetched object may be the older one. */
async function fetchAndCompare(kind: Kind, id: string): Promise<Fetched & { found: Comparison }> {
  for (let fetches = 1; ; fetches++) {
    const fetched = await fetchFromStripe(kind, id);
    const found = (await compare(kind, [fetched.record])).get(id);
    if (!found) throw new Error(`The comparison of ${kind} ${id} answered nothing.`);
    const inDoubt = found.findings.length > 0 && found.asOf !== null && found.asOf >= fetched.fetchedAt;
    if (!inDoubt || fetches === MOST_FETCHES) return { ...fetched, found };
  }
}

/**
 * A subscription may be assigned to a workspace of ours, or has to be listed for the operator: its writer decides, and in
 * a dry run its own metadata does.
 */
async function mayBecomeOurs(record: MirrorRecord, isDryRun: boolean): Promise<boolean> {
  if (record.kind !== "subscription") return carriesOurId(record);
  if (!isDryRun) return true;
  const [whose] = await whoseAre([{ record, customerMetadata: record.customerMetadata }]);
  return whose === "ours";
}

/**
 * An unknown customer whose metadata names one of our users: an interrupted claim. One whose user is no longer here, as
 * after the restore of a backup that is older than both, is not ours.
 */
export async function carriesOurId({ kind, row }: Pick<MirrorRecord, "kind" | "row">): Promise<boolean> {
  if (kind !== "customer") return false;
  const metadata = row.metadata as Record<string, string> | undefined;
  if (idInMetadata(metadata, "installationId") !== (await installationId())) return false;
  return mayCompleteClaim(metadata?.[METADATA.userId]);
}
