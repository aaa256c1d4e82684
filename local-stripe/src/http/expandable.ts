// Which paths `expand` takes, by the types of Stripe's own package (`npm run shapes` writes them down). A path is
// checked before anything else happens, against what the address answers, as at Stripe [probed on dahlia].
import { invalid } from "../conventions/errors.ts";
import { own } from "../conventions/own.ts";
import answers from "./sdk/answers.json" with { type: "json" };
import expandable from "./sdk/expandable.json" with { type: "json" };

/** "" (nothing further), "@kind" or "@kind|kind" (an object), "list@kind", or the fields of a hash. */
export type Node = string | Fields;
export interface Fields {
  [field: string]: Node;
}

const MAX_DEPTH = 4;
const TABLE: Record<string, Fields> = expandable;
const ANSWERS: Record<string, string> = answers;

/** What an address answers: `kind`, `list@kind` or `search@kind`. Undefined where Stripe's package has no such call. */
export function answerOf(method: string, path: string): string | undefined {
  const plain = path.replace(/:\w+\{([^}]+)\}/, "$1").replace(/\[\^\/\]\+|:\w+/g, ":id");
  return own(ANSWERS, `${method} ${plain}`);
}

/** Where basil's objects differ from today's. */
const BASIL: Record<string, Fields> = {
  discount: { coupon: "@coupon", customer: "@customer", promotion_code: "@promotion_code" },
  promotion_code: { coupon: "@coupon", customer: "@customer", restrictions: TABLE.promotion_code?.restrictions ?? "" },
};

/** The fields of a kind of object that can be expanded; undefined for one that is not in scope. */
export const fieldsOf = (kind: string, basil = false): Fields | undefined =>
  (basil ? own(BASIL, kind) : undefined) ?? own(TABLE, kind);

export function nodeAt(fields: Fields, step: string): Node | undefined {
  return own(fields, step) ?? own(fields, "*");
}

export function checkExpand(paths: readonly string[], answer: string, basil = false): void {
  const [, several, kind = ""] = /^(?:(list|search)@)?(.*)$/.exec(answer) ?? [];
  for (const path of paths) {
    const steps = path.split(".");
    if (path === "total_count" && several === "search") continue;
    if (path === "total_count" && several) throw invalid("This property cannot be included (total_count)");
    const fields = several ? { data: `@${kind}` } : fieldsOf(kind, basil);
    if (depthOf(steps, fields, basil) > MAX_DEPTH)
      throw invalid(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
        undefined,
        "property_expansion_max_depth",
      );
    if (several && steps[0] !== "data")
      throw invalid(
        `This property cannot be expanded (${steps[0]}). You may want to try expanding 'data.${steps[0]}' instead.`,
      );
    checkSteps(steps, fields, basil);
  }
}

/**
 * A hash within a hash is no level of its own: `lines.data.pricing.price_details.price` is taken (tried by others, and in use in
 * Bitwarden's server), `data.payments.data.payment.charge` is not (stripe-java#2011).
 */
function depthOf(steps: readonly string[], fields: Fields | undefined, basil: boolean): number {
  let known = fields;
  let inHash = false;
  let depth = 0;
  for (const step of steps) {
    const node = known && nodeAt(known, step);
    const hash = typeof node === "object";
    if (!hash || !inHash) depth += 1;
    inHash = hash;
    known = node === undefined ? undefined : fieldsOfNode(node, basil);
  }
  return depth;
}

/** `fields` are undefined where what follows is not known. */
function checkSteps(steps: readonly string[], fields: Fields | undefined, basil: boolean): void {
  let known = fields;
  for (const [index, step] of steps.entries()) {
    if (known === undefined) return;
    const node = nodeAt(known, step);
    if (node === undefined) throw invalid(`This property cannot be expanded (${steps.slice(0, index + 1).join(".")}).`);
    known = fieldsOfNode(node, basil);
  }
}

/** Several kinds: the fields of all that are known. */
function fieldsOfNode(node: Node, basil: boolean): Fields | undefined {
  if (typeof node !== "string") return node;
  if (node === "") return {};
  if (node.startsWith("list")) return { data: node.slice("list".length) };
  const all = node
    .slice(1)
    .split("|")
    .map((kind) => fieldsOf(kind, basil));
  return all.includes(undefined) ? undefined : Object.assign({}, ...all);
}
