import { expect, test } from "vitest";
import { handOverEntries, type TimelineHandOver } from "@/lib/billing/timeline/hand-overs";

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
const handOver = (more: Partial<TimelineHandOver>): TimelineHandOver => ({
  checkoutId: "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11",
  predecessorId: "sub_old",
  successorId: "sub_new",
  kind: "continue",
  state: "running",
  by: "Olga",
  from: "Ada",
  anchor: at(30),
  reason: null,
  createdAt: at(1),
  completedAt: null,
  takenBackAt: null,
  finishedAt: null,
  ...more,
});
const sentencesOf = (more: Partial<TimelineHandOver>) =>
  handOverEntries([handOver(more)]).flatMap((one) => one.sentences);

test("a hand-over is told from its beginning to its end", () => {
  expect(sentencesOf({})).toEqual(["Olga began to take over the plan from Ada."]);
  expect(sentencesOf({ completedAt: at(2), takenBackAt: at(3), finishedAt: at(30), state: "done" })).toEqual([
    "Olga began to take over the plan from Ada.",
    "Olga pays from November 30, 2026 on, in the place of Ada.",
    "Ada took the cancellation back. It was set again, because Olga pays.",
    "The hand-over is complete: the earlier subscription has ended.",
  ]);
});

test.each([
  ["undone", null, "The hand-over was undone, because the new subscription ended first."],
  ["operator", "The earlier subscription gives access again.", /^The hand-over needs a decision: The earlier/],
  ["closed", null, "Nothing came of the hand-over."],
] as const)("what came of it: %s", (state, reason, sentence) => {
  expect(sentencesOf({ state, reason, finishedAt: at(4) }).at(-1)).toMatch(sentence);
});

test("a payer who is not known, and who took over at once", () => {
  expect(sentencesOf({ by: null, from: null, kind: "charge", anchor: null, completedAt: at(2) })).toEqual([
    "A deleted user began to take over the plan from a payer who is not known.",
    "A deleted user pays now, in the place of a payer who is not known.",
  ]);
});
