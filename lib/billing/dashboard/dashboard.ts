import { statement } from "@/lib/db";
import { unauthenticated, workspaceNotFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { mayBill, type Membership, type Role } from "@/lib/workspaces/members";
import { type BilledTwice, billedTwice } from "../duplicates/billed-twice";
import { DASHBOARD, LISTED_INVOICES } from "./statement";
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
  endedAt: Date | null;
  /** The invoice whose payment is on its way, which takes days; null without one. */
  settlingInvoice: string | null;
};

/** Null where the payer is unknown. */
export type Payer = { name: string | null; isYou: boolean } | null;

export type DashboardSubscription = {
  subscriptionId: string;
  status: string;
  /** Whether the viewer pays for it. */
  isYours: boolean;
  payer: Payer;
  plans: DashboardPlan[];
  /** For the payer and for members with a billing role. */
  nextPayment: NextPayment | null;
  /** A last invoice may follow the end. */
  settlesAtEnd: boolean;
};

/** A payment that failed, or has not come yet. */
export type Debt = {
  status: "past_due" | "unpaid" | "incomplete";
  /** Only this person can settle it, and another may pay for the rest. */
  payer: Payer;
  /** The names of what it is owed for. */
  plans: (string | null)[];
  /** The invoice to pay, where it is known. */
  amount: { minor: number; currency: string } | null;
  hostedInvoiceUrl: string | null;
  /** When Stripe retries. */
  nextAttempt: Date | null;
  /** When it ends, paid or not: it has been canceled. */
  endsAt: Date | null;
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
};

export type PaymentMethod = {
  type: string;
  brand: string | null;
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
};

/** All that the dashboard says of one workspace but for what it may use (lib/entitlements.ts). */
export type Dashboard = {
  /** All workspaces of the user, this one among them. */
  workspaces: { id: string; name: string }[];
  workspace: Membership;
  /** Where several people pay: the viewer, if they are one of them. */
  payer: Payer;
  /** The live ones, newest first; without a live one, the one that ended last. */
  subscriptions: DashboardSubscription[];
  twice: BilledTwice;
  debt: Debt | null;
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
  debtUrl: string | null;
  debtMinor: number | null;
  debtCurrency: string | null;
  nextAttempt: Date | null;
};

/** Several people may pay for one workspace, so each row says whose it is and who sees its bills. */
type Row = Copied & { isYours: boolean; seesBills: boolean };

/** As it arrives in JSON, where instants are texts. */
type AsJson<T> = { [Name in keyof T]: Date extends T[Name] ? string | Exclude<T[Name], Date> : T[Name] };

type Answer = {
  known: boolean;
  workspaces: Dashboard["workspaces"];
  workspace: Membership | null;
  subscriptions: AsJson<Copied>[];
  invoices: AsJson<DashboardInvoice>[];
};

/**
 * One statement and no call to Stripe.
 * @param userId as a token claims it; whether the user still exists is checked here
 * @param asked a workspace; by default the first of the user
 * @returns null for a user without a workspace
 * @throws ProductError unauthenticated, workspace_not_found
 */
export async function getDashboard(userId: string, asked: string | undefined): Promise<Dashboard | null> {
  if (asked !== undefined && !isUuid(asked)) throw workspaceNotFound();
  const [json] = await statement<Answer>("dashboard", DASHBOARD, [userId, asked ?? null]);
  if (!json?.known) throw unauthenticated();
  if (!json.workspace) {
    if (asked !== undefined) throw workspaceNotFound();
    return null;
  }
  const { workspaces, workspace } = json;
  const rows = json.subscriptions.map((row) => rowOf(row, userId, workspace.role));
  const live = rows.filter((row) => row.live);
  const ended = rows.filter((row) => row.subscriptionId === rows[0]?.subscriptionId);
  // Whose place was taken is its payer's affair until it ends; the others see the one that continues.
  const shown = live.length > 0 ? live.filter((row) => row.isYours || !isTaken(row, live)) : ended;
  const first = shown.find(({ isYours }) => isYours) ?? shown[0];
  return {
    workspaces,
    workspace,
    payer: first ? payerOf(first) : null,
    subscriptions: bySubscription(shown),
    twice: billedTwice(live.filter(({ isHandedOver }) => !isHandedOver)),
    debt: debtOf(shown),
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
      plans,
      nextPayment: plans.every(({ seesBills }) => seesBills) ? nextPayment(plans) : null,
      settlesAtEnd: plans.some(settlesAtEnd),
    };
  });
}

const OWING = ["unpaid", "past_due", "incomplete"] as const;

/** The viewer's own before that of others, which they can't settle; of several the one that has stopped most. */
function debtOf(rows: Row[]): Debt | null {
  const owed = rows.filter((row) => row.settlingInvoice === null);
  const owing = OWING.flatMap((status) =>
    owed.filter((row) => row.status === status).map((row) => ({ ...row, status })),
  );
  const row = owing.find(({ isYours }) => isYours) ?? owing[0];
  if (!row) return null;
  const { status, seesBills, debtMinor, debtCurrency, debtUrl, nextAttempt, endsAt } = row;
  return {
    status,
    payer: payerOf(row),
    plans: rows.filter(({ subscriptionId }) => subscriptionId === row.subscriptionId).map(({ planName }) => planName),
    amount: seesBills && debtMinor !== null && debtCurrency ? { minor: debtMinor, currency: debtCurrency } : null,
    hostedInvoiceUrl: seesBills ? debtUrl : null,
    nextAttempt,
    endsAt,
  };
}

const payerOf = ({ payerId, payerName, isYours }: Row): Payer => (payerId ? { name: payerName, isYou: isYours } : null);

const methodOf = ({ methodType, brand, last4, expMonth, expYear }: Row): PaymentMethod | null =>
  methodType ? { type: methodType, brand, last4, expMonth, expYear } : null;

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

const rowOf = (json: AsJson<Copied>, userId: string, role: Role): Row => ({
  ...json,
  isYours: json.payerId === userId,
  // It is the payer's, of all that they pay for.
  balanceMinor: json.payerId === userId ? json.balanceMinor : null,
  seesBills: json.payerId === userId || mayBill(role),
  trialEnd: instant(json.trialEnd),
  periodEnd: instant(json.periodEnd),
  endsAt: instant(json.endsAt),
  endedAt: instant(json.endedAt),
  nextAttempt: instant(json.nextAttempt),
});

const invoiceOf = (json: AsJson<DashboardInvoice>, rows: Row[]): DashboardInvoice => ({
  ...json,
  // To Stripe it is open, but it must not be paid twice.
  status: rows.some(({ settlingInvoice }) => settlingInvoice === json.id) ? "settling" : json.status,
  createdAt: new Date(json.createdAt),
});
