// Compares an answer with the shapes of Stripe's types (`npm run shapes` writes them down): a sentence for each difference.
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
/** This server's own: objects that Stripe's library has no call for. */
const OWN = new Set(["payment_page"]);

const BASIC: Record<string, string> = { s: "string", n: "number", b: "boolean" };

/** @param part whether only some of the fields are there, as in `previous_attributes` */
export function check(value: unknown, shape: Shape, path: string, part = false): string[] {
  if (shape === "any") return [];
  if (Array.isArray(shape))
    return Array.isArray(value)
      ? value.flatMap((one, index) => check(one, shape[0], `${path}[${index}]`))
      : [`${path} is not an array`];
  if (typeof shape === "object")
    return "*" in shape ? checkMap(value, shape["*"] ?? "any", path, part) : checkFields(value, shape, path, part);
  if (shape.startsWith("=")) return checkEnum(value, shape.slice(1), path);
  if (shape.startsWith("list@")) return checkList(value, shape.slice(5), path, part);
  if (shape.startsWith("id@") && typeof value === "string") return [];
  if (shape.includes("@")) return checkResource(value, shape.replace(/^.*@/, ""), path, part);
  const basic = BASIC[shape];
  return typeof value === basic ? [] : [`${path} is ${kindOf(value)}, not a ${basic}`];
}

/** @param kinds one, or several with `|` between */
export function checkResource(value: unknown, kinds: string, path: string = kinds, part = false): string[] {
  if (!isHash(value)) return [`${path} is ${kindOf(value)}, not a ${kinds}`];
  if (part) return checkFields(value, { ...SHAPES[kinds], ...UNDOCUMENTED[kinds] }, path, true);
  const kind = String(value.object);
  if (!kinds.split("|").includes(kind)) return [`${path} is a ${kind}, not a ${kinds}`];
  if (value.deleted === true) return checkFields(value, stubShape(kind), path);
  const shape = SHAPES[kind];
  return shape ? checkFields(value, { ...shape, ...UNDOCUMENTED[kind] }, path) : [`${path} is a ${kind}, of no shape`];
}

/** What an address answers: an object, a list or a result of a search. */
export function checkAnswer(answer: unknown, declared: string | undefined, path: string): string[] {
  if (!isHash(answer)) return [`${path} is ${kindOf(answer)}`];
  const [, several, kind] = /^(list|search)@(.*)$/.exec(declared ?? "") ?? [];
  if (several === "list") return checkList(answer, kind ?? "", path);
  if (several === "search") {
    const page: Record<string, Shape> = {
      object: "=search_result",
      data: [`@${kind}`],
      has_more: "b",
      "next_page?~": "s",
      "total_count?": "n",
      url: "s",
    };
    return checkFields(answer, page, path);
  }
  if (OWN.has(String(answer.object))) return [];
  return checkResource(answer, declared ?? String(answer.object), path);
}

export function checkEvent(event: unknown, path: string): string[] {
  if (!isHash(event) || !isHash(event.data)) return [`${path} is no event`];
  const { object, previous_attributes: previous } = event.data;
  const kind = isHash(object) ? String(object.object) : "nothing";
  const wrong = checkResource(object, kind, `${path}.data.object`);
  return [
    ...checkResource(event, "event", path),
    // An invoice that is to come has no id yet
    ...(event.type === "invoice.upcoming" ? wrong.filter((line) => !line.endsWith("object.id is missing")) : wrong),
    ...(previous === undefined ? [] : checkResource(previous, kind, `${path}.data.previous_attributes`, true)),
  ];
}

/** What a deletion answers: a discount whole but for its end, of everything else its id. */
function stubShape(kind: string): Record<string, Shape> {
  const stub: Record<string, Shape> = { id: "s", object: "s", deleted: "b" };
  if (kind !== "discount") return stub;
  const { "end~": _end, ...rest } = SHAPES.discount ?? {};
  return { ...rest, ...stub };
}

function checkMap(value: unknown, of: Shape, path: string, part: boolean): string[] {
  if (!isHash(value)) return [`${path} is ${kindOf(value)}, not a hash`];
  const known = Object.entries(value).filter(([, one]) => !(part && one === null));
  return known.flatMap(([key, one]) => check(one, of, `${path}.${key}`, part));
}

function checkEnum(value: unknown, values: string, path: string): string[] {
  return typeof value === "string" && values.split("|").includes(value)
    ? []
    : [`${path} is ${JSON.stringify(value)}, not one of ${values.replaceAll("|", ", ")}`];
}

function checkList(value: unknown, kinds: string, path: string, part = false): string[] {
  const list: Record<string, Shape> = {
    object: "=list",
    data: [`@${kinds}`],
    has_more: "b",
    "total_count?": "n",
    url: "s",
  };
  return checkFields(value, list, path, part);
}

function checkFields(value: unknown, shape: Record<string, Shape>, path: string, part = false): string[] {
  if (!isHash(value)) return [`${path} is ${kindOf(value)}, not a hash`];
  const wrong: string[] = [];
  const known = new Set<string>();
  for (const [key, of] of Object.entries(shape)) {
    const name = key.replace(/[?~]+$/, "");
    known.add(name);
    const at = `${path}.${name}`;
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined) {
      if (!part && !/\?/.test(key)) wrong.push(`${at} is missing`);
    } else if (field !== null) wrong.push(...check(field, of, at, part));
    // What was not there before is null in `previous_attributes`
    else if (!key.endsWith("~") && !(part && key.endsWith("?"))) wrong.push(`${at} is null`);
  }
  for (const [key, field] of Object.entries(value))
    if (field !== undefined && !known.has(key)) wrong.push(`${path}.${key} is not known`);
  return wrong;
}

const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "an array" : typeof value);

export function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
