// The shape of a resource, key by key. A key ends in `?` when it may be missing and in `~` when it may be null.
// A value is s(tring), n(umber), b(oolean), one of "a|b" (=a|b), an id that `expand` replaces (id@kind), another
// resource (@kind), a list (list@kind), [element], keys of the caller's choice ({"*": …}), {…}, or any.
import ts from "typescript";
import { checker, failed, has, isStub, kindOf, parts, typeOf } from "./program.ts";
import { KEPT_METHODS, METHODS, RESOURCES } from "./resources.ts";

export type Shape = string | [Shape] | { [key: string]: Shape };

const paymentMethod = typeOf("PaymentMethod");

/** Names of payment methods whose parts are left out. */
export const otherMethods = new Set(
  literals(fieldType(paymentMethod, "type")).filter((name) => !METHODS.includes(name)),
);

function fieldType(type: ts.Type, name: string): ts.Type {
  return checker.getTypeOfSymbol(checker.getPropertyOfType(type, name) ?? failed(`No field ${name}`));
}

function literals(type: ts.Type): string[] {
  return parts(type).flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
}

function stringShape(all: ts.Type[]): Shape {
  const kinds = [...new Set(all.filter((one) => !isStub(one)).map(kindOf))].filter((kind) => kind !== undefined);
  if (kinds.length > 0) return `id@${kinds.sort().join("|")}`;
  const values = all.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  return values.length > 0 ? `=${values.sort().join("|")}` : "s";
}

function shapeOf(type: ts.Type, within: readonly ts.Type[]): Shape {
  const all = parts(type);
  if (all.length === 0 || all.some((one) => has(one, ts.TypeFlags.Any | ts.TypeFlags.Unknown))) return "any";
  // Open enums are strings with a brand: `"a" | "b" | (string & Record<never, never>)`
  if (all.some((one) => has(one, ts.TypeFlags.StringLike) || one.isIntersection())) return stringShape(all);
  if (all.every((one) => has(one, ts.TypeFlags.NumberLike))) return "n";
  if (all.every((one) => has(one, ts.TypeFlags.BooleanLike))) return "b";
  const [one] = all;
  if (!one) return "any";
  if (one.symbol?.name === "Decimal") return "s";
  const [element] = checker.getTypeArguments(one as ts.TypeReference);
  if (checker.isArrayType(one) && element) return [shapeOf(element, within)];
  if (one.aliasSymbol?.name === "ApiList" || one.symbol?.name === "ApiList")
    return `list${shapeOf((one.aliasTypeArguments ?? [])[0] ?? element ?? failed("A list of nothing"), within)}`;
  const kinds = all.filter((each) => !isStub(each)).map(kindOf);
  if (kinds.every((kind) => kind !== undefined)) return `@${[...new Set(kinds)].sort().join("|")}`;
  if (all.length !== 1) return "any";
  const index = checker.getIndexInfosOfType(one)[0];
  if (index) return { "*": shapeOf(index.type, within) };
  return within.includes(one) ? "any" : fieldsOf(one, [...within, one]);
}

/** An id whose type doesn't tell of what. */
const IDS: Record<string, Shape> = { tax_rate: "id@tax_rate" };

export function fieldsOf(type: ts.Type, within: readonly ts.Type[] = [type]): Record<string, Shape> {
  const shape: Record<string, Shape> = {};
  for (const field of checker.getPropertiesOfType(type)) {
    // The headers of an answer, which the SDK adds, and the mark of a stub
    if (field.name === "lastResponse" || field.name === "deleted") continue;
    const kept = type === paymentMethod && KEPT_METHODS.includes(field.name);
    const of = checker.getTypeOfSymbol(field);
    // A text named like a method (the `custom` of a label) is none
    const text = parts(of).some((one) => has(one, ts.TypeFlags.StringLike));
    if (otherMethods.has(field.name) && !kept && !text) continue;
    const optional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const nullable = of.isUnion() && of.types.some((one) => has(one, ts.TypeFlags.Null));
    shape[`${field.name}${optional ? "?" : ""}${nullable ? "~" : ""}`] = IDS[field.name] ?? shapeOf(of, within);
  }
  return shape;
}

export const allShapes = (): Record<string, Record<string, Shape>> =>
  Object.fromEntries(
    Object.entries(RESOURCES).map(([kind, name]) => [kind, kind === "event" ? eventShape() : fieldsOf(typeOf(name))]),
  );

/** `Event` is a union of all kinds of events. */
function eventShape(): Record<string, Shape> {
  const all = parts(typeOf("Event"));
  const [first] = all;
  const types = all.flatMap((one) => literals(fieldType(one, "type")));
  return { ...fieldsOf(first ?? failed("No event")), type: `=${[...new Set(types)].sort().join("|")}`, data: "any" };
}
