import type { FeatureIds } from "../catalog-file/feature-ids";
import type { Access, Allowed, Change, Entitlements, Granted, Stopped } from "./access";
import { larger, readCarried } from "./carried";
import { countedUnder } from "./counted-under";
import { knownFeatures } from "./feature-ids";
import { draftOwedSince, graceEnd } from "./grace";
import { type Gives, givesOf, type Paying } from "./paid";

/** A row of read.ts: an item of a subscription by its status (`refused`: its trial was a second one), an override, or what was used of a feature. */
export type Fact = {
  what: string;
  /** Feature ids, as a product's metadata has them. */
  featureIds: string | null;
  plan: string | null;
  /** Since when it has its status. */
  since: Date | null;
  /** Of one that Stripe no longer tries to be paid for: since when it was owing. */
  owing_since: Date | null;
  /** Of an active one, since when it has an invoice that Stripe could not finalize. */
  draft_since?: Date | null;
  trial_end: Date | null;
  /** When it is set to end … */
  ends_at: Date | null;
  /** … and when it did end. */
  ended_at: Date | null;
  used: number | null;
  /** Of a paused one, as Stripe says it; null in rows from before it was kept. */
  paused_reason?: string | null;
  /** Of a subscription that is past due, owes a draft, or whose last bill does not say that this item is paid for. */
  paying: Paying | null;
};

type Stated = Omit<Fact, "paying"> & { gives: Gives | null };

/** What gives features, or did until it ended. */
type Holding = { reason: Granted; ended: { on: Date | null; stopped?: Stopped } | null };

/**
 * Stripe's status decides, not our clock at the end of a trial or a period, so that a late webhook locks no payer out.
 * Grace and overrides are ours, so there the clock decides.
 * @param graceDays null: as long as Stripe keeps it past due
 */
function holding(fact: Stated, now: Date, graceDays: number | null): Holding | null {
  const { what, plan, since } = fact;
  const ended = (kind: "plan" | "trial" | "grace", on: Date | null, needs?: Stopped["needs"]): Holding => ({
    reason: { kind, plan, until: on },
    ended: { on, ...(needs && { stopped: { needs, plan, on } }) },
  });
  switch (what) {
    case "active": {
      const owedSince = draftOwedSince(fact.draft_since ?? null, now);
      if (owedSince) return holding({ ...fact, what: "past_due", since: owedSince }, now, graceDays);
      return { reason: { kind: "plan", plan, until: fact.ends_at }, ended: null };
    }
    case "trialing":
      return { reason: { kind: "trial", plan, until: fact.trial_end }, ended: null };
    case "past_due": {
      if (fact.gives && !fact.gives.hasGrace) return ended("grace", since, "payment");
      const end = later(graceEnd(since, graceDays), fact.gives?.paidUntil);
      const until = earlier(end, fact.ends_at);
      if (!end || end > now) return { reason: { kind: "grace", plan, until }, ended: null };
      // Where it was to end before, there is nothing left that a payment could bring back.
      return ended("grace", until, fact.ends_at && fact.ends_at <= now ? undefined : "payment");
    }
    case "unpaid":
      return ended("grace", earlier(since, graceEnd(fact.owing_since, graceDays)), "payment");
    case "paused": {
      const { kind, needs } = endedByPause(fact.paused_reason);
      return ended(kind, since, needs);
    }
    case "refused":
      return ended("trial", fact.ended_at ?? since);
    case "canceled": {
      const on = fact.ended_at ?? since;
      return ended(on && fact.trial_end && on <= fact.trial_end ? "trial" : "plan", on);
    }
    case "override": {
      const until = fact.ended_at ?? fact.ends_at;
      return until && { reason: { kind: "override", until }, ended: until <= now ? { on: until } : null };
    }
    default:
      return null; // a first payment that never came, or a status that Stripe has invented since
  }
}

/** A pause ends access, by Stripe's reason for it. Before there were reasons, only a trial's end paused anything. */
function endedByPause(reason: string | null | undefined): {
  kind: "plan" | "trial" | "grace";
  needs: Stopped["needs"];
} {
  switch (reason) {
    case null:
    case undefined:
    case "trial_end_without_payment_method":
      return { kind: "trial", needs: "card" };
    case "first_payment_failure":
    case "final_payment_failure":
      return { kind: "grace", needs: "payment" };
    default:
      return { kind: "plan", needs: "resume" };
  }
}

const earlier = (a: Date | null, b: Date | null): Date | null => (a && b && b < a ? b : (a ?? b));
/** Without an end there is none later. */
const later = (end: Date | null, other: Date | null | undefined): Date | null =>
  end && other && other > end ? other : end;

const UNPAID_CHANGE = "unpaid_change";

/**
 * The facts as they count: of a subscription that has not paid for what its items are, what it has paid for instead, once
 * however many items it has.
 */
function stated(facts: Fact[], now: Date): Stated[] {
  const seen = new Set<string>();
  return facts.flatMap(({ paying, ...fact }): Stated[] => {
    if (!paying) return [{ ...fact, gives: null }];
    const gives = givesOf(paying, now);
    const isGiven = gives.plans.some(({ plan, featureIds }) => plan === fact.plan && featureIds === fact.featureIds);
    const change = gives.owesChange && !isGiven ? [{ ...fact, what: UNPAID_CHANGE, gives }] : [];
    if (seen.has(paying.subscription)) return change;
    seen.add(paying.subscription);
    return [...gives.plans.map((plan) => ({ ...fact, ...plan, gives })), ...change];
  });
}

/**
 * Whether one subscription gives access, whatever it carries, and if not, since when. `endedAt` null: it never gave any
 * that was paid for.
 */
