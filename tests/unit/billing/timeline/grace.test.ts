import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeline } from "@/lib/billing/timeline/timeline";
import type { Change, Names } from "@/lib/billing/timeline/history";
import { withOwedDrafts } from "@/lib/billing/timeline/drafts";
import { withGraceEnds } from "@/lib/billing/timeline/grace";

const HERE = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
const names: Names = { products: new Map([["prod_pro", { name: "Pro", features: ["export"] }]]), prices: new Map() };
const day = (number: number): Date => new Date(Date.UTC(2027, 0, number, 12));
const NOW = day(60);

let ids = 0;
const change = (on: number, status: string, more: Partial<Change> = {}): Change => ({
  id: ++ids,
  subscriptionId: "sub_1",
  workspaceId: HERE,
  at: day(on),
  status,
  live: status !== "canceled",
  granting: ["active", "past_due"].includes(status),
  items: [{ product_id: "prod_pro", price_id: null, quantity: 1 }],
  trialEnd: null,
  cancelAt: null,
  cancelAtPeriodEnd: false,
  boughtAt: null,
  ...more,
});

/** Day, what is said, what was gained and lost; oldest first. */
const told = (changes: Change[], graceDays: number | null = 14) =>
  timeline(HERE, { changes: withGraceEnds(changes, NOW, graceDays) }, names)
    .reverse()
    .map(({ at, sentences, gained, lost }) => [
      Math.round((at.getTime() - day(0).getTime()) / 86_400_000),
      sentences.join(" "),
      ...gained.map((one) => `+${one}`),
      ...lost.map((one) => `-${one}`),
    ]);

/** The same, where the subscription's invoice is a draft since a day. */
const toldOwing = (changes: Change[], draftSince: number) =>
  told(
    withOwedDrafts(
      changes,
      [{ subscriptionId: "sub_1", status: "draft", createdAt: day(draftSince), isOfPlan: true }],
      NOW,
    ),
  );

const FAILED = "A payment failed. The plan goes on while it is tried again.";
const OVER = "The days of grace are over, and the payment is still owed.";

describe("the end of the grace", () => {
  test("takes what the plan gave, at its day, and the payment gives it back", () => {
    expect(told([change(1, "active"), change(5, "past_due"), change(30, "active")])).toEqual([
      [1, "Bought Pro.", "+export"],
      [5, FAILED],
      [19, OVER, "-export"],
      [30, "The payment that was owed is settled: the plan goes on.", "+export"],
    ]);
  });

  test("is told where nothing has happened since", () => {
    expect(told([change(1, "active"), change(5, "past_due")]).at(-1)).toEqual([19, OVER, "-export"]);
  });

  test("is not told before it comes, nor where the payment came first, nor without grace's end", () => {
    expect(told([change(1, "active"), change(50, "past_due")]).at(-1)).toEqual([50, FAILED]);
    expect(told([change(1, "active"), change(5, "past_due"), change(10, "active")])).toHaveLength(3);
    expect(told([change(1, "active"), change(5, "past_due")], null)).toHaveLength(2);
  });

  test("counts from the first failure, whatever changes while it lasts, and is told once", () => {
    const two = { items: [{ product_id: "prod_pro", price_id: null, quantity: 2 }] };
    const three = { items: [{ product_id: "prod_pro", price_id: null, quantity: 3 }] };
    const said = told([
      change(1, "active"),
      change(5, "past_due"),
      change(9, "past_due", two),
      change(25, "past_due", three),
      change(40, "canceled", three),
    ]);
    expect(said.map(([on, , ...access]) => [on, ...access])).toEqual([
      [1, "+export"],
      [5],
      [9],
      [19, "-export"],
      [25],
      [40],
    ]);
  });

  test("with no day of grace comes with the failure", () => {
    expect(told([change(1, "active"), change(5, "past_due")], 0)).toEqual([
      [1, "Bought Pro.", "+export"],
      [5, FAILED],
      [5, OVER, "-export"],
    ]);
  });
});

describe("an invoice that is still a draft", () => {
  const OWED = "An invoice has been a draft for four days, so it counts as owed.";
  const two = { items: [{ product_id: "prod_pro", price_id: null, quantity: 2 }] };

  test("counts as owed from the fourth day, and grace from then on, whatever changes meanwhile", () => {
    const said = toldOwing([change(1, "active"), change(9, "active", two), change(30, "active")], 3);
    expect(said.filter(([, what, ...access]) => what === OWED || what === OVER || access.length > 0)).toEqual([
      [1, "Bought Pro.", "+export"],
      [7, OWED],
      [21, OVER, "-export"],
    ]);
  });

  test("is not told before, nor of a plan that is past due or has ended", () => {
    expect(toldOwing([change(1, "active")], 57)).toHaveLength(1);
    for (const status of ["past_due", "canceled"])
      expect(toldOwing([change(1, "active"), change(5, status)], 3).flat()).not.toContain(OWED);
  });

  test("without grace takes what the plan gave at once", () => {
    expect(toldOwing([change(1, "active", { hasGrace: false })], 3).at(-1)).toEqual([7, OWED, "-export"]);
  });
});

test("whatever happens, a plan that is past due grants for the days of grace and no longer", () => {
  const history = fc.array(
    fc.record({
      days: fc.integer({ min: 1, max: 9 }),
      status: fc.constantFrom("active", "past_due", "past_due", "unpaid"),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(history, (steps) => {
      let on = 0;
      const changes = steps.map(({ days, status }) => change((on += days), status));
      const all = withGraceEnds(changes, day(on + 30), 14).toSorted((a, b) => a.id - b.id);
      let failed: Date | null = null;
      for (const one of all) {
        failed = one.status === "past_due" ? (failed ?? one.at) : null;
        const inGrace = failed !== null && one.at.getTime() - failed.getTime() < 14 * 86_400_000;
        expect([one.at, one.granting]).toEqual([one.at, one.status === "active" || inGrace]);
      }
      expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a.getTime() - b.getTime()));
    }),
  );
});
