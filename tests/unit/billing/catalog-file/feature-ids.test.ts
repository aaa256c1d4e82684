import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { featureIdProblems, FeatureIds } from "@/lib/billing/catalog-file/feature-ids";
import { countedUnder } from "@/lib/billing/entitlements/counted-under";
import { evaluate, type Fact } from "@/lib/billing/entitlements/evaluate";

const text = { en: { title: "A title", sentence: "A sentence." } };
const features = {
  chat: text,
  answers: { was: "rag", ...text },
  projects: { was: ["lists", "boards"], ...text },
};
const ids = new FeatureIds(features);
const plain = new FeatureIds({ chat: text });

describe("the ids of a renamed feature", () => {
  test.each([
    ["rag", "answers", ["rag"]],
    ["answers", "answers", ["rag"]],
    ["lists", "projects", ["lists", "boards"]],
    ["boards", "projects", ["lists", "boards"]],
    ["chat", "chat", null],
    ["only_at_stripe", "only_at_stripe", null],
    ["constructor", "constructor", null],
  ])("%s is %s today", (id, current, former) => {
    expect([ids.currentOf(id), ids.formerOf(current)]).toEqual([current, former]);
  });

  test.each<[string[], string]>([
    [["chat"], "chat"],
    [["answers", "chat"], "answers chat rag"],
    [["chat", "projects:5"], "chat projects:5 lists:5 boards:5"],
    [["answers:0", "projects"], "answers:0 projects rag:0 lists boards"],
  ])("%j is written to Stripe as %s, so that the release before finds its own", (carried, written) => {
    expect(ids.asWritten(carried)).toBe(written);
  });

  test.each<[string[], Record<string, number>, [string[], Record<string, number>]]>([
    [["chat", "rag"], {}, [["chat", "answers"], {}]],
    [["answers", "chat", "rag"], {}, [["answers", "chat"], {}]],
    [["boards", "lists", "projects"], { boards: 3, lists: 7, projects: 5 }, [["projects"], { projects: 7 }]],
    [["boards", "projects"], { projects: 5 }, [["projects"], {}]],
    [["other"], { other: 2 }, [["other"], { other: 2 }]],
  ])("%j with %j is carried once, by today's id", (carried, limits, current) => {
    expect(ids.currentCarried(carried, limits)).toEqual(current);
  });

  test("whatever is written for the release before reads as what the plan carries", () => {
    const carried = fc.uniqueArray(fc.constantFrom("chat", "answers", "projects"));
    fc.assert(
      fc.property(carried, (list) => {
        expect(ids.currentCarried(ids.asWritten(list).split(" ").filter(Boolean), {})[0]).toEqual(list);
      }),
    );
  });

  test.each([
    ["rag", ["rag", "answers"]],
    ["projects", ["boards", "projects", "lists"]],
    ["chat", ["chat"]],
  ])("%s is counted where the release before counts, then under today's id", (id, order) => {
    expect(countedUnder(id, ids)).toEqual(order);
  });
});

describe("a workspace's features", () => {
  const NOW = new Date("2027-01-05T12:00:00Z");
  const fact = (more: Partial<Fact>): Fact => ({
    ...{ what: "active", featureIds: null, plan: "Pro", since: NOW, owing_since: null, trial_end: null },
    ...{ ends_at: null, ended_at: null, used: null, paying: null },
    ...more,
  });
  const use = (id: string, used: number) => fact({ what: "use", featureIds: id, plan: null, used });
  const told = (facts: Fact[], by = ids) =>
    evaluate(facts, NOW, 14, by).map((one) =>
      one.allowed ? [one.feature, one.was, one.limit, one.used] : [one.feature],
    );

  test.each<[string, Fact[], unknown[]]>([
    [
      "Stripe says the old id",
      [fact({ featureIds: "chat rag" })],
      [
        ["chat", undefined, null, 0],
        ["answers", ["rag"], null, 0],
      ],
    ],
    ["Stripe says both", [fact({ featureIds: "answers rag" })], [["answers", ["rag"], null, 0]]],
    [
      "two plans, one with each",
      [fact({ featureIds: "boards:3" }), fact({ featureIds: "projects:5", plan: "More" })],
      [["projects", ["lists", "boards"], 5, 0]],
    ],
    [
      "an override under the old id gives more",
      [
        fact({ featureIds: "projects:5" }),
        fact({ what: "override", featureIds: "boards:9", plan: null, ends_at: new Date("2027-02-01") }),
      ],
      [["projects", ["lists", "boards"], 9, 0]],
    ],
    [
      "counted under the old id",
      [fact({ featureIds: "projects:5" }), use("boards", 4)],
      [["projects", ["lists", "boards"], 5, 4]],
    ],
    [
      "counted under both: the release before has counted since",
      [fact({ featureIds: "projects:5" }), use("projects", 3), use("boards", 4)],
      [["projects", ["lists", "boards"], 5, 4]],
    ],
    [
      "counted under the new id alone",
      [fact({ featureIds: "boards:5" }), use("projects", 2)],
      [["projects", ["lists", "boards"], 5, 2]],
    ],
  ])("%s", (_, facts, answer) => {
    expect(told(facts)).toEqual(answer);
  });

  test("without a rename all is as it is written", () => {
    expect(told([fact({ featureIds: "chat rag" }), use("rag", 1)], plain)).toEqual([
      ["chat", undefined, null, 0],
      ["rag", undefined, null, 1],
    ]);
  });
});

describe("a file is refused", () => {
  const problems = (file: Parameters<typeof featureIdProblems>[0]) => {
    const found: string[] = [];
    featureIdProblems(file, (field, why) => found.push(`${field} ${why}`));
    return found;
  };

  test.each<[string, Parameters<typeof featureIdProblems>[0], RegExp[]]>([
    ["never, where all is well", features, []],
    [
      "a former id that is a feature",
      { a: text, b: { was: "a", ...text } },
      [/^features\.b\.was names "a", which is a feature/],
    ],
    ["its own id", { a: { was: "a", ...text } }, [/^features\.a\.was names "a", which is a feature/]],
    [
      "a former id of two",
      { a: { was: "x", ...text }, b: { was: ["y", "x"], ...text } },
      [/^features\.b\.was names "x", which features\.a\.was names already/],
    ],
    [
      "one that is named twice",
      { a: { was: ["x", "x"], ...text } },
      [/^features\.a\.was names "x", which features\.a\.was names already/],
    ],
    ["a limit in it", { a: { was: "x:5", ...text } }, [/^features\.a\.was has the id "x:5"/]],
    ["nothing in it", { a: { was: "", ...text } }, [/^features\.a\.was has the id ""/]],
    ["two words", { "a b": text }, [/^features\.a b has the id "a b"/]],
  ])("for %s", (_, file, wanted) => {
    const found = problems(file);
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((why, index) => expect(found[index]).toMatch(why));
  });
});
