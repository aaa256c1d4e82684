import { parseArgs } from "node:util";
import { isId } from "@/lib/ids";
import { readUuid } from "@/lib/uuid";
import { dayOrInstant } from "./day-or-instant";

/** What `npm run entitlements -- …` is asked to do. */
export type EntitlementOrder =
  | { do: "list"; workspaceId: string /** Or its external id. */ }
  | {
      do: "grant";
      workspaceId: string;
      feature: string;
      limit: number | null;
      until: Date;
      note: string;
      by: string | null;
    }
  | { do: "revoke"; id: string; by: string | null };

export const USAGE = `Usage: npm run entitlements -- list WORKSPACE
    WORKSPACE is its id, or its external id; lists what the workspace may use and why, and what was granted by hand
  npm run entitlements -- grant WORKSPACE FEATURE --until 2027-01-31 --note "why" [--limit 50] [--by NAME]
  npm run entitlements -- revoke ID [--by NAME]`;

const OPTIONS = { list: [] as string[], grant: ["until", "note", "limit", "by"], revoke: ["by"] };

const bad = (what: string): Error => new Error(`${what}\n${USAGE}`);

/** @throws Error that says what is wrong, and how the command is used */
export function entitlementArguments(given: string[], now: Date): EntitlementOrder {
  const { positionals, values } = parsed(given);
  const [verb, first = "", feature = ""] = positionals;
  const by = values.by?.trim() || null;
  if (verb !== "list" && verb !== "grant" && verb !== "revoke")
    throw bad(verb ? `There is no "${verb}".` : "Say what to do.");
  const foreign = Object.keys(values).find((option) => !OPTIONS[verb].includes(option));
  if (foreign) throw bad(`--${foreign} does not belong to ${verb}.`);
  if (positionals.length > (verb === "grant" ? 3 : 2)) throw bad("Too many words. Put a note into quotes.");
  if (verb === "revoke" ? readUuid(first) === null : !isId(first))
    throw bad(
      verb === "revoke"
        ? "Name the override by its id; list shows it."
        : "Name the workspace by its id (a UUID), or by its external id.",
    );
  const id = readUuid(first) ?? first;
  if (verb === "list") return { do: "list", workspaceId: id };
  if (verb === "revoke") return { do: "revoke", id, by };
  if (!/^[^\s:]+$/.test(feature)) throw bad("Name the feature, as the plans do; a limit goes behind --limit.");
  const note = values.note?.trim();
  if (!note) throw bad("Add --note with the reason for the override.");
  return {
    do: "grant",
    workspaceId: id,
    feature,
    limit: limitOf(values.limit),
    until: dayOrInstant(values.until, now, bad),
    note,
    by,
  };
}

function parsed(given: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: given,
      allowPositionals: true,
      options: { until: text, note: text, limit: text, by: text },
    });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw bad(`--limit ${text}: a whole number is needed.`);
  return Number(text);
}
