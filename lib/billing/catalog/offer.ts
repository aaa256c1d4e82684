import { statement } from "@/lib/db";
import { countMembers } from "@/lib/workspaces/headcount";
import { listSwitched, mayBill, requireMembership, type Membership } from "@/lib/workspaces/members";
import { readChanges } from "../schedules/read";
import { amountSql, paidIn } from "./amount-sql";
import { getCatalog } from "./catalog";
import { offeredCurrency } from "./currency";
import { LIVE } from "../entitlements/statuses";
import { MAY_BE_WITHOUT, type Standing, withoutAccess } from "../hand-over/without-access";
import { type PlanTrial, trialsByPlan } from "../trials/by-plan";
import { trialEnd, trialFor } from "../trials/offer";

export { getNewCustomerTrialDays, planTrialDays } from "../trials/offer";

/** The personal part of the pricing page: what this person may do, and has, in this workspace. */
export type Offer = {
  signedIn: boolean;
  /** The first of them, and the present one. */
  workspaces: Membership[];
  workspaceId: string | null;
  mayBill: boolean;
  /** The members of the workspace, and so the quantity of a price per seat. */
  members: number;
  /** By product, the trial that this person would get in this workspace; none where they had one. */
  trials: Record<string, PlanTrial>;
  /** The same of a plan that doesn't say its own; null for none. */
  trialDays: number | null;
  /** When the first payment would fall, were it begun now. */
  firstPaymentAt: string | null;
  /** Set if the user or the workspace had a plan before, so that there is no trial. */
  hadPlan: "user" | "workspace" | null;
  /** The one that this person, or else the plans of this workspace, pay in; null where any may be chosen. */
  currency: string | null;
  /** The currency of this person's credit, which pays nothing in another one; null without credit. */
  creditIn: string | null;
  current: Current[];
  /** What it will have by a change that is planned. */
  planned: Planned[];
  /** The portal's configuration lets customers change their plan, or is not known. */
  mayChange: boolean;
};

/** With who is asking, for the page's header. */
export type PersonalOffer = Offer & { person: { name: string | null; email: string | null } | null };

/** What the workspace has; its price need not be on sale any more. */
export type Current = {
  subscriptionId: string;
  productId: string;
  priceId: string;
  planGroup: string | null;
  status: string;
  /** When it ends, of a plan that is canceled; null for one that is renewed. */
  endsAt: string | null;
  trialEnd: string | null;
  /** How often it is paid; null while its price is unknown here. */
  interval: string | null;
  intervalCount: number | null;
  currency: string | null;
  /** What is paid each time; null where the price alone is not enough. */
  amountMinor: number | null;
};

export type Planned = { priceId: string; at: string };

const PAID = { price: "r", currency: "s.currency" };

const CURRENT = `
  SELECT s.id AS "subscriptionId", i.product_id AS "productId", i.price_id AS "priceId", p.plan_group AS "planGroup",
    s.status, ${MAY_BE_WITHOUT} AS "mayBeWithout", s.trial_end AS "trialEnd",
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS "endsAt",
    u.user_id AS "payerId", r.interval, r.interval_count AS "intervalCount", ${paidIn(PAID)} AS currency,
    CASE WHEN NOT COALESCE(c.discounted, false) AND s.billed_beside = '{}' THEN ${amountSql({ ...PAID, quantity: "COALESCE(i.quantity, 1)" })} END AS "amountMinor"
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN stripe_user u ON u.customer_id = s.customer_id
  WHERE s.workspace_id = $1 AND ${LIVE}
  ORDER BY s.created_at DESC, s.id, i.id`;

type CurrentRow = Omit<Current, "endsAt" | "trialEnd"> &
  Pick<Standing, "payerId" | "mayBeWithout"> & { endsAt: Date | null; trialEnd: Date | null };

const currentOf = ({ payerId: _, mayBeWithout: __, endsAt, trialEnd: end, ...current }: CurrentRow): Current => ({
  ...current,
  endsAt: endsAt?.toISOString() ?? null,
  trialEnd: end?.toISOString() ?? null,
});

const NOBODY: Offer = {
  signedIn: false,
  workspaces: [],
  workspaceId: null,
  mayBill: false,
  members: 0,
  trials: {},
  trialDays: null,
  firstPaymentAt: null,
  hadPlan: null,
  currency: null,
  creditIn: null,
  current: [],
  planned: [],
  mayChange: true,
};

/**
 * @param userId null for a signed-out visitor
 * @param workspaceId without one, the user's own
 * @throws ProductError workspace_not_found
 */
export async function getOffer(userId: string | null, workspaceId?: string): Promise<Offer> {
  if (!userId) return NOBODY;
  const asked = workspaceId ? await requireMembership(userId, workspaceId) : undefined;
  const workspaces = await listSwitched(userId, asked);
  const workspace = asked ?? workspaces[0];
  if (!workspace) return { ...NOBODY, signedIn: true };
  const [trial, current, { currency, creditIn }, members, { planned, mayChange }] = await Promise.all([
    trialFor(userId, workspace.id),
    statement<CurrentRow>("offer_current", CURRENT, [workspace.id]),
    offeredCurrency(userId, workspace.id),
    countMembers(workspace.id),
    readChanges(workspace.id),
  ]);
  // What another payer left unpaid is in nobody's way. Only the checkout asks Stripe why one is paused.
  const aside = await withoutAccess(userId, current, { asksStripe: false });
  return {
    signedIn: true,
    workspaces,
    workspaceId: workspace.id,
    mayBill: mayBill(workspace.role),
    members,
    trials: trial.days === null ? {} : trialsByPlan((await getCatalog()).products),
    trialDays: trial.days,
    firstPaymentAt: trial.days === null ? null : trialEnd(trial.days).toISOString(),
    hadPlan: trial.had,
    currency,
    creditIn,
    current: current.filter(({ subscriptionId }) => !aside.has(subscriptionId)).map(currentOf),
    planned: planned.flatMap(({ at, items }) => items.map(({ priceId }) => ({ priceId, at: at.toISOString() }))),
    mayChange,
  };
}
