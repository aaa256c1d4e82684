import { expect, test } from "vitest";
import { roadFor } from "@/lib/billing/portal/road";

const FLAT = { metered: false, tiered: false };
const TIERED = { metered: false, tiered: true };
const METERED = { metered: true, tiered: false };

type Asked = Parameters<typeof roadFor>[0];
const PLAIN: Asked = {
  listed: true,
  before: { items: [FLAT], hasSchedule: false, collectionMethod: "charge_automatically" },
  after: [FLAT],
  addsFee: false,
  agrees: true,
  managed: true,
};

test.each<[string, Partial<Asked>, string | null]>([
  ["one flat item to another", {}, "portal"],
  ["a price that the portal does not list", { listed: false }, "api"],
  ["from tiers", { before: { ...PLAIN.before, items: [TIERED] } }, "api"],
  ["to tiers", { after: [TIERED] }, "api"],
  ["from what is metered", { before: { ...PLAIN.before, items: [METERED] } }, "api"],
  ["to what is metered", { after: [METERED] }, "api"],
  ["from several items", { before: { ...PLAIN.before, items: [FLAT, METERED] } }, "api"],
  ["to several items", { after: [FLAT, METERED] }, "api"],
  ["with a set-up fee to charge", { addsFee: true }, "api"],
  ["beside a schedule", { before: { ...PLAIN.before, hasSchedule: true } }, "api"],
  ["whose invoices are sent", { before: { ...PLAIN.before, collectionMethod: "send_invoice" } }, "api"],
  ["that the portal may begin on another day", { agrees: false }, "api"],
])("%s", (_, asked, road) => {
  expect(roadFor({ ...PLAIN, ...asked })).toBe(road);
  // Of a subscription that is not ours the portal is the only way, whenever it begins.
  const isPossible = road === "portal" || asked.agrees === false;
  expect(roadFor({ ...PLAIN, ...asked, managed: false })).toBe(isPossible ? "portal" : null);
});
