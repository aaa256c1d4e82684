import { expect, test } from "vitest";
import type { can, consume, requireFeature } from "@/lib/entitlements";
import { features, type FeatureName } from "@/billing/features";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { FeatureIdOf } from "@/lib/billing/catalog-file/feature-ids";
import type { PlanFeature } from "@/lib/billing/catalog-file/types";

/** What TypeScript says of a call counts; nothing is called. */
const never = (..._calls: ((workspaceId: string) => unknown)[]): void => undefined;

test("a misspelled feature does not compile", () => {
  const ask = null as unknown as { can: typeof can; requireFeature: typeof requireFeature; consume: typeof consume };
  never(
    (id) => ask.can(id, "export"),
    // @ts-expect-error no plan can have it
    (id) => ask.can(id, "exprot"),
    // @ts-expect-error no plan can have it
    (id) => ask.requireFeature(id, "exports"),
    // @ts-expect-error its limit is no part of its name
    (id) => ask.consume(id, "export:5"),
    // @ts-expect-error any text is not a feature's name
    (id) => ask.can(id, String(id)),
  );
  expect(Object.keys(features)).toContain("export" satisfies FeatureName);
});

test("the former ids of a renamed feature compile too, in code and not in plans", () => {
  const entry = { en: { title: "Answers", sentence: "From files." } };
  const renamed = {
    answers: { was: "rag", ...entry },
    projects: { was: ["boards", "lists"], ...entry },
    chat: entry,
  } as const;
  const ids: FeatureIdOf<typeof renamed>[] = ["answers", "rag", "projects", "boards", "lists", "chat"];
  // @ts-expect-error nobody's
  const unknown: FeatureIdOf<typeof renamed>[] = ["search"];
  const plan = <const F extends string>(features: readonly PlanFeature<F>[]) => ({
    en: { name: "Pro", description: "For all." },
    features,
    prices: {},
  });
  const currencies = ["usd"] as const;
  const catalog = defineCatalog({ features: renamed, currencies, plans: { pro: plan(["answers", "projects:5"]) } });
  // @ts-expect-error a plan carries today's ids
  const old = () => defineCatalog({ features: renamed, currencies, plans: { pro: plan(["rag"]) } });
  expect(old).toThrow('plans.pro.features[0] is "rag", which is no feature of this file');
  const itself = { ...renamed, chat: { was: "answers", ...entry } } as const;
  // @ts-expect-error a former id is no feature's
  expect(() => defineCatalog({ features: itself, currencies, plans: {} })).toThrow(
    'features.chat.was names "answers", which is a feature of this file',
  );
  expect([ids.length, unknown.length, catalog.plans[0]?.features]).toEqual([6, 1, ["answers", "projects:5"]]);
});

test("nor does a plan that has one", () => {
  const carried: PlanFeature<FeatureName>[] = ["chat", "export:5"];
  // @ts-expect-error misspelled
  const misspelled: PlanFeature<FeatureName>[] = ["chta"];
  // @ts-expect-error a limit is a number
  const unlimited: PlanFeature<FeatureName>[] = ["export:many"];
  expect([carried, misspelled, unlimited]).toHaveLength(3);
});

test("an answer says nothing before it is told apart: why something is denied stands only where it is", () => {
  const told = (access: Awaited<ReturnType<typeof can>>): string =>
    // @ts-expect-error a granted feature has no day on which it ended
    access.reason.on;
  expect(told).toBeTypeOf("function");
});
