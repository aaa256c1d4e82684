import { z } from "zod";
import { readCsv } from "@/lib/csv";
import { emailField } from "@/lib/email";
import { EXTERNAL_ID_RULE, isId } from "@/lib/ids";
import { languages } from "@/lib/languages.mjs";
import { textField } from "@/lib/text";
import { workspaceName } from "@/lib/workspaces/create";
import { ROLES } from "@/lib/workspaces/members";
import { readHash } from "../passwords/password-hash";
import { personName } from "../profile";

/** What is wrong with a file, and where. */
export type ImportProblem = { line: number; field: string; message: string };

const ID = `must be a UUID, or ${EXTERNAL_ID_RULE}`;
const id = z.string({ error: ID }).trim().refine(isId, { error: ID });
/** An empty cell is a field that isn't there. */
const optional = <T extends z.ZodType>(field: T) =>
  z.preprocess((value) => (value === "" || value === null ? undefined : value), field.optional());

const importedUser = z
  .strictObject({
    external_id: id,
    email: emailField,
    email_verified: optional(
      z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], "must be true or false"),
    ),
    name: optional(personName),
    password_hash: optional(
      textField("must be a text").superRefine((hash, context) => {
        const read = readHash(hash);
        if ("problem" in read) context.addIssue({ code: "custom", message: read.problem });
      }),
    ),
    language: optional(z.enum(languages, `must be one of ${languages.join(", ")}`)),
    workspace_external_id: optional(id),
    workspace_name: optional(workspaceName),
    role: optional(z.enum(ROLES, `must be one of ${ROLES.join(", ")}`)),
  })
  .superRefine(({ workspace_external_id, role }, context) => {
    if (role !== undefined && role !== "owner" && workspace_external_id === undefined)
      context.addIssue({
        code: "custom",
        path: ["role"],
        message: "needs workspace_external_id: everyone owns their own",
      });
  });

/** A person to be imported, with the line they are on. */
export type ImportedUser = z.infer<typeof importedUser> & { line: number };

/**
 * Reads a table of users: CSV with names in the first line, or JSON with one object a line.
 * @returns the users, or all that is wrong
 */
export function readImport(
  text: string,
  format: "csv" | "jsonl",
): { users: ImportedUser[]; problems: ImportProblem[] } {
  const users: ImportedUser[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, values } of format === "csv" ? csvRecords(text, problems) : jsonRecords(text, problems)) {
    const { data, error } = importedUser.safeParse(values);
    if (data) users.push({ ...data, line });
    for (const issue of error?.issues ?? [])
      problems.push(
        issue.code === "unrecognized_keys"
          ? { line, field: issue.keys.join(", "), message: "is no field of an import" }
          : { line, field: issue.path.join(".") || "line", message: issue.message },
      );
  }
  problems.push(...repeated(users, "external_id"), ...repeated(users, "email"));
  return { users, problems: problems.sort((a, b) => a.line - b.line) };
}

type Entry = { line: number; values: unknown };

function csvRecords(text: string, problems: ImportProblem[]): Entry[] {
  try {
    const [head, ...rest] = readCsv(text);
    const names = head?.cells.map((cell) => cell.trim()) ?? [];
    return rest.flatMap(({ line, cells }) => {
      if (cells.length === names.length)
        return [{ line, values: Object.fromEntries(names.map((one, n) => [one, cells[n]])) }];
      problems.push({
        line,
        field: "line",
        message: `has ${cells.length} cells, and the first line ${names.length}; what has a comma belongs in quotation marks`,
      });
      return [];
    });
  } catch (error) {
    problems.push({ line: 1, field: "file", message: error instanceof Error ? error.message : String(error) });
    return [];
  }
}

function jsonRecords(text: string, problems: ImportProblem[]): Entry[] {
  return text.split("\n").flatMap((one, n) => {
    if (one.trim() === "") return [];
    try {
      return [{ line: n + 1, values: JSON.parse(one) as unknown }];
    } catch {
      problems.push({ line: n + 1, field: "line", message: "is not valid JSON" });
      return [];
    }
  });
}

function repeated(users: ImportedUser[], field: "external_id" | "email"): ImportProblem[] {
  const first = new Map<string, number>();
  return users.flatMap(({ line, [field]: value }) => {
    const before = first.get(value);
    if (before !== undefined) return [{ line, field, message: `is the one of line ${before}` }];
    first.set(value, line);
    return [];
  });
}
