import { now } from "@/lib/clock";
import type { AddressState } from "@/lib/address-state";
import { type Claim, seenValues } from "@/lib/claim";
import { statement } from "@/lib/db";
import { unauthenticated, workspaceNotFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { mayBill, type Membership, type Role, SWITCHED } from "@/lib/workspaces/members";
import { type BilledTwice, billedTwice } from "../duplicates/billed-twice";
import { type CardName, type Debt, debtOf, type OpenInvoice, type Payer, type PaymentMethod } from "./debt";
import { draftOwedSince } from "../entitlements/grace";
import { DASHBOARD, LISTED_INVOICES, LISTED_SUBSCRIPTIONS } from "./statement";
import { type BilledItem, type NextPayment, nextPayment, settlesAtEnd } from "./next-payment";

/** An item of a subscription, which people call a plan. */
export type DashboardPlan = BilledItem & {
  subscriptionId: string;
  /** Null while the product is unknown here. */
  planName: string | null;
  productId: string | null;
  planGroup: string | null;
  interval: string | null;
  intervalCount: number | null;
  trialEnd: Date | null;
  /** Its trial was a second one, so it is canceled and what was paid for it refunded; null for any other. */
  refusedTrial: { refunded: boolean } | null;
  endedAt: Date | null;
  /** The invoice whose payment is on its way, which takes days; null without one. */
  settlingInvoice: string | null;
  /** Of a paused one: Stripe's word, or `unknown`. */
  pausedReason: string | null;
  collectionMethod: string | null;
  /** Made by a checkout of ours, so ours to change. */
  managed: boolean;
  openInvoices: OpenInvoice[];
};

export type DashboardSubscription = {
  subscriptionId: string;
  status: string;
  /** Whether the viewer pays for it. */
  isYours: boolean;
  payer: Payer;
  /** Neither a checkout of ours made it nor the operator activated it, so nobody changes it here. */
  billedOutside: "invoice" | "outside" | null;
  plans: DashboardPlan[];
  /** For the payer and for members with a billing role. */
  nextPayment: NextPayment | null;
  /** A last invoice may follow the end. */
  settlesAtEnd: boolean;
  /** For the payer: what pays for it. */
  method: PaymentMethod | null;
  /** For the payer: their new card, which they are asked about. */
  newCard: (CardName & { toId: string }) | null;
};

/** A renewal that Stripe can't finalize: it is owed, and nothing is collected. */
export type Unbilled = {
  since: Date;
  /** The customer can fix it: Stripe needs an address to calculate the tax. */
  needsAddress: boolean;
  payer: Payer;
};

export type DashboardInvoice = {
  id: string;
  number: string | null;
  /** Stripe's, or `settling`. */
  status: string;
  currency: string;
  totalMinor: number;
  createdAt: Date;
  hostedInvoiceUrl: string | null;
  invoicePdf: string | null;
  /** Of one that the customer pays themselves. */
  dueDate: Date | null;
  isOverdue: boolean;
};

/** All that the dashboard says of one workspace but for what it may use (lib/entitlements.ts). */
export type Dashboard = {
  /** The first workspaces of the user, and this one. */
  workspaces: { id: string; name: string }[];
  /** The user is in more workspaces than those. */
  hasMoreWorkspaces: boolean;
  workspace: Membership;
  /** How the viewer's own e-mail address stands. */
  address: AddressState;
  /** Where several people pay: the viewer, if they are one of them. */
  payer: Payer;
  /** The live ones, newest first; without a live one, the one that ended last. */
  subscriptions: DashboardSubscription[];
  /** There are more live ones than those. */
  hasMoreSubscriptions: boolean;
  twice: BilledTwice;
  debt: Debt | null;
  unbilled: Unbilled | null;
  /** Newest first; null for members, who don't see invoices. */
  invoices: DashboardInvoice[] | null;
  /** There are older ones than those. */
  hasMoreInvoices: boolean;
  /** For the payer only. */
  paymentMethod: PaymentMethod | null;
};

type Copied = DashboardPlan & {
  live: boolean;
  /** Another subscription takes its place. */
  isHandedOver: boolean;
  payerId: string | null;
  payerName: string | null;
  methodType: string | null;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  newCard: DashboardSubscription["newCard"];
  draft: { since: string; error: string | null } | null;
};

/** Several people may pay for one workspace, so each row says whose it is and who sees its bills. */
type Row = Copied & { isYours: boolean; seesBills: boolean };

/** As it arrives in JSON, where instants are texts. */
type AsJson<T> = {
  [Name in keyof T]: T[Name] extends OpenInvoice[]
    ? AsJson<OpenInvoice>[]
    : Date extends T[Name]
      ? string | Exclude<T[Name], Date>
      : T[Name];
};

type Answer = {
  isSignedIn: boolean;
  address: AddressState;
  workspaces: Dashboard["workspaces"];
  workspace: Membership | null;
  subscriptions: AsJson<Copied>[];
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
  const first = shown.find(({ isYours }) => isYours) ?? shown[0];
  return {
    workspaces: switched.some(({ id }) => id === workspace.id)
      ? switched
      : [...switched, { id: workspace.id, name: workspace.name }],
    hasMoreWorkspaces: json.workspaces.length > SWITCHED,
    workspace,
    address: json.address,
    payer: first ? payerOf(first) : null,
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
    paymentMethod: first?.isYours ? methodOf(first) : null,
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

const payerOf = ({ payerId, payerName, isYours }: Row): Payer => (payerId ? { name: payerName, isYou: isYours } : null);

const methodOf = ({ methodType, brand, last4, expMonth, expYear }: Row): PaymentMethod | null =>
  methodType ? { type: methodType, brand, last4, expMonth, expYear } : null;

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

const rowOf = (json: AsJson<Copied>, userId: string, role: Role): Row => ({
  ...json,
  // What a refused trial began has ended, whether Stripe has heard of it or not.
  live: json.live && !json.refusedTrial,
  status: json.refusedTrial ? "canceled" : json.status,
  isYours: json.payerId === userId,
  // It is the payer's, of all that they pay for.
  balanceMinor: json.payerId === userId ? json.balanceMinor : null,
  seesBills: json.payerId === userId || mayBill(role),
  trialEnd: instant(json.trialEnd),
  periodEnd: instant(json.periodEnd),
  endsAt: instant(json.endsAt),
  endedAt: instant(json.endedAt),
  openInvoices: json.openInvoices.map((open) => ({
    ...open,
    nextAttempt: instant(open.nextAttempt),
    dueDate: instant(open.dueDate),
  })),
});

const invoiceOf = (json: AsJson<Omit<DashboardInvoice, "isOverdue">>, rows: Row[]): DashboardInvoice => ({
  ...json,
  // To Stripe it is open, but it must not be paid twice.
  status: rows.some(({ settlingInvoice }) => settlingInvoice === json.id) ? "settling" : json.status,
  createdAt: new Date(json.createdAt),
  dueDate: instant(json.dueDate),
  isOverdue: json.dueDate !== null && new Date(json.dueDate) < now(),
});
