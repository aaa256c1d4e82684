// `docs/api.md`: what there is, by the endpoints' own declarations and by the types of Stripe's package.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Endpoint } from "../src/conventions/endpoint.ts";
import type { Fields } from "../src/conventions/params.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { fieldsOf, type Node } from "../src/http/expandable.ts";
import { includableFields } from "../src/http/includable.ts";

/** Names of parameters, with those within. */
export interface Names {
  [name: string]: Names;
}
interface Call {
  answer: string;
  params: Names;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const CALLS = JSON.parse(readFileSync(here("calls.json"), "utf8")) as Record<string, Call>;
export const PAGE = here("../docs/api.md");

const code = (text: string) => `\`${text}\``;
const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;

/** As Stripe's reference writes it: both ids of a path that this server takes as one are named. */
function addressOf({ method, path }: Endpoint): string {
  return `${method} ${path.replace(/:\w+\{([^}]+)\}/, "$1").replace(/\[\^\/\]\+|:\w+/g, ":id")}`;
}

/** The parameters that Stripe knows and this server refuses; of a hash that it takes, those within. */
function refused(known: Names, taken: Fields | undefined, at = ""): string[] {
  return Object.entries(known).flatMap(([name, within]) => {
    const full = at ? `${at}[${name}]` : name;
    const param = taken?.[name];
    if (!param) return [full];
    return param.fields && Object.keys(within).length > 0 ? refused(within, param.fields, full) : [];
  });
}

function resourceOf(address: string): string {
  const [, first = "", second = ""] = / \/v1\/([^/]+)(?:\/([^/:]+))?/.exec(address) ?? [];
  return /^(billing_portal|checkout|entitlements|radar|tax|test_helpers)$/.test(first) ? `${first}/${second}` : first;
}

function calls(): string {
  return [...new Set(endpoints.map((endpoint) => resourceOf(addressOf(endpoint))))]
    .sort()
    .map((resource) => {
      const all = endpoints.filter((endpoint) => resourceOf(addressOf(endpoint)) === resource);
      const there = new Set(all.map(addressOf));
      const missing = Object.keys(CALLS).filter((call) => resourceOf(call) === resource && !there.has(call));
      const lines = all.map((endpoint) => {
        const address = addressOf(endpoint);
        const names = Object.keys(endpoint.fields);
        const not = refused(CALLS[address]?.params ?? {}, endpoint.fields);
        return row(code(address), names.map(code).join(", ") || "–", not.map(code).join(", ") || "–");
      });
      const rest = missing.length > 0 ? `\nNot served: ${missing.map(code).join(", ")}.\n` : "";
      return `### ${resource}\n\n${row("call", "takes", "refuses")}\n${row("---", "---", "---")}\n${lines.join("\n")}\n${rest}`;
    })
    .join("\n");
}

/** The fields that hold objects. Hashes on the way are taken, too. */
function objectsIn(node: Node, at = ""): string[] {
  if (typeof node === "string") return node === "" ? [] : [at];
  return Object.entries(node).flatMap(([step, next]) => objectsIn(next, at ? `${at}.${step}` : step));
}

function expandable(): string {
  const kinds = [...new Set(Object.values(CALLS).map(({ answer }) => answer.replace(/^\w+@/, "")))].sort();
  const lines = kinds.flatMap((kind) => {
    const asked = includableFields(kind);
    const objects = objectsIn(fieldsOf(kind) ?? {}).filter((path) => !asked.includes(path));
    if (objects.length + asked.length === 0) return [];
    return [row(code(kind), objects.map(code).join(", ") || "–", asked.map(code).join(", ") || "–")];
  });
  return [row("object", "fields that hold objects", "only when asked for"), row("---", "---", "---"), ...lines].join(
    "\n",
  );
}

/** Types of events that the sources name. */
function events(): string {
  const shapes = JSON.parse(readFileSync(here("../tests/shapes/shapes.json"), "utf8")) as {
    event: { type: string };
  };
  const sources = readdirSync(here("../src"), { recursive: true })
    .map(String)
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(here(`../src/${name}`), "utf8"))
    .join("\n");
  const types = shapes.event.type.slice(1).split("|");
  return types
    .filter((type) => sources.includes(`"${type}"`) || sources.includes(`\`${type}\``))
    .map(code)
    .join(", ");
}

export function apiPage(): string {
  return `# What the API covers

This page is written by \`npm run reference\`, from the endpoints of this server and from the types of Stripe's package. Don't edit it. [How billing behaves](behavior.md) and [what is not covered](limits.md) are pages of their own.

All calls take \`expand\`. What a call refuses is a parameter of Stripe's that is answered with \`Received unknown parameter\`. Of a hash that is taken in part, the table names what is refused within. Parts for payment methods other than ${["card", "link", "sepa_debit"].map(code).join(", ")} are not listed.

## Calls

${calls()}
## What \`expand\` takes

A path has up to four steps, and \`data\` counts as one. The fields of a list's objects come after \`data\`. Hashes that are always there are taken as well, and do nothing.

${expandable()}

## Events

${events()}
`;
}
