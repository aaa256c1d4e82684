import { statement } from "@/lib/db";
import { listWorkspaces, mayBill, requireMembership, type Membership } from "@/lib/workspaces/members";
import { offeredCurrency } from "./currency";
import { LIVE } from "./entitlements";
import { trialEnd, trialFor } from "./trial";

export { getNewCustomerTrialDays } from "./trial";

/** The personal part of the pricing page: what this person may do, and has, in this workspace. */
export type Offer = {
  signedIn: boolean;
  workspaces: Membership[];
  workspaceId: string | null;
  mayBill: boolean;
  /** The trial that this person would get in this workspace; null for none. */
  trialDays: number | null;
  /** When the first payment would fall, were it begun now. */
  firstPaymentAt: string | null;
  /** Who had a plan before, so that there is no trial. */
  hadPlan: "user" | "workspace" | null;
  /** The one that the plans of this workspace, or else this person, pay in; null where any may be chosen. */
  currency: string | null;
  current: { subscriptionId: string; productId: string; priceId: string; planGroup: string | null; status: string }[];
};

const CURRENT = `
  SELECT s.id AS "subscriptionId", i.product_id AS "productId", i.price_id AS "priceId", p.plan_group AS "planGroup",
    s.status
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  WHERE s.workspace_id = $1 AND ${LIVE}
  ORDER BY s.created_at DESC, s.id, i.id`;

const NOBODY: Offer = {
  signedIn: false,
  workspaces: [],
  workspaceId: null,
  mayBill: false,
  trialDays: null,
  firstPaymentAt: null,
  hadPlan: null,
  currency: null,
  current: [],
};

/**
 * @param userId null when nobody is signed in
 * @param workspaceId without one, the user's own
 * @throws ProductError workspace_not_found
 */
export async function getOffer(userId: string | null, workspaceId?: string): Promise<Offer> {
  if (!userId) return NOBODY;
  if (workspaceId) await requireMembership(userId, workspaceId);
  const workspaces = await listWorkspaces(userId);
  const workspace = workspaces.find((one) => !workspaceId || one.id === workspaceId);
  if (!workspace) return { ...NOBODY, signedIn: true };
  const [trial, current, currency] = await Promise.all([
    trialFor(userId, workspace.id),
    statement<Offer["current"][number]>("offer_current", CURRENT, [workspace.id]),
    offeredCurrency(userId, workspace.id),
  ]);
  return {
    signedIn: true,
    workspaces,
    workspaceId: workspace.id,
    mayBill: mayBill(workspace.role),
    trialDays: trial.days,
    firstPaymentAt: trial.days === null ? null : trialEnd(trial.days).toISOString(),
    hadPlan: trial.had,
    currency,
    current,
  };
}
