// Whether an object meets a query. What kind of field it is says which operators there are [docs: search].
import { invalid } from "../errors.ts";
import { own } from "../own.ts";
import type { Clause, Operator, Query } from "./query.ts";
import { unreadable } from "./query.ts";

/** Tokens are compared whole, texts also in part, numbers by size. Case never matters. */
export type FieldType = "token" | "text" | "number";
/** A name may have a place for the kind of payment method: `payment_method_details.*.last4`. */
export type SearchFields = Record<string, { type: FieldType; at?: string }>;

const OPERATORS: Record<FieldType, readonly Operator[]> = {
  token: [":"],
  text: [":", "~"],
  number: [":", ">", ">=", "<", "<="],
};
const SHORTEST_PART = 3;

/** @param resource its name in the address: `payment_intents` */
export function checkQuery({ clauses }: Query, fields: SearchFields, resource: string): void {
  for (const { field, key, operator, value } of clauses) {
    const type = key === undefined ? fieldNamed(fields, field)?.type : "token";
    if (type === undefined)
      throw invalid(
        `Field \`${field}\` is an unsupported search field for resource \`${resource}\`. See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll("_", "-")} for a list of supported fields.`,
        "query",
      );
    if (!OPERATORS[type].includes(operator) || (value === null && operator !== ":"))
      throw unreadable(
        `Field \`${field}\` does not support the operator \`${operator}\`${value === null ? " with null" : ""}.`,
      );
    if (operator === "~" && (value ?? "").length < SHORTEST_PART)
      throw unreadable(`Substrings must have at least ${SHORTEST_PART} characters.`);
    if (type === "number" && value !== null && !/^-?\d+(\.\d+)?$/.test(value))
      throw unreadable(`Field \`${field}\` takes a number.`);
  }
}

export function meets(object: object, { clauses, any }: Query, fields: SearchFields): boolean {
  const holds = (clause: Clause) => compare(valueOf(object, clause, fields), clause) !== clause.negated;
  return any ? clauses.some(holds) : clauses.every(holds);
}

function fieldNamed(fields: SearchFields, name: string) {
  return own(fields, name) ?? own(fields, name.replace(/^(payment_method_details)\.\w+\./, "$1.*."));
}

function valueOf(object: object, { field, key }: Clause, fields: SearchFields): unknown {
  const steps = key === undefined ? (fieldNamed(fields, field)?.at ?? field).split(".") : ["metadata", key];
  return steps.reduce<unknown>(
    (at, step) => (typeof at === "object" && at !== null ? own(at as Record<string, unknown>, step) : undefined),
    object,
  );
}

function compare(actual: unknown, { operator, value }: Clause): boolean {
  const missing = actual === undefined || actual === null || actual === "";
  if (value === null || missing) return value === null && missing;
  const text = (typeof actual === "string" ? actual : JSON.stringify(actual)).toLowerCase();
  switch (operator) {
    case ":":
      return typeof actual === "number" ? actual === Number(value) : text === value.toLowerCase();
    case "~":
      return text.includes(value.toLowerCase());
    case ">":
      return Number(actual) > Number(value);
    case ">=":
      return Number(actual) >= Number(value);
    case "<":
      return Number(actual) < Number(value);
    case "<=":
      return Number(actual) <= Number(value);
  }
}
