// Compares an answer with the list of shapes: a sentence for each difference.
import { readFileSync } from "node:fs";

export type Shape = string | [Shape] | { [key: string]: Shape };

export const SHAPES = JSON.parse(readFileSync(new URL("shapes.json", import.meta.url), "utf8")) as Record<
  string,
  Record<string, Shape>
>;

/** In real answers, but not in the types (recorded on 2026-03-25.dahlia). */
const UNDOCUMENTED: Record<string, Record<string, Shape>> = {
  subscription: { "plan?~": "@plan", "quantity?~": "n" },
};

const BASIC: Record<string, string> = { s: "string", n: "number", b: "boolean" };

export function check(value: unknown, shape: Shape, path: string): string[] {
  if (shape === "any") return [];
  if (Array.isArray(shape))
    return Array.isArray(value)
      ? value.flatMap((one, index) => check(one, shape[0], `${path}[${index}]`))
      : [`${path} is not an array`];
  if (typeof shape === "object") return checkFields(value, shape, path);
  const basic = BASIC[shape];
  if (basic)
    return typeof value === basic ? [] : [`${path} is ${value === null ? "null" : typeof value}, not a ${basic}`];
  if (shape === "map") return isHash(value) ? [] : [`${path} is not a hash`];
  if (shape.startsWith("list")) return checkList(value, shape.slice(4), path);
  return checkResource(value, shape.slice(1), path);
}

export function checkResource(value: unknown, kind: string, path: string = kind): string[] {
  const shape = SHAPES[kind];
  if (!isHash(value)) return [`${path} is not a ${kind}`];
  if (value.object !== kind) return [`${path} is a ${String(value.object)}, not a ${kind}`];
  return shape ? checkFields(value, { ...shape, ...UNDOCUMENTED[kind] }, path) : [];
}

function checkList(value: unknown, element: Shape, path: string): string[] {
  return checkFields(value, { object: "s", data: [element], has_more: "b", "total_count?": "n", url: "s" }, path);
}

function checkFields(value: unknown, shape: Record<string, Shape>, path: string): string[] {
  if (!isHash(value)) return [`${path} is not a hash`];
  const wrong: string[] = [];
  const known = new Set<string>();
  for (const [key, of] of Object.entries(shape)) {
    const name = key.replace(/[?~]+$/, "");
    known.add(name);
    const at = `${path}.${name}`;
    if (!Object.hasOwn(value, name)) {
      if (!/\?/.test(key)) wrong.push(`${at} is missing`);
    } else if (value[name] !== null) wrong.push(...check(value[name], of, at));
    else if (!key.endsWith("~")) wrong.push(`${at} is null`);
  }
  return [
    ...wrong,
    ...Object.keys(value)
      .filter((key) => !known.has(key))
      .map((key) => `${path}.${key} is not known`),
  ];
}

export function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
