import { expect, test } from "vitest";
import { faults } from "../faults/list";
import { placesOf, plantedTexts } from "../faults/plant";

test("each planted fault still has its text, in the file that the list names, and the tests that must notice it", () => {
  const places = placesOf(faults);
  expect(() => plantedTexts(places)).not.toThrow();
  expect(places.filter(({ fault, file }) => fault.file !== file)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(60);
});

test("a fault that would take a method from its object is refused: its file would fail for all faults", () => {
  const fault = {
    id: "loses-its-object",
    file: "lib/billing/mirror/received.ts",
    before: "env().STRIPE_WEBHOOK_SECRET.some",
    after: "env().STRIPE_WEBHOOK_SECRET.slice(0, 1).some",
    tests: ["tests/unit/faults.test.ts"],
    why: "For this test.",
  };
  expect(() => placesOf([fault])).toThrow("loses its object");
});
