import { describe, expect, test } from "vitest";
import type { Override } from "@/lib/billing/entitlements/overrides";
import { timeline } from "@/lib/billing/timeline/timeline";
import type { Change, Names } from "@/lib/billing/timeline/history";
import { overrideMoments } from "@/lib/billing/timeline/overrides";

const HERE = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
const names: Names = {
  products: new Map([["prod_pro", { name: "Pro", features: ["chat", "export"] }]]),
  prices: new Map(),
};

const override = (more: Partial<Override> = {}): Override => ({
  id: "one",
  workspaceId: HERE,
  feature: "export",
  limit: null,
  until: at(20),
  note: "Ticket 12",
  grantedBy: "Grace",
  grantedAt: at(5),
  revokedBy: null,
  revokedAt: null,
  ...more,
});

const bought = (day: number, status = "active"): Change => ({
  id: day,
  subscriptionId: "sub_1",
  workspaceId: HERE,
  at: at(day),
  status,
  live: status === "active",
  granting: status === "active",
  items: [{ product_id: "prod_pro", price_id: null, quantity: 1 }],
  trialEnd: null,
  cancelAt: null,
  cancelAtPeriodEnd: false,
  boughtAt: null,
});

/** What is said, and what comes and goes, oldest first. */
const told = (overrides: Override[], now: Date, changes: Change[] = []) =>
  timeline(HERE, { changes, overrides: overrideMoments(overrides, now) }, names)
    .reverse()
    .map(({ at: when, sentences, gained, lost }) => [when.getUTCDate(), sentences.join(" "), gained, lost]);

const GRANTED = "Grace granted export until November 20, 2026: Ticket 12";

describe("what support grants", () => {
  test("stands with its note and its end, and gives what it gives", () => {
    expect(told([override()], at(19))).toEqual([[5, GRANTED, ["export"], []]]);
    expect(told([override({ limit: 20 })], at(19))[0]?.[1]).toBe(
      "Grace granted export (20) until November 20, 2026: Ticket 12",
    );
  });

  test("ends at its end, or is revoked before", () => {
    expect(told([override()], at(20))).toEqual([
      [5, GRANTED, ["export"], []],
      [20, "The grant of export ran out.", [], ["export"]],
    ]);
    expect(told([override({ revokedBy: "Ada", revokedAt: at(7) })], at(25)).at(-1)).toEqual([
      7,
      "The grant of export was taken back by Ada.",
      [],
      ["export"],
    ]);
  });

  test("gives nothing that a plan gives already, and takes nothing that a plan or another grant still gives", () => {
    expect(told([override()], at(25), [bought(1), bought(10, "canceled")])).toEqual([
      [1, "Bought Pro.", ["chat", "export"], []],
      [5, GRANTED, [], []],
      [10, "The plan was canceled and ended at once.", [], ["chat"]],
      [20, "The grant of export ran out.", [], ["export"]],
    ]);
    const second = override({ id: "two", grantedAt: at(6), until: at(22) });
    expect(told([second, override()], at(25)).map(([day, , , lost]) => [day, lost])).toEqual([
      [5, []],
      [6, []],
      [20, []],
      [22, ["export"]],
    ]);
  });
});
