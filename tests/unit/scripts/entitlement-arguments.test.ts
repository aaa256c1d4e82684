import { describe, expect, test } from "vitest";
import { entitlementArguments } from "@/scripts/cli/entitlement-arguments";

const NOW = new Date("2027-01-01T12:00:00Z");
const ID = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";
const read = (...given: string[]) => entitlementArguments(given, NOW);

describe("npm run entitlements", () => {
  test.each([
    [ID, ID],
    [ID.toUpperCase(), ID],
    ["Acme|42", "Acme|42"],
  ])("lists %s", (id, workspaceId) => {
    expect(read("list", id)).toEqual({ do: "list", workspaceId });
  });

  test("revokes", () => expect(read("revoke", ID, "--by", "ada")).toEqual({ do: "revoke", id: ID, by: "ada" }));

  test("grants until a day's end, or an instant", () => {
    const order = { do: "grant", workspaceId: ID, feature: "projects", limit: 50, note: "they wait", by: null };
    expect(read("grant", ID, "projects", "--limit", "50", "--until", "2027-01-31", "--note", "they wait")).toEqual({
      ...order,
      until: new Date("2027-01-31T23:59:59Z"),
    });
    expect(read("grant", ID, "projects", "--until", "2027-01-31T10:00:00+02:00", "--note", "they wait")).toEqual({
      ...order,
      limit: null,
      until: new Date("2027-01-31T08:00:00Z"),
    });
    expect(read("grant", ID, "projects", "--until", "2027-01-01", "--note", "today")).toMatchObject({
      until: new Date("2027-01-01T23:59:59Z"),
    });
  });
});

test.each([
  [[], /Say what to do/],
  [["give", ID], /There is no "give"/],
  [["list"], /workspace by its id/],
  [["list", "Ada's"], /workspace by its id/],
  [["revoke", "1"], /override by its id/],
  [["grant", ID], /Name the feature/],
  [["grant", ID, "seats:5", "--until", "2027-02-01", "--note", "x"], /--limit/],
  [["grant", ID, "export", "--until", "2027-02-01"], /--note/],
  [["grant", ID, "export", "--note", "x"], /--until/],
  [["grant", ID, "export", "--note", "x", "--until", "tomorrow"], /2027-01-31/],
  [["grant", ID, "export", "--note", "x", "--until", "2027-02-30"], /no such day/],
  [["grant", ID, "export", "--note", "x", "--until", "2026-12-31"], /over already/],
  [["grant", ID, "export", "--note", "x", "--until", "2027-02-01", "--limit", "-1"], /limit/],
  [["grant", ID, "export", "--note", "x", "--until", "2027-02-01", "--limit", "1.5"], /whole number/],
  [["grant", ID, "export", "for", "them"], /quotes/],
  [["grant", ID, "export", "--note", "x", "--until", "2027-02-30T00:00:00Z"], /no such day/],
  [["grant", ID, "export", "--note", "x", "--until", "2027-02-01T25:00:00Z"], /no such day/],
  [["grant", ID, "export", "--note", "x", "--until", "9999-12-31"], /before the year 9999/],
  [["grant", ID, "export", "--note", "x", "--until", "9999-01-01T00:00:00Z"], /before the year 9999/],
  [["revoke", ID, "--note", "why"], /--note does not belong to revoke/],
  [["list", ID, "--until", "5", "--limit", "foo"], /--until does not belong to list/],
  [["list", ID, "--all"], /--all/],
])("%j is refused, with how it is used", (given, text) => {
  expect(() => read(...given)).toThrow(text);
  expect(() => read(...given)).toThrow(/npm run entitlements -- grant/);
});
