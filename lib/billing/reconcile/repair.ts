import { writeMirror } from "../mirror/write";
import { bringParents } from "../mirror/parents";
import type { Kind, MirrorRecord } from "../mirror/records";
import { noteUnassigned, whoseAre } from "../ownership/outside";
import { carriesOurId, examineAll } from "./alone";
import { compare, type Comparison } from "./compare";
import type { Entry, Page } from "./lists";
import type { Walk } from "./run";
import { settle } from "./settle";

/**
 * Compares a page with the rows here, and writes those that differ, with one statement for each step, not for each row.
 */
export async function repairPage(walk: Walk, kind: Kind, { data, said }: Page<Entry>): Promise<void> {
  const whole = data.filter((entry) => entry.whole).map(({ record }) => record);
  const found = await compare(kind, whole);
  const differing: MirrorRecord[] = [];
  const alone = data.filter((entry) => !entry.whole).map(({ record }) => record.row.id);
  const right: string[] = [];
  const strangers: MirrorRecord[] = [];
  for (const record of whole) {
    const { id } = record.row;
    const comparison = found.get(id);
    if (!comparison?.ours) {
      if (kind === "subscription") strangers.push(record);
      else if (await carriesOurId(record)) alone.push(id);
      else walk.tally.count(kind, "notOurs");
    } else if (comparison.findings.length === 0) {
      walk.tally.count(kind, "same");
      right.push(id);
    } else if (comparison.asOf && comparison.asOf >= said.since) {
      // It was written since Stripe made the list, so the list may be the older of the two.
      alone.push(id);
    } else differing.push(record);
  }
  alone.push(...(await assignedAmong(walk, strangers, said.asOf)));
  if (walk.task.dryRun) {
    for (const { row } of differing) note(walk, kind, found.get(row.id));
  } else {
    const written = await write(walk, kind, differing, found, said);
    alone.push(...differing.map(({ row }) => row.id).filter((id) => !written.includes(id)));
    right.push(...written);
  }
  await examineAll(walk, kind, alone);
  if (!walk.task.dryRun) await settle(right.map((id) => ({ id, before: said.since })));
}

/**
 * Subscriptions of customers who are none of our users. Those that are nobody's are noted for the operator.
 * @returns the ids of those that are assigned to a workspace of ours, which their writer takes
 */
async function assignedAmong({ task, tally }: Walk, records: MirrorRecord[], asOf: Date): Promise<string[]> {
  if (records.length === 0) return [];
  const whose = await whoseAre(records.map((record) => ({ record, customerMetadata: record.customerMetadata })));
  const decided = records.map((record, n) => ({ record, whose: whose[n] ?? "nobody" }));
  const others = decided.filter((one) => one.whose !== "ours");
  tally.count("subscription", "notOurs", others.length);
  if (!task.dryRun) await noteUnassigned(others, asOf);
  return decided.filter((one) => one.whose === "ours").map(({ record }) => record.row.id);
}

function note({ tally }: Walk, kind: Kind, comparison: Comparison | undefined): void {
  if (!comparison) return;
  tally.count(kind, "repaired");
  tally.differs(comparison.findings);
}

/** @returns the ids of those that were written; the others were overtaken */
async function write(
  walk: Walk,
  kind: Kind,
  records: MirrorRecord[],
  found: Map<string, Comparison>,
  said: Page<Entry>["said"],
): Promise<string[]> {
  if (records.length === 0) return [];
  const offer = () =>
    writeMirror(
      kind,
      records.map((record) => ({ record, basis: { from: "list", ...said } })),
    );
  let outcomes = await offer();
  const missing_products = outcomes.flatMap((outcome) => outcome.missing_products);
  const missing_prices = outcomes.flatMap((outcome) => outcome.missing_prices);
  if (missing_products.length + missing_prices.length > 0) {
    await bringParents({ missing_products, missing_prices });
    outcomes = (await offer()).map((again, index) => (outcomes[index]?.written ? outcomes[index] : again));
  }
  const written = records.map(({ row }) => row.id).filter((_, index) => outcomes[index]?.written);
  for (const id of written) note(walk, kind, found.get(id));
  return written;
}
