import { describe, expect, test } from "vitest";
import type { Bill } from "@/lib/billing/entitlements/bills";
import { continuedBy, handOverEntries, type TimelineHandOver } from "@/lib/billing/timeline/hand-overs";
import type { Change } from "@/lib/billing/timeline/history";
import { withPaid } from "@/lib/billing/timeline/paid";

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

describe("what was paid before the bill passed on", () => {
  test("is found by way of all who paid in turn, but not of a plan whose place was bought anew", () => {
    const chain = [
      handOver({ predecessorId: "sub_1", successorId: "sub_2" }),
      handOver({ predecessorId: "sub_2", successorId: "sub_3", kind: "charge" }),
      handOver({ predecessorId: "sub_0", successorId: "sub_1", kind: "replace" }),
    ];
    expect(continuedBy("sub_3", chain)).toEqual(["sub_2", "sub_1"]);
    expect(continuedBy("sub_1", chain)).toEqual([]);
  });

  test.each([
    [true, "has grace"],
    [false, "has none"],
  ])("paid before: %s, so whose first charge fails %s", (hasPaidBefore) => {
    const items = [{ product_id: "prod", price_id: "price", quantity: 1 }];
    const change: Change = {
      id: 1,
      subscriptionId: "sub_new",
      workspaceId: "here",
      at: at(20),
      status: "past_due",
      live: true,
      granting: true,
      items,
      trialEnd: null,
      cancelAt: null,
      cancelAtPeriodEnd: false,
      boughtAt: at(1),
    };
    const bill = (id: string, status: string, day: number): Bill => ({
      id,
      status,
      reason: "subscription_cycle",
      collection: "charge_automatically",
      total: 2_900,
      gave: null,
      at: at(day).toISOString(),
    });
    const paid = {
      sendInvoice: false,
      discounted: false,
      bills: [bill("in_new", "open", 20)],
      billsBefore: hasPaidBefore ? [bill("in_old", "paid", 1)] : [],
    };
    const [told] = withPaid([change], new Map([["sub_new", paid]]), {});
    expect(told?.hasGrace).toBe(hasPaidBefore);
  });
});
