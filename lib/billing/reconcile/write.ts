import { inSeconds } from "@/lib/clock";
import type { Outcome } from "../mirror";
import type { Kind, MirrorRecord } from "../records";
import { syncObject } from "../sync";
import type { Said } from "./lists";

/** Stand-in until the mirror writes lists. */
export async function writeListed(kind: Kind, records: MirrorRecord[], _said: Said): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { row } of records) {
    const synced = await syncObject(kind, row.id);
    outcomes.push({ written: synced === "written", duplicate: false, ours: true, missing_prices: [], missing_products: [], revision: 0 });
  }
  return outcomes;
}
void inSeconds;
