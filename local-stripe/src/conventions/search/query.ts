// Stripe's search query language [docs: search]: up to ten clauses of field, operator and value, joined by AND (also
// by a space alone) or by OR, never both. `-` before a clause negates it, and `null` stands for no value.
import { invalid } from "../errors.ts";

export type Operator = ":" | "~" | ">" | ">=" | "<" | "<=";
export interface Clause {
  negated: boolean;
  /** `metadata`, or the field's name with its dots. */
  field: string;
  key: string | undefined;
  operator: Operator;
  value: string | null;
}
export interface Query {
  clauses: Clause[];
  /** Whether one clause is enough. */
  any: boolean;
}

const MOST = 10;
const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
const CLAUSE = new RegExp(
  String.raw`^(?<not>-?)(?:metadata\[(?<key>${QUOTED})\]|(?<field>[a-z_][\w.]*))\s*(?<operator>>=|<=|[:~><])\s*(?<value>${QUOTED}|-?\d+(?:\.\d+)?|true\b|false\b|null\b)\s*`,
  "i",
);
const JOINT = /^(AND|OR)\s+/i;

export function parseQuery(text: string): Query {
  const clauses: Clause[] = [];
  const joints = new Set<string>();
  let rest = text.trim();
  while (rest !== "") {
    const match = CLAUSE.exec(rest);
    if (!match) throw unreadable();
    clauses.push(clauseOf(match.groups ?? {}));
    rest = rest.slice(match[0].length);
    if (rest === "") break;
    const joint = JOINT.exec(rest);
    joints.add(joint?.[1]?.toUpperCase() ?? "AND");
    rest = rest.slice(joint?.[0].length ?? 0);
    if (rest === "") throw unreadable();
  }
  if (clauses.length === 0) throw unreadable();
  if (joints.size > 1) throw unreadable("You can't combine AND and OR in the same query.");
  if (clauses.length > MOST) throw unreadable(`You can combine up to ${MOST} query clauses in a search.`);
  return { clauses, any: joints.has("OR") };
}

function clauseOf({ not, key, field = "metadata", operator, value = "" }: Record<string, string | undefined>): Clause {
  return {
    negated: not === "-",
    field,
    key: key === undefined ? undefined : unquoted(key),
    operator: operator as Operator,
    value: /^null$/i.test(value) ? null : unquoted(value),
  };
}

const unquoted = (text: string): string =>
  /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text.toLowerCase();

const FORMAT =
  'Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.';

/** Stripe's sentence, as users' tests of test mode quote it; what is more particular is not known. */
export function unreadable(why = FORMAT) {
  return invalid(`We were unable to parse your search query. ${why}`, "query");
}
