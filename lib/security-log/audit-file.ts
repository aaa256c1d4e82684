import { csvLine } from "@/lib/csv";
import { listWorkspaceLog, type LoggedLine } from "./read";

const COLUMNS = ["at", "event", "by", "concerns", "details", "network_address"];

// A page at a time, however many entries there are.
const PAGE = 500;

/**
 * The log of a workspace as CSV, piece by piece, the newest entry first. Call requireOwnership before.
 * @param userId the owner who reads it
 */
export async function* workspaceLogAsCsv(userId: string, workspaceId: string): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  let after: string | null | undefined;
  do {
    const page = await listWorkspaceLog(userId, workspaceId, PAGE, after ?? undefined);
    if (page.lines.length > 0) yield page.lines.map(line).join("");
    after = page.next;
  } while (after);
}

function line({ at, event, by, actor, person, about, networkAddress }: LoggedLine): string {
  const details = Object.entries(about).map(([name, value]) => `${name}=${value}`);
  return csvLine([
    at.toISOString(),
    event,
    by === "operator" ? "operator" : actor,
    person,
    details.join(" "),
    networkAddress,
  ]);
}
