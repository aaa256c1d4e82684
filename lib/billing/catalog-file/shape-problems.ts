import type { z } from "zod";
import { isGiven, placeOf, type Given, type Problem } from "./problem";
import { catalogShape } from "./shape";
import { planTogether, priceTogether } from "./together";

/** What can't be right of a catalog file, whatever it holds. */
export function catalogShapeProblems(entry: unknown): Problem[] {
  const problems = [...shapeProblems(catalogShape, entry), ...notInBraces(entry)];
  for (const [key, plan] of entriesOf(isGiven(entry) ? entry.plans : undefined)) {
    problems.push(...below(["plans", key], planTogether(plan)));
    for (const [lookupKey, price] of entriesOf(plan.prices))
      problems.push(...below(["plans", key, "prices", lookupKey], priceTogether(price)));
  }
  // What is of the wrong kind is said once.
  const places = new Set<string>();
  return problems.filter((problem) => {
    const place = placeOf(problem);
    return !places.has(place) && places.add(place);
  });
}

/** `{ __proto__: … }` says whose child an object is, so a plan of that name would vanish. */
function notInBraces(value: unknown, path: PropertyKey[] = [], seen = new Set<unknown>()): Problem[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== null && proto !== (Array.isArray(value) ? Array.prototype : Object.prototype))
    return [{ path, why: "must be written in braces, without the name __proto__" }];
  return Object.entries(value).flatMap(([key, one]) =>
    notInBraces(one, [...path, Array.isArray(value) ? Number(key) : key], seen),
  );
}

export const shapeProblems = (shape: z.ZodType, entry: unknown): Problem[] =>
  (shape.safeParse(entry, { reportInput: true }).error?.issues ?? []).flatMap(problemsOfIssue);

function problemsOfIssue(issue: z.core.$ZodIssue): Problem[] {
  const { path, message, input } = issue;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ path: [...path, key], why: message }));
  return [{ path, why: input === undefined ? `is missing: it ${message}` : `${message}, not ${shown(input)}` }];
}

const LONGEST = 60;

function shown(value: unknown): string {
  const said = typeof value === "bigint" || typeof value === "symbol" ? undefined : JSON.stringify(value);
  const text = said ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const entriesOf = (value: unknown): [string, Given][] =>
  Object.entries(isGiven(value) ? value : {}).filter((one): one is [string, Given] => isGiven(one[1]));

const below = (path: PropertyKey[], problems: Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
