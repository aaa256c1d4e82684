import { messagesIn } from "@/lib/messages";
import type { Entry } from "./history";

/** A hand-over as it is now, with the names of both people. */
export type TimelineHandOver = {
  checkoutId: string;
  predecessorId: string;
  successorId: string | null;
  kind: string;
  state: string;
  by: string | null;
  from: string | null;
  anchor: Date | null;
  reason: string | null;
  createdAt: Date;
  completedAt: Date | null;
  takenBackAt: Date | null;
  finishedAt: Date | null;
};

/** The subscriptions whose bill passed on to this one, also by way of others. */
export function continuedBy(id: string, handOvers: TimelineHandOver[], known: string[] = []): string[] {
  return handOvers
    .filter((one) => one.successorId === id && one.kind !== "replace" && !known.includes(one.predecessorId))
    .reduce((found, { predecessorId }) => continuedBy(predecessorId, handOvers, [...found, predecessorId]), known);
}

const english = messagesIn("en");

/** Who began to pay in whose place, and what came of it, in no order. */
export function handOverEntries(handOvers: TimelineHandOver[]): Entry[] {
  return handOvers.flatMap((one) => {
    const by = one.by ?? "A deleted user";
    const from = one.from ?? "a payer who is not known";
    const about = { subscriptionId: one.successorId, gained: [], lost: [] };
    const at = (name: string, when: Date | null, sentence: string): Entry[] =>
      when
        ? [
            {
              key: `hand-over ${one.checkoutId} ${one.predecessorId} ${name}`,
              at: when,
              sentences: [sentence],
              ...about,
            },
          ]
        : [];
    return [
      ...at("begun", one.createdAt, `${by} began to take over the plan from ${from}.`),
      ...at("completed", one.completedAt, completed(one, by, from)),
      ...at("taken back", one.takenBackAt, `${from} took the cancellation back. It was set again, because ${by} pays.`),
      ...at("finished", one.finishedAt, finished(one)),
    ];
  });
}

function completed({ kind, anchor }: TimelineHandOver, by: string, from: string): string {
  if (kind === "continue" && anchor) return `${by} pays from ${english.date(anchor)} on, in the place of ${from}.`;
  return `${by} pays now, in the place of ${from}.`;
}

function finished({ state, reason }: TimelineHandOver): string {
  switch (state) {
    case "done":
      return "The hand-over is complete: the earlier subscription has ended.";
    case "undone":
      return "The hand-over was undone, because the new subscription ended first.";
    case "operator":
      return `The hand-over needs a decision: ${reason ?? "both subscriptions stay."}`;
    default:
      return "Nothing came of the hand-over.";
  }
}
