import { expect, test } from "vitest";
import { faults } from "../faults/list";
import { placesOf, plantedTexts } from "../faults/plant";

test("each planted fault still has its text, in the file that the list names, and the tests that must notice it", () => {
  const places = placesOf(faults);
  expect(() => plantedTexts(places)).not.toThrow();
  expect(places.filter(({ fault, file }) => fault.file !== file)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(60);
});
