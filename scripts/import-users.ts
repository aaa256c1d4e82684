/** `npm run account:import`: brings the users of another system, with their ids and passwords. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { importUsers } from "@/lib/auth/sign-up/import";
import { type ImportProblem, readImport } from "@/lib/auth/sign-up/import-file";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { NOT_NEEDED_HERE } from "./cli/not-needed";
import { withDatabase } from "./cli/with-database";

const USAGE = `Usage: npm run account:import -- FILE
  FILE   a .csv file with the fields' names in its first line, or a .jsonl file with one object a line.
         Fields: external_id, email, email_verified, name, password_hash, language, workspace_external_id,
         workspace_name, role. Anything wrong in any line, and nothing is changed; safe to repeat`;

const SHOWN = 50;

async function main(): Promise<void> {
  answerHelp(USAGE);
  const { positionals } = readArguments(() => parseArgs({ allowPositionals: true, options: {} }), USAGE);
  const [file = "", ...more] = positionals;
  const format = /\.(csv|jsonl)$/i.exec(file)?.[1]?.toLowerCase();
  if (more.length > 0 || (format !== "csv" && format !== "jsonl"))
    throw new Error(`Name one file that ends with .csv or .jsonl.\n${USAGE}`);
  const { users, problems } = readImport(readFileSync(file, "utf8"), format);
  if (problems.length > 0) throw refused(problems);
  const result = await withDatabase(() => importUsers(users), { otherwise: NOT_NEEDED_HERE });
  if ("problems" in result) throw refused(result.problems);
  console.log(`Imported: ${result.users} users, ${result.workspaces} workspaces. Here before: ${result.known} users.`);
}

function refused(problems: ImportProblem[]): Error {
  const lines = problems
    .slice(0, SHOWN)
    .map(({ line, field, message }) => `  line ${line}: ${field === "line" ? "it" : field} ${message}`);
  const more = problems.length > SHOWN ? `\n  and ${problems.length - SHOWN} more` : "";
  return new Error(`Nothing was imported:\n${lines.join("\n")}${more}`);
}

await main().catch(failPlainly);
