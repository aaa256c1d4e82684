// `expand[]`: ids are replaced by their objects, and fields appear that an object has only when it is asked for them.
import { cardOf } from "../billing/payment-methods/source-card.ts";
import { planOf } from "../billing/subscriptions/subscription-object.ts";
import type { PaymentMethod, Price } from "../store/objects.ts";
import type { Context } from "../conventions/context.ts";
import { checkExpand, fieldsOf, nodeAt, type Fields, type Node } from "./expandable.ts";
import { includable } from "./includable.ts";
import type { View } from "../versions/view.ts";

type Json = Record<string, unknown>;

/** What is expanded, and how its objects are shown. */
interface Expansion {
  ctx: Context;
  view: View;
}

/**
 * The answer as its caller sees it, with the wanted fields expanded.
 * @param checked whether the paths were checked against what the address answers
 */
export function expand(ctx: Context, answer: object, paths: readonly string[], view: View, checked: boolean): object {
  const shown = view.show(ctx.store, answer);
  if (paths.length === 0) return shown;
  const copy = structuredClone(shown) as Json;
  if (!checked) checkExpand(paths, String(copy.object), view.basil);
  // A path that leads through another's finds its objects expanded
  for (const path of [...paths].sort((a, b) => a.split(".").length - b.split(".").length))
    walk({ ctx, view }, copy, path.split("."));
  return copy;
}

/** Into a Stripe object, a list of them, or neither: then there is nothing to expand. */
function walk(by: Expansion, object: Json, steps: readonly string[]): void {
  const [first, ...rest] = steps;
  if (first === undefined) return;
  if (object.object === "list" || object.object === "search_result") {
    if (first === "data" && Array.isArray(object.data)) for (const one of object.data) walk(by, one as Json, rest);
    return;
  }
  const fields = fieldsOf(String(object.object), by.view.basil);
  if (fields && object.deleted !== true) follow(by, object, fields, steps, { object, inside: [] });
}

/** `owner` is the nearest Stripe object, and `inside` the steps walked since within its plain hashes. */
function follow(
  by: Expansion,
  holder: Json,
  fields: Fields,
  [step, ...rest]: readonly string[],
  owner: { object: Json; inside: readonly string[] },
): void {
  const node = step === undefined ? undefined : nodeAt(fields, step);
  if (step === undefined || node === undefined) return;
  const inside = [...owner.inside, step];
  if (holder[step] === undefined || holder[step] === null) {
    const included = includable(by.ctx, owner.object, inside.join("."));
    if (included !== undefined) holder[step] = structuredClone(shown(by, included));
  }
  holder[step] = withObjects(by, holder[step], node);
  if (holder[step] === undefined) delete holder[step];
  const value = holder[step];
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof one !== "object" || one === null) continue;
    if (typeof node === "string") walk(by, one as Json, rest);
    else follow(by, one as Json, node, rest, { ...owner, inside });
  }
}

function withObjects(by: Expansion, value: unknown, node: Node): unknown {
  if (typeof node !== "string" || !node.startsWith("@")) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => withObjects(by, one, node));
  const found = typeof value === "string" ? by.ctx.store.find(value) : undefined;
  if (!found) return value;
  // A price's id names its plan, too, and a source's its card
  if (node === "@plan") return planOf(found as Price);
  if (/\bcard\b/.test(node) && "card" in found) return cardOf(found as PaymentMethod);
  return structuredClone(shown(by, found));
}

const shown = ({ ctx, view }: Expansion, value: unknown): unknown =>
  typeof value === "object" && value !== null ? view.show(ctx.store, value) : value;
