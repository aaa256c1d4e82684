import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCarried, readCarried } from "@/lib/billing/entitlements/carried";
import { catalog } from "@/billing/catalog";

describe("the feature ids of a product's metadata", () => {
  test("are features, with a limit or without one, in their order", () => {
    const { carried, unreadable } = readCarried("  rag\tseats:5\n chat projects:0 ");
    expect(carried).toEqual([
      { featureId: "rag", limit: null },
      { featureId: "seats", limit: 5 },
      { featureId: "chat", limit: null },
      { featureId: "projects", limit: 0 },
    ]);
    expect(unreadable).toEqual([]);
  });

  test.each([
    "seats:",
    "seats:five",
    "seats:-1",
    "seats:+5",
    "seats:5.5",
    "seats:1e3",
    "seats:05",
    "seats:5:6",
    ":5",
    ":",
    "seats:9999999999",
    "seats:٥",
  ])("%s can't be read: it is left out, and told", (word) => {
    expect(readCarried(`chat ${word} export`)).toEqual({
      carried: [
        { featureId: "chat", limit: null },
        { featureId: "export", limit: null },
      ],
      unreadable: [word],
    });
  });

  test.each([
    ["seats:5 seats:10", 10],
    ["seats:10 seats:5", 10],
    ["seats:10 seats", null],
    ["seats seats:10", null],
  ])("of one that stands there twice the larger limit counts: %s", (text, limit) => {
    expect(readCarried(text).carried).toEqual([{ featureId: "seats", limit }]);
  });

  test("can be anything: reading never fails, and what is read is written and read alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", ":", "0", "5", " ", "-", "é") }), (text) => {
        const { carried } = readCarried(text);
        expect(readCarried(carried.map(formatCarried).join(" "))).toEqual({ carried, unreadable: [] });
      }),
    );
  });

  test("no key is no feature", () => {
    expect(readCarried(undefined)).toEqual({ carried: [], unreadable: [] });
  });
});

test("every plan in code can be read", () => {
  for (const plan of catalog.plans) expect(readCarried(plan.features.join(" ")).unreadable).toEqual([]);
});
