import { changeSentences, invoiceSentence } from "./timeline-words";

/** What a subscription looked like from `at` on; `live` and `granting` by the rule in entitlements.ts. */
export type Change = {
  /** Grows with time within a subscription. */
  id: number;
  subscriptionId: string;
  workspaceId: string | null;
  at: Date;
  status: string | null;
  live: boolean;
  granting: boolean;
  items: { product_id: string | null; price_id: string | null; quantity: number | null }[];
  trialEnd: Date | null;
  cancelAt: Date | null;
  cancelAtPeriodEnd: boolean;
  /** When the subscription came to be at Stripe, which may be before the first change that we saw. */
  boughtAt: Date | null;
};

/** An invoice as it stands. */
export type TimelineInvoice = {
  id: string;
  subscriptionId: string | null;
  number: string | null;
  status: string | null;
  billingReason: string | null;
  currency: string | null;
  totalMinor: number | null;
  amountPaidMinor: number | null;
  attemptCount: number | null;
  nextPaymentAttempt: Date | null;
  createdAt: Date | null;
};

export type NamedPrice = {
  unitAmountMinor: number | null;
  currency: string | null;
  interval: string | null;
  intervalCount: number | null;
};

/** What the ids in the rows stand for, as it is now. */
export type Names = {
  products: Map<string, { name: string | null; features: string[] }>;
  prices: Map<string, NamedPrice>;
};

/** What happened at one moment, in plain words, and what it gave the workspace or took from it. */
export type Entry = {
  key: string;
  at: Date;
  subscriptionId: string | null;
  sentences: string[];
  gained: string[];
  lost: string[];
};

/**
 * What happened to a workspace, newest first. Pure; the rows may come in any order.
 * @param changes all of every subscription that is, or was, this workspace's
 */
export function timeline(workspaceId: string, changes: Change[], invoices: TimelineInvoice[], names: Names): Entry[] {
  const entries = [...invoices.flatMap(ofInvoice), ...ofChanges(workspaceId, changes, names)];
  // Of one moment, the later stands above: both lists come in the order of time, and sorting keeps it.
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime()).reverse();
}

function ofInvoice(invoice: TimelineInvoice): Entry[] {
  const sentence = invoiceSentence(invoice);
  if (!sentence || !invoice.createdAt) return [];
  const { id, createdAt, subscriptionId } = invoice;
  return [{ key: id, at: createdAt, subscriptionId, sentences: [sentence], gained: [], lost: [] }];
}

function ofChanges(workspaceId: string, changes: Change[], names: Names): Entry[] {
  const latest = new Map<string, Change>();
  let had = new Set<string>();
  return inOrder(changes).flatMap((change) => {
    const before = latest.get(change.subscriptionId) ?? null;
    latest.set(change.subscriptionId, change);
    const has = featuresOf(workspaceId, latest.values(), names);
    const gained = [...has].filter((feature) => !had.has(feature));
    const lost = [...had].filter((feature) => !has.has(feature));
    had = has;
    if (change.workspaceId !== workspaceId && before?.workspaceId !== workspaceId) return []; // it was elsewhere
    const sentences = changeSentences(workspaceId, before, change, names);
    if (sentences.length + gained.length + lost.length === 0) return [];
    const { subscriptionId, at } = change;
    return [{ key: `change ${change.id}`, at, subscriptionId, sentences, gained, lost }];
  });
}

/**
 * Within a subscription by id: that is the order in which the rows were written, and a second may hold several, or seem
 * to lie before the one that came earlier. Between subscriptions by time.
 */
function inOrder(changes: Change[]): Change[] {
  const reached = new Map<string, Date>();
  return [...changes]
    .sort((a, b) => a.id - b.id)
    .map((change) => {
      const before = reached.get(change.subscriptionId);
      const at = before ? later(before, change.at) : earlier(change.boughtAt ?? change.at, change.at);
      reached.set(change.subscriptionId, at);
      return { ...change, at };
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime()); // keeps the order of what came at one time
}

const later = (a: Date, b: Date) => (a > b ? a : b);
const earlier = (a: Date, b: Date) => (a < b ? a : b);

/** What the workspace may use, by its granting subscriptions' products. */
function featuresOf(workspaceId: string, subscriptions: Iterable<Change>, names: Names): Set<string> {
  const features = new Set<string>();
  for (const { workspaceId: owner, granting, items } of subscriptions) {
    if (owner !== workspaceId || !granting) continue;
    for (const { product_id } of items) {
      for (const feature of names.products.get(product_id ?? "")?.features ?? []) features.add(feature);
    }
  }
  return features;
}
