// What `expand` takes in each resource. That is every field that holds an object, be it as an id, whole, or only when
// it is asked for, and every hash on the way to one. [probed on dahlia: `address` is taken, `metadata` is not]
import type { Shape } from "./shapes.ts";

/** "" (nothing further), "@kind", "list@kind", or the fields of a hash. */
export type Node = string | { [field: string]: Node };

/** What the types don't tell: a map of amounts that is there only when it is asked for. */
const ALSO: Record<string, Node> = { invoice_credit_balance: "" };

function nodeOf(shape: Shape): Node | undefined {
  if (Array.isArray(shape)) return nodeOf(shape[0]);
  if (typeof shape === "object") return fieldsOf(shape);
  if (shape.startsWith("id@")) return shape.slice(2);
  return shape.startsWith("@") || shape.startsWith("list@") ? shape : undefined;
}

function fieldsOf(shape: { [key: string]: Shape }): Node | undefined {
  if ("*" in shape) {
    const value = nodeOf(shape["*"] ?? "");
    return value === undefined ? undefined : { "*": value };
  }
  const fields: Record<string, Node> = {};
  for (const [key, of] of Object.entries(shape)) {
    const name = key.replace(/[?~]+$/, "");
    const node = ALSO[name] ?? nodeOf(of);
    if (node !== undefined) fields[name] = node;
  }
  return Object.keys(fields).length === 0 ? "" : fields;
}

export function allExpandable(shapes: Record<string, Record<string, Shape>>): Record<string, Node> {
  return Object.fromEntries(Object.entries(shapes).map(([kind, shape]) => [kind, fieldsOf(shape) || {}]));
}
