/** What lets a workspace use a feature, and how long it is known to. */
export type Granted =
  /** `until`: a cancellation is set. */
  | { kind: "plan"; plan: string | null; until: Date | null }
  | { kind: "trial"; plan: string | null; until: Date | null }
  /** A payment failed. `until`: the end of the grace or of the plan, whichever comes first; null when neither is set. */
  | { kind: "grace"; plan: string | null; until: Date | null }
  /** A manual override. */
  | { kind: "override"; until: Date };

/** Why a workspace may not use a feature. */
export type Denied =
  /** It could, and can't any more; says what ended, and when, as far as is known. */
  | { kind: "ended"; was: Granted["kind"]; plan: string | null; on: Date | null; stopped?: Stopped }
  /** A change to a plan that includes the feature, which counts once its invoice is paid. */
  | ({ kind: "unpaid_change" } & Change)
  /** Nothing that it has, or had, includes the feature. */
  | { kind: "not_included" };

/**
 * A plan that carries the feature and is only stopped, so it need not be bought again: what it waits for, and since
 * when.
 */
export type Stopped = { needs: "payment" | "card" | "resume"; plan: string | null; on: Date | null };

/** Whether a workspace may use a feature, and why. `was`: the ids that it had before, by which code may still ask. */
export type Access = { feature: string; was?: readonly string[] } & (Allowed | { allowed: false; reason: Denied });

export type Allowed = {
  allowed: true;
  reason: Granted;
  /** How much of it; null: unlimited. */
  limit: number | null;
  /**
   * How long this limit applies, as far as is known. It may come from another source than the reason, and end earlier.
   */
  limitUntil: Date | null;
  used: number;
  /** A change to a plan that allows more, which counts once its invoice is paid. */
  unpaidChange?: Change;
};

/** `limit` null: unlimited. */
export type Change = { plan: string | null; limit: number | null };

/** What a workspace may use now, and what it no longer may, in the order in which the plans name the features. */
export type Entitlements = { workspaceId: string; features: Access[] };
