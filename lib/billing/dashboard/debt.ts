/** Null where the payer is unknown. */
export type Payer = { name: string | null; isYou: boolean } | null;

export type CardName = { type: string; brand: string | null; last4: string | null };

export type PaymentMethod = CardName & {
  expMonth: number | null;
  expYear: number | null;
};

/** An invoice that can be paid now. */
export type OpenInvoice = {
  id: string;
  amountMinor: number | null;
  currency: string | null;
  hostedInvoiceUrl: string | null;
  /** When Stripe tries again. */
  nextAttempt: Date | null;
  /** Of one that the customer pays themselves: until when. */
  dueDate: Date | null;
  /** It was made when the plan ended, for what was used or changed until then. */
  isFinal: boolean;
};

/** A payment that failed or has not come yet, or an invoice that is to be paid. */
export type Debt = {
  /** `active`: nothing has failed, and an invoice waits to be paid by its day. `canceled`: the last one of an ended plan. */
  status: "past_due" | "unpaid" | "incomplete" | "paused" | "canceled" | "active";
  /** Only this person can settle it, and another may pay for the rest. */
  payer: Payer;
  /** The names of what it is owed for. */
  plans: (string | null)[];
  /** How many invoices are open. */
  count: number;
  /** What they come to, where it is known. */
  amount: { minor: number; currency: string } | null;
  /** The oldest invoice's page. */
  hostedInvoiceUrl: string | null;
  /** When Stripe retries. */
  nextAttempt: Date | null;
  /** The customer pays each invoice themselves. Then nothing is charged, and nothing fails. */
  byInvoice: boolean;
  dueDate: Date | null;
  isOverdue: boolean;
  /** Something can be charged, as far as the viewer may know. */
  hasMethod: boolean;
  /** For the payer: what is charged at once, the oldest first, and with what. */
  payNow: { invoiceIds: string[]; amount: { minor: number; currency: string }; method: PaymentMethod } | null;
  /** When the method that pays for it was refused last; null where that was another one, or is not known. */
  declinedAt: Date | null;
  /** When it ends, paid or not: it has been canceled. */
  endsAt: Date | null;
};

type Row = {
  subscriptionId: string;
  status: string;
  isYours: boolean;
  seesBills: boolean;
  payer: Payer;
  planName: string | null;
  settlingInvoice: string | null;
  collectionMethod: string | null;
  openInvoices: OpenInvoice[];
  method: PaymentMethod | null;
  declinedAt?: Date | null;
  endsAt: Date | null;
};

/** How many open invoices of a subscription are added up; one more is read, which says that there are others. */
export const COUNTED_INVOICES = 500;

/** Each is a charge of its own, within the time of one request. */
const PAID_AT_ONCE = 20;

/** Of several the one that has stopped most comes first. */
const OWING = ["unpaid", "paused", "past_due", "incomplete", "canceled", "active"] as const;

type Owing = (typeof OWING)[number];

/** The viewer's own before that of others, which they can't settle. */
export function debtOf(rows: Row[], now: Date): Debt | null {
  const owed = rows.filter((row) => row.settlingInvoice === null);
  const owing = OWING.flatMap((status) =>
    owed.filter((row) => row.status === status && isOwing(status, row)).map((row) => ({ ...row, status })),
  );
  const row = owing.find(({ isYours }) => isYours) ?? owing[0];
  if (!row) return null;
  const { status, payer, seesBills, method, isYours, endsAt } = row;
  const open = status === "canceled" ? row.openInvoices.filter(({ isFinal }) => isFinal) : row.openInvoices;
  const byInvoice = isByInvoice(row);
  const amount = sumOf(open);
  const dueDate = byInvoice ? (open[0]?.dueDate ?? null) : null;
  const attempts = open.flatMap(({ nextAttempt }) => nextAttempt ?? []);
  const next = open.slice(0, PAID_AT_ONCE);
  const nextAmount = sumOf(next);
  return {
    status,
    payer,
    plans: rows.filter(({ subscriptionId }) => subscriptionId === row.subscriptionId).map(({ planName }) => planName),
    count: open.length,
    amount: seesBills ? amount : null,
    hostedInvoiceUrl: seesBills ? (open[0]?.hostedInvoiceUrl ?? null) : null,
    nextAttempt: attempts.length > 0 ? new Date(Math.min(...attempts.map(Number))) : null,
    byInvoice,
    dueDate,
    isOverdue: dueDate !== null && dueDate < now,
    hasMethod: method !== null,
    payNow:
      isYours && method && !byInvoice && amount && nextAmount
        ? { invoiceIds: next.map(({ id }) => id), amount: nextAmount, method }
        : null,
    declinedAt: isYours ? (row.declinedAt ?? null) : null,
    endsAt,
  };
}

export const isByInvoice = ({ collectionMethod }: { collectionMethod: string | null }): boolean =>
  collectionMethod === "send_invoice";

function isOwing(status: Owing, row: Row): boolean {
  switch (status) {
    // An open invoice that nothing has failed of is due to be charged, unless the customer pays it themselves.
    case "active":
      return isByInvoice(row) && row.openInvoices.length > 0;
    case "canceled":
      return row.openInvoices.some(({ isFinal }) => isFinal);
    case "paused":
      // Also the invoice of a resume that was refused.
      return row.openInvoices.length > 0;
    default:
      return true;
  }
}

/** Null where they are in several currencies, one has no amount, or there are more than are read. */
function sumOf(open: OpenInvoice[]): Debt["amount"] {
  const currency = open[0]?.currency;
  if (
    !currency ||
    open.length > COUNTED_INVOICES ||
    open.some((one) => one.currency !== currency || one.amountMinor === null)
  )
    return null;
  return { minor: open.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0), currency };
}
