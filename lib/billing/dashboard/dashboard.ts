import type { AddressState } from "@/lib/address-state";
import { type Claim, seenValues } from "@/lib/claim";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { unauthenticated, workspaceNotFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { mayBill, type Membership, SWITCHED } from "@/lib/workspaces/members";
import { billedTwice } from "../duplicates/billed-twice";
import { draftOwedSince } from "../entitlements/grace";
import { debtOf } from "./debt";
import { nextPayment, settlesAtEnd } from "./next-payment";
import { type AsJson, type CopiedRow, invoiceOf, methodOf, payerOf, type Row, rowOf } from "./rows";
import type { Dashboard, DashboardInvoice, DashboardSubscription, Unbilled } from "./shown";
import { DASHBOARD, LISTED_INVOICES, LISTED_SUBSCRIPTIONS } from "./statement";

type Answer = {
  isSignedIn: boolean;
  person: Dashboard["person"] & { address: AddressState };
  workspaces: Dashboard["workspaces"];
  workspace: Membership | null;
  subscriptions: CopiedRow[];
  invoices: AsJson<Omit<DashboardInvoice, "isOverdue">>[];
};

/**
 * One statement and no call to Stripe.
 * @param claim is checked here
 * @param asked a workspace; by default the first of the user
 * @returns null for a user without a workspace
 * @throws ProductError unauthenticated, workspace_not_found
 */
export async function getDashboard(claim: Claim, asked: string | undefined): Promise<Dashboard | null> {
  const { userId } = claim;
  if (asked !== undefined && !isUuid(asked)) throw workspaceNotFound();
  const [json] = await statement<Answer>("dashboard", DASHBOARD, [...seenValues(claim), asked ?? null]);
  if (!json?.isSignedIn) throw unauthenticated();
  if (!json.workspace) {
    if (asked !== undefined) throw workspaceNotFound();
    return null;
  }
  const { workspace } = json;
  const switched = json.workspaces.slice(0, SWITCHED);
  const rows = json.subscriptions.map((row) => rowOf(row, userId, workspace.role));
  const allLive = rows.filter((row) => row.live);
  const listed = new Set(
    [...new Set(allLive.map(({ subscriptionId }) => subscriptionId))].slice(0, LISTED_SUBSCRIPTIONS),
  );
  const live = allLive.filter(({ subscriptionId }) => listed.has(subscriptionId));
  const ended = rows.filter((row) => row.subscriptionId === rows[0]?.subscriptionId);
  // Whose place was taken is its payer's affair until it ends; the others see the one that continues.
  const shown = live.length > 0 ? live.filter((row) => row.isYours || !isTaken(row, live)) : ended;
  return {
    workspaces: switched.some(({ id }) => id === workspace.id) ? switched : [...switched, workspace],
    hasMoreWorkspaces: json.workspaces.length > SWITCHED,
    workspace,
    person: { name: json.person.name, email: json.person.email },
    address: json.person.address,
    subscriptions: bySubscription(shown),
    hasMoreSubscriptions: live.length < allLive.length,
    twice: billedTwice(live.filter(({ isHandedOver }) => !isHandedOver)),
    debt: debtOf(
      shown.map((row) => ({ ...row, payer: payerOf(row), method: methodOf(row) })),
      now(),
    ),
    unbilled: unbilledOf(live),
    invoices: mayBill(workspace.role)
      ? json.invoices.slice(0, LISTED_INVOICES).map((one) => invoiceOf(one, shown))
      : null,
    hasMoreInvoices: json.invoices.length > LISTED_INVOICES,
  };
}

const isTaken = ({ isHandedOver, subscriptionId, productId }: Row, rows: Row[]): boolean =>
  isHandedOver &&
  rows.some((row) => row.subscriptionId !== subscriptionId && row.productId === productId && !row.isHandedOver);

function bySubscription(rows: Row[]): DashboardSubscription[] {
  return [...new Set(rows.map(({ subscriptionId }) => subscriptionId))].map((subscriptionId) => {
    const plans = rows.filter((row) => row.subscriptionId === subscriptionId);
    return {
      subscriptionId,
      status: plans[0]?.status ?? "",
      isYours: plans.some(({ isYours }) => isYours),
      payer: plans[0] ? payerOf(plans[0]) : null,
      billedOutside: plans.every(({ managed }) => managed)
        ? null
        : plans.some(({ collectionMethod }) => collectionMethod === "send_invoice")
          ? "invoice"
          : "outside",
      plans,
      nextPayment: plans.every(({ seesBills }) => seesBills) ? nextPayment(plans) : null,
      settlesAtEnd: plans.some(settlesAtEnd),
      method: plans[0]?.isYours ? methodOf(plans[0]) : null,
      newCard: plans[0]?.isYours ? plans[0].newCard : null,
    };
  });
}

/** Stripe names the reason, or it has been a draft for longer than Stripe takes. */
function unbilledOf(rows: Row[]): Unbilled | null {
  for (const row of rows) {
    const { draft } = row;
    if (!draft || (draft.error === null && !draftOwedSince(new Date(draft.since), now()))) continue;
    return {
      since: new Date(draft.since),
      needsAddress: /location|address/.test(draft.error ?? ""),
      payer: payerOf(row),
    };
  }
  return null;
}
