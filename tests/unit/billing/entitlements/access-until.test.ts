import { expect, test } from "vitest";
import { accessUntil } from "@/lib/billing/entitlements/access-until";
import type { Access } from "@/lib/billing/entitlements/access";

const [EARLIER, LATER] = [new Date("2026-12-01"), new Date("2026-12-15")];
const granted = (reason: Extract<Access, { allowed: true }>["reason"]): Access => ({
  feature: "x",
  allowed: true,
  reason,
  limit: null,
  limitUntil: null,
  used: 0,
});
const grace = (until: Date | null) => granted({ kind: "grace", plan: "Pro", until });
const graceOver: Access = {
  feature: "y",
  allowed: false,
  reason: { kind: "ended", was: "grace", plan: "Pro", on: EARLIER },
};

test.each<[string, Access[], ReturnType<typeof accessUntil>]>([
  ["nothing", [], null],
  ["a plan that is paid", [granted({ kind: "plan", plan: "Pro", until: LATER })], null],
  ["grace without a day", [grace(null)], null],
  ["grace until a day", [grace(LATER)], { day: LATER, isOver: false }],
  ["two, of which the first to end counts", [grace(LATER), grace(EARLIER)], { day: EARLIER, isOver: false }],
  ["grace that is over", [graceOver], { day: EARLIER, isOver: true }],
  ["one that is over beside one that is not", [graceOver, grace(LATER)], { day: LATER, isOver: false }],
  [
    "a trial that ended",
    [{ feature: "x", allowed: false, reason: { kind: "ended", was: "trial", plan: null, on: EARLIER } }],
    null,
  ],
])("%s", (_, features, until) => expect(accessUntil(features)).toEqual(until));
