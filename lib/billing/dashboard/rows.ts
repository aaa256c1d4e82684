import { now } from "@/lib/clock";
import { mayBill, type Role } from "@/lib/workspaces/members";
import { type KnownPrice, type PricedRow, readPriced } from "../catalog/priced";
import type { OpenInvoice, Payer, PaymentMethod } from "./debt";
import type { Preview } from "./next-payment";
import type { DashboardInvoice, DashboardPlan, DashboardSubscription } from "./shown";

/** A row of the statement. */
export type Copied = DashboardPlan & {
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
  /** When what pays for it was refused last, while something is owed. */
  declinedAt: Date | null;
  draft: { since: string; error: string | null } | null;
};

/** Several people may pay for one workspace, so each row says whose it is and who sees its bills. */
export type Row = Copied & { isYours: boolean; seesBills: boolean };

/** As it arrives in JSON, where instants are texts. */
export type AsJson<T> = {
  [Name in keyof T]: T[Name] extends OpenInvoice[]
    ? AsJson<OpenInvoice>[]
    : Date extends T[Name]
      ? string | Exclude<T[Name], Date>
      : T[Name];
};

export const payerOf = ({ payerId, payerName, isYours }: Row): Payer =>
  payerId ? { name: payerName, isYou: isYours } : null;

export const methodOf = ({ methodType, brand, last4, expMonth, expYear }: Row): PaymentMethod | null =>
  methodType ? { type: methodType, brand, last4, expMonth, expYear } : null;

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** As the statement answers it. */
export type CopiedRow = AsJson<Omit<Copied, keyof KnownPrice | "preview">> & {
  price: PricedRow;
  preview: AsJson<Preview> | null;
};

export const rowOf = ({ price, preview, ...json }: CopiedRow, userId: string, role: Role): Row => ({
  ...json,
  ...readPriced(price),
  // What a refused trial began has ended, whether Stripe has heard of it or not.
  live: json.live && !json.refusedTrial,
  status: json.refusedTrial ? "canceled" : json.status,
  isYours: json.payerId === userId,
  // It is the payer's, of all that they pay for.
  balanceMinor: json.payerId === userId ? json.balanceMinor : null,
  preview: preview && { ...preview, at: new Date(preview.at) },
  seesBills: json.payerId === userId || mayBill(role),
  trialEnd: instant(json.trialEnd),
  periodEnd: instant(json.periodEnd),
  endsAt: instant(json.endsAt),
  endedAt: instant(json.endedAt),
  declinedAt: instant(json.declinedAt),
  openInvoices: json.openInvoices.map((open) => ({
    ...open,
    nextAttempt: instant(open.nextAttempt),
    dueDate: instant(open.dueDate),
  })),
});

export const invoiceOf = (json: AsJson<Omit<DashboardInvoice, "isOverdue">>, rows: Row[]): DashboardInvoice => ({
  ...json,
  // To Stripe it is open, but it must not be paid twice.
  status: rows.some(({ settlingInvoice }) => settlingInvoice === json.id) ? "settling" : json.status,
  createdAt: new Date(json.createdAt),
  dueDate: instant(json.dueDate),
  isOverdue: json.dueDate !== null && new Date(json.dueDate) < now(),
});
