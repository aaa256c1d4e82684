import { parseArgs } from "node:util";
import { isId } from "@/lib/ids";
import { readUuid } from "@/lib/uuid";
import { dayOrInstant } from "./day-or-instant";

/** What `npm run offers -- …` is asked to do. A workspace is named by its id, or by its external id. */
export type OfferOrder =
  | { do: "add"; price: string; workspace: string; until: Date; by: string | null }
  | { do: "list"; workspace: string | null }
  | { do: "revoke"; id: string; by: string | null };

export const USAGE = `Usage: npm run offers -- add PRICE --workspace WORKSPACE --until 2027-01-31 [--by NAME]
    lets one workspace buy a hidden price: PRICE is its id or its lookup key, WORKSPACE an id or external id
  npm run offers -- list [--workspace WORKSPACE]
    what is offered now, or all that a workspace was ever offered
  npm run offers -- revoke ID [--by NAME]
    ends an offer, and its open checkout`;

const OPTIONS = { add: ["workspace", "until", "by"], list: ["workspace"], revoke: ["by"] };

const bad = (what: string): Error => new Error(`${what}\n${USAGE}`);

/** @throws Error that says what is wrong, and how the command is used */
export function offerArguments(given: string[], now: Date): OfferOrder {
  const { positionals, values } = parsed(given);
  const [verb, first = ""] = positionals;
  const by = values.by?.trim() || null;
  if (verb !== "add" && verb !== "list" && verb !== "revoke")
    throw bad(verb ? `There is no "${verb}".` : "Say what to do.");
  const foreign = Object.keys(values).find((option) => !OPTIONS[verb].includes(option));
  if (foreign) throw bad(`--${foreign} does not belong to ${verb}.`);
  if (positionals.length > (verb === "list" ? 1 : 2)) throw bad("Too many words.");
  if (verb === "revoke") {
    const id = readUuid(first);
    if (id === null) throw bad("Name the offer by its id; list shows it.");
    return { do: "revoke", id, by };
  }
  if (verb === "list") return { do: "list", workspace: values.workspace === undefined ? null : idOf(values.workspace) };
  if (!/^\S{1,255}$/.test(first)) throw bad("Name the price by its id, or by its lookup key.");
  return {
    do: "add",
    price: first,
    workspace: idOf(values.workspace),
    until: dayOrInstant(values.until, now, bad),
    by,
  };
}

function idOf(text: string | undefined): string {
  if (text === undefined || !isId(text))
    throw bad("Name the workspace with --workspace: its id (a UUID), or its external id.");
  return readUuid(text) ?? text;
}

function parsed(given: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: given, allowPositionals: true, options: { workspace: text, until: text, by: text } });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}
