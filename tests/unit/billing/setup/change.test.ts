import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/lib/billing/setup/change";

test.each<[string, unknown, unknown, boolean]>([
  ["equal values", 5, 5, true],
  ["other values", 5, "5", false],
  ["fields beside those wanted do not matter", { a: 1, b: 2 }, { a: 1 }, true],
  ["a field that is missing", { b: 2 }, { a: 1 }, false],
  ["a field within a field", { a: { b: 1, c: 2 } }, { a: { b: 1 } }, true],
  ["another field within a field", { a: { b: 2 } }, { a: { b: 1 } }, false],
  ["nothing where a field was wanted", null, { a: 1 }, false],
  ["what nobody asks for", { a: 1 }, { b: undefined }, true],
  ["an empty text is what Stripe calls null", { a: null }, { a: "" }, true],
  ["a text is not", { a: null }, { a: "x" }, false],
  ["lists in the same order", ["a", "b"], ["a", "b"], true],
  ["lists in another order", ["b", "a"], ["a", "b"], false],
  ["a list with more in it", ["a", "b"], ["a"], false],
  ["a list of objects", [{ id: 1, x: 1 }], [{ id: 1 }], true],
  ["no list where one was wanted", { 0: "a" }, ["a"], false],
])("%s", (_, there, wanted, expected) => expect(holds(there, wanted)).toBe(expected));

test("whatever is there holds itself, so that a second run changes nothing", () => {
  fc.assert(fc.property(fc.json(), (text) => holds(JSON.parse(text), JSON.parse(text))));
});

test("one changed value is found wherever it lies", () => {
  const path = fc.array(fc.stringMatching(/^[a-z]+$/), { minLength: 1, maxLength: 5 });
  const nest = (keys: string[], value: number): unknown =>
    keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  fc.assert(fc.property(path, (keys) => !holds(nest(keys, 1), nest(keys, 2))));
});
