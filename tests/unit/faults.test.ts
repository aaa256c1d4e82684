import { expect, test } from "vitest";
import { faults } from "../faults/list";
import { placesOf, plantedTexts } from "../faults/plant";

test("each planted fault still has its text, in the file that the list names, and the tests that must notice it", () => {
  const places = placesOf(faults);
  expect(() => plantedTexts(places)).not.toThrow();
  expect(places.filter(({ fault, file }) => fault.file !== file)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(60);
});

test.each([
  ["lib/billing/mirror/received.ts", "env().STRIPE_WEBHOOK_SECRET.some"],
  ["lib/stripe/signature.ts", 'verifyHeader(payload, signature ?? "", secret, TOLERANCE_SECONDS)'],
])("a fault in %s that would take a method from its object is refused: the file would fail for all", (file, before) => {
  const fault = {
    id: "planted",
    file,
    before,
    after: "null",
    tests: ["tests/unit/faults.test.ts"],
    why: "For this test.",
  };
  expect(() => placesOf([fault])).toThrow("from its object");
});
