import { handOverEntries, type TimelineHandOver } from "./hand-overs";
import type { Change, Entry, Names, TimelineInvoice } from "./history";
import { changeSentences, invoiceSentence } from "./messages";
import type { OverrideMoment } from "./overrides";

export type { Entry } from "./history";

/** What is known of a workspace, in any order. */
export type History = {
  /** All of every subscription that is, or was, this workspace's. */
  changes?: Change[];
  invoices?: TimelineInvoice[];
  overrides?: OverrideMoment[];
  handOvers?: TimelineHandOver[];
  /** Of hidden prices (offers.ts). */
  offers?: Entry[];
};

/** What happened to a workspace, newest first. Pure. */
export function timeline(
  workspaceId: string,
  { changes = [], invoices = [], overrides = [], handOvers = [], offers = [] }: History,
  names: Names,
): Entry[] {
  const entries = [
    ...handOverEntries(handOvers),
    ...offers,
    ...invoices.flatMap((one) => ofInvoice(one, changes)),
    ...ofAccess(workspaceId, changes, overrides, names),
  ];
  // Of one moment the later entry comes first. Both lists are in order of time, and sorting keeps it.
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime()).reverse();
}

function ofInvoice(invoice: TimelineInvoice, changes: Change[]): Entry[] {
  const { createdAt: made } = invoice;
  const isLast = changes.some(
    ({ subscriptionId, status, at }) =>
      subscriptionId === invoice.subscriptionId && status === "canceled" && made !== null && at <= made,
  );
  const sentence = invoiceSentence(invoice, isLast);
  if (!sentence || !invoice.createdAt) return [];
  const { id, createdAt, subscriptionId } = invoice;
  return [{ key: id, at: createdAt, subscriptionId, sentences: [sentence], gained: [], lost: [] }];
}

/** All that can grant or end access, in order of time. What a moment changed follows from the state before it. */
function ofAccess(workspaceId: string, changes: Change[], overrides: OverrideMoment[], names: Names): Entry[] {
  const latest = new Map<string, Change>();
  const granted: string[] = [];
  let had = new Set<string>();

  function entry(moment: Pick<Entry, "key" | "at" | "subscriptionId">, sentences: string[]): Entry[] {
    const has = new Set([...featuresOf(workspaceId, latest.values(), names), ...granted]);
    const gained = [...has].filter((feature) => !had.has(feature));
    const lost = [...had].filter((feature) => !has.has(feature));
    had = has;
    return sentences.length + gained.length + lost.length === 0 ? [] : [{ ...moment, sentences, gained, lost }];
  }

  function ofChange(change: Change): Entry[] {
    const { id, at, subscriptionId } = change;
    const before = latest.get(subscriptionId) ?? null;
    latest.set(subscriptionId, change);
    const wasHere = change.workspaceId === workspaceId || before?.workspaceId === workspaceId;
    return entry(
      { key: `change ${id}`, at, subscriptionId },
      wasHere ? changeSentences(workspaceId, before, change, names) : [],
    );
  }

  function ofOverride({ key, at, feature, stands, sentence }: OverrideMoment): Entry[] {
    if (stands) granted.push(feature);
    else granted.splice(granted.indexOf(feature), 1);
    return entry({ key, at, subscriptionId: null }, [sentence]);
  }

  const moments = [
    ...overrides.map((override) => ({ at: override.at, happen: () => ofOverride(override) })),
    ...inOrder(changes).map((change) => ({ at: change.at, happen: () => ofChange(change) })),
  ];
  // Sorting keeps the order of what came at one time.
  return moments.sort((a, b) => a.at.getTime() - b.at.getTime()).flatMap(({ happen }) => happen());
}

/**
 * Within a subscription by id, which is the order of writing; several changes may share a second, or have one before an
 * earlier change. Between subscriptions by time.
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
  for (const { workspaceId: owner, granting, items, gives } of subscriptions) {
    if (owner !== workspaceId || !granting) continue;
    for (const id of gives ?? items.map(({ product_id: product }) => product ?? "")) {
      for (const feature of names.products.get(id)?.features ?? []) features.add(feature);
    }
  }
  return features;
}
