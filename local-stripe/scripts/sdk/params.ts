// The parameters that Stripe's package knows for each address: names, with those of a hash or of the hashes in an array.
import ts from "typescript";
import { checker, has, parts } from "./program.ts";
import type { Names } from "../../reference/page.ts";
import { METHODS } from "./resources.ts";

const DEEPEST = 6;

function namesOf(type: ts.Type, otherMethods: ReadonlySet<string>, depth: number): Names {
  const names: Names = {};
  const fields = checker.getPropertiesOfType(type);
  const byMethod = fields.filter(({ name }) => otherMethods.has(name)).length > 1;
  for (const field of fields) {
    if (field.name === "expand" || (byMethod && otherMethods.has(field.name))) continue;
    names[field.name] = within(checker.getTypeOfSymbol(field), otherMethods, depth + 1);
  }
  return Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of a hash or an array of hashes its names, of everything else none. */
function within(type: ts.Type, otherMethods: ReadonlySet<string>, depth: number): Names {
  const names: Names = {};
  if (depth > DEEPEST) return names;
  for (const one of parts(type)) {
    const [element] = checker.isArrayType(one) ? checker.getTypeArguments(one as ts.TypeReference) : [];
    if (element) Object.assign(names, within(element, otherMethods, depth));
    else if (isHash(one)) Object.assign(names, namesOf(one, otherMethods, depth));
  }
  return names;
}

function isHash(type: ts.Type): boolean {
  if (!has(type, ts.TypeFlags.Object) || /^(Decimal|Date)$/.test(type.symbol?.name ?? "")) return false;
  // Names of the caller's choice, such as metadata's
  return checker.getIndexInfosOfType(type).length === 0;
}

/** Of the parameter `params` of a method. */
export function paramsOf(signature: ts.Signature, otherMethods: ReadonlySet<string>): Names {
  const found = signature.getParameters().find(({ name }) => name === "params");
  const [type] = found ? parts(checker.getTypeOfSymbol(found)) : [];
  return type ? namesOf(type, new Set([...otherMethods].filter((name) => !METHODS.includes(name))), 0) : {};
}
