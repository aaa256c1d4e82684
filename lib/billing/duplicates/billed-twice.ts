type Live = { subscriptionId: string; productId: string | null; planName: string | null; planGroup: string | null };

/** What two live subscriptions of a workspace bring although one would do (lib/billing/duplicates): plans by their names. */
export type BilledTwice = {
  /** Each of them by two subscriptions. */
  same: string[];
  /** Of one plan group, of which the workspace needs one. */
  side: string[];
};

/** @param rows an item of a live subscription each */
export function billedTwice(rows: Live[]): BilledTwice {
  const namesOf = (clash: (one: Live, other: Live) => boolean): string[] => [
    ...new Set(
      rows
        .filter((one) => rows.some((other) => other.subscriptionId !== one.subscriptionId && clash(one, other)))
        .flatMap(({ planName }) => planName ?? []),
    ),
  ];
  return {
    same: namesOf((one, other) => one.productId !== null && one.productId === other.productId),
    side: namesOf(
      (one, other) => one.planGroup !== null && one.planGroup === other.planGroup && one.productId !== other.productId,
    ),
  };
}