export function accessBySubscription(
  { paying, ...fact }: Fact,
  now: Date,
  graceDays: number | null,
): { hasAccess: boolean; endedAt: Date | null } {
  const gives = paying && givesOf(paying, now);
  const isOverdue = fact.what === "past_due" || draftOwedSince(fact.draft_since ?? null, now) !== null;
  const held = holding({ ...fact, gives: isOverdue ? gives : null }, now, graceDays);
  if (held && !held.ended) return { hasAccess: true, endedAt: null };
  return { hasAccess: false, endedAt: gives && !gives.hasGrace ? null : (held?.ended?.on ?? null) };
}

/** Evaluates what a workspace may use, from all that is known of it. Pure. */
export function evaluate(
  facts: Fact[],
  now: Date,
  graceDays: number | null,
  ids: FeatureIds = knownFeatures,
): Omit<Entitlements, "workspaceId">["features"] {
  const used = new Map(
    facts.flatMap((fact) => (fact.what === "use" ? [[fact.featureIds ?? "", fact.used ?? 0] as const] : [])),
  );
  const usedOf = (id: string): number =>
    used.size === 0 ? 0 : (countedUnder(id, ids).flatMap((one) => used.get(one) ?? [])[0] ?? 0);
  const found = new Map<string, { access: Access; position: number }>();
  for (const fact of stated(facts, now)) {
    const held = fact.what === UNPAID_CHANGE ? ({ unpaid: fact.plan } as const) : holding(fact, now, graceDays);
    if (!held) continue;
    for (const [position, { featureId: id, limit }] of readCarried(fact.featureIds).carried.entries()) {
      const featureId = ids.currentOf(id);
      const was = ids.formerOf(featureId);
      const one = accessBy(featureId, held, limit, usedOf(featureId));
      const access = was ? { ...one, was } : one;
      const known = found.get(featureId);
      if (!known) found.set(featureId, { access, position });
      else found.set(featureId, { access: better(known.access, access), position: Math.min(known.position, position) });
    }
  }
  return [...found.values()]
    .toSorted((a, b) => a.position - b.position || (a.access.feature < b.access.feature ? -1 : 1))
    .map(({ access }) => access);
}

function accessBy(
  feature: string,
  held: Holding | { unpaid: string | null },
  limit: number | null,
  used: number,
): Access {
  if ("unpaid" in held) return { feature, allowed: false, reason: { kind: "unpaid_change", plan: held.unpaid, limit } };
  const { reason, ended } = held;
  if (!ended) return { feature, allowed: true, reason, limit, limitUntil: reason.until, used };
  const plan = reason.kind === "override" ? null : reason.plan;
  return { feature, allowed: false, reason: { kind: "ended", was: reason.kind, plan, ...ended } };
}

/**
 * If two grant a feature, the reason that lasts longest is given, and the larger limit counts. Of two ends the later
 * one is given, with the plan that stopped last. A change that is to be paid counts before a plan that is over, and
 * after one that only waits.
 */
function better(a: Access, b: Access): Access {
  if (a.allowed && b.allowed) {
    const reason = lasting(b.reason.until) > lasting(a.reason.until) ? b.reason : a.reason;
    const { limit, limitUntil } = givesMore(b, a) ? b : a;
    return withChange({ ...a, reason, limit, limitUntil }, a.unpaidChange, b.unpaidChange);
  }
  if (a.allowed) return withChange(a, a.unpaidChange, changeIn(b));
  if (b.allowed) return withChange(b, b.unpaidChange, changeIn(a));
  const changed = [a, b].find(({ reason }) => reason.kind === "unpaid_change");
  if (changed) return [a, b].find((one) => stoppedOf(one)) ?? changed;
  const [last, other] = endOf(b) > endOf(a) ? [b, a] : [a, b];
  const stopped = [last, other]
    .flatMap((one) => stoppedOf(one) ?? [])
    .toSorted((one, two) => dayIn(two) - dayIn(one))[0];
  return last.reason.kind === "ended" && stopped ? { ...last, reason: { ...last.reason, stopped } } : last;
}

const changeIn = ({ reason }: Access): Change | undefined =>
  reason.kind === "unpaid_change" ? { plan: reason.plan, limit: reason.limit } : undefined;

/** With the one of some changes that allows most, if that is more than it allows. */
function withChange({ unpaidChange: _, ...one }: Access & Allowed, ...changes: (Change | undefined)[]): Access {
  const most = changes.flatMap((change) => change ?? []).toSorted((a, b) => orMost(b) - orMost(a))[0];
  return most && orMost(most) > orMost(one) ? { ...one, unpaidChange: most } : one;
}

const orMost = ({ limit }: { limit: number | null }): number => limit ?? Infinity;

const lasting = (until: Date | null): number => until?.getTime() ?? Infinity;

/** A larger limit, or the same for longer. */
const givesMore = (a: Allowed, b: Allowed): boolean =>
  a.limit === b.limit ? lasting(a.limitUntil) > lasting(b.limitUntil) : larger(a.limit, b.limit) === a.limit;

type Refused = Extract<Access, { allowed: false }>;

const dayIn = ({ on }: { on: Date | null }): number => on?.getTime() ?? -Infinity;

const endOf = ({ reason }: Refused): number => (reason.kind === "ended" ? dayIn(reason) : -Infinity);

/** The plan that only waits for something, if that is why. */
export const stoppedOf = ({ reason }: Pick<Refused, "reason">): Stopped | undefined =>
  reason.kind === "ended" ? reason.stopped : undefined;

/** Of one feature, whether it is among them or not. @param id today's, or a former one */
export function accessTo({ features }: Pick<Entitlements, "features">, id: string): Access {
  const feature = knownFeatures.currentOf(id);
  return (
    features.find((one) => one.feature === feature) ?? { feature, allowed: false, reason: { kind: "not_included" } }
  );
}
