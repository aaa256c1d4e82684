import type { Bill } from "../entitlements/bills";
import { givesOf, type Paying } from "../entitlements/paid";
import type { Change } from "./history";

/** What the rule of lib/billing/entitlements/paid.ts reads of a subscription, beside its changes. */
export type Paid = Pick<Paying, "sendInvoice" | "discounted"> & {
  /** Newest first. */
  bills: Bill[];
  /** Of those that it continues, whose bill passed to its payer. */
  billsBefore: Bill[];
};

// An invoice is made with the change that it is for, or a moment later.
const SAME_MOMENT_MS = 10_000;

/**
 * The changes with what each gives by what was paid for then, and one more where an invoice changed that. How an invoice
 * was settled is known, when it was is not: it counts from when it was made.
 */
export function withPaid(changes: Change[], paid: Map<string, Paid>, prices: Paying["prices"]): Change[] {
  const inOrder = changes.toSorted((a, b) => a.id - b.id);
  return [...new Set(inOrder.map(({ subscriptionId }) => subscriptionId))].flatMap((id) => {
    const own = inOrder.filter(({ subscriptionId }) => subscriptionId === id);
    const known = paid.get(id);
    return known ? ofOne(own, known, prices) : own;
  });
}

function ofOne(own: Change[], known: Paid, prices: Paying["prices"]): Change[] {
  let trialed: Change["items"] | null = null;
  return own.flatMap((change, index) => {
    if (change.status === "trialing") trialed = change.items;
    if (change.status !== "active" && change.status !== "past_due") return [change];
    const next = own[index + 1]?.at.getTime() ?? Infinity;
    const later = known.bills
      .map(({ at }) => new Date(at))
      .filter((at) => at.getTime() > change.at.getTime() + SAME_MOMENT_MS && at.getTime() < next - SAME_MOMENT_MS)
      .toSorted((a, b) => a.getTime() - b.getTime());
    const given = (at: Date): Change => {
      const { gives, ...grace } = giving(change, at, { began: own[0]?.items ?? null, trialed }, known, prices);
      return { ...change, at, gives, ...grace };
    };
    // Ids are whole, and grace.ts adds a half.
    return [given(change.at), ...later.map((at, n) => ({ ...given(at), id: change.id + (n + 1) / 1_000 }))];
  });
}

function giving(
  { subscriptionId, status, items, trialEnd, currency = null }: Change,
  at: Date,
  looks: Pick<Paying, "began" | "trialed">,
  { bills, billsBefore, ...how }: Paid,
  prices: Paying["prices"],
): Pick<Change, "gives" | "hasGrace" | "paidUntil"> {
  const isKnown = (bill: Bill) => new Date(bill.at).getTime() <= at.getTime() + SAME_MOMENT_MS;
  const until = bills.filter(isKnown);
  const ids = [looks.began, looks.trialed, items, ...until.map(({ gave }) => Object.values(gave ?? {}))]
    .flatMap((some) => some ?? [])
    .flatMap((one) => one?.product_id ?? []);
  const { plans, ...grace } = givesOf(
    {
      subscription: subscriptionId,
      status: status ?? "",
      currency,
      items,
      ...looks,
      trialEnd: trialEnd?.toISOString() ?? null,
      ...how,
      hasPaid: [...until, ...billsBefore.filter(isKnown)].some(
        (bill) => bill.status === "paid" && (bill.total ?? 0) > 0,
      ),
      bills: until,
      products: Object.fromEntries(ids.map((id) => [id, { plan: id, featureIds: null }])),
      prices,
    },
    at,
  );
  return { gives: plans.flatMap(({ plan }) => plan ?? []), ...grace };
}
