/** An instance of its own that counts uses, many at once: what two servers do at the same time. */
import { countUse, releaseUse } from "@/lib/billing/entitlements/count";

export interface CountJob {
  job: number;
  workspaceId: string;
  feature: string;
  /** At once: above zero they are taken, below zero given back. */
  amounts: number[];
}

export interface CountResult {
  job: number;
  /** What was in use after each that was counted; null for each that was refused. */
  used: (number | null)[];
}

process.on("message", ({ job, workspaceId, feature, amounts }: CountJob) => {
  const one = async (amount: number): Promise<number | null> => {
    if (amount < 0) return releaseUse(workspaceId, feature, -amount);
    const counted = await countUse(workspaceId, feature, amount);
    return counted.counted ? counted.used : null;
  };
  void Promise.all(amounts.map(one)).then((used) => process.send?.({ job, used } satisfies CountResult));
});
process.on("disconnect", () => process.exit());
process.send?.({ job: 0, used: [] } satisfies CountResult);
