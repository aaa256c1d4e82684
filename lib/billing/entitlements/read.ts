import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { accessEnv } from "@/lib/env";
import { batched } from "../mirror/batch";
import { accessTo, evaluate, type Access, type Entitlements, type Fact } from "./evaluate";
import { FACTS } from "./statement";

type Asked = { workspaceId: string; call: number };

async function readFacts(asked: Asked[]): Promise<Fact[][]> {
  const rows = await statement<Fact & { n: number }>("entitlements", FACTS, [
    asked.map(({ workspaceId }) => workspaceId),
  ]);
  const facts = asked.map((): Fact[] => []);
  for (const row of rows) facts[row.n - 1]?.push(row);
  return facts;
}

const MOST_AT_ONCE = 64;

// Many ask at one moment, and a statement's way there and back costs more than its work. Each is answered by a statement
// that begins after it has asked.
const factsOf = batched<Asked, Fact[]>(readFacts, ({ call }) => String(call), MOST_AT_ONCE);

let calls = 0;

/** What a workspace may use now, and what it no longer may: one indexed statement, no call to Stripe. */
export async function readEntitlements(workspaceId: string): Promise<Entitlements> {
  const facts = await factsOf({ workspaceId, call: calls++ });
  return { workspaceId, features: evaluate(facts, now(), accessEnv().PAST_DUE_GRACE_DAYS) };
}

/** Whether a workspace may use a feature now, and why. */
export const readAccess = async (workspaceId: string, feature: string): Promise<Access> =>
  accessTo(await readEntitlements(workspaceId), feature);

/** The ids of the features that may be used. */
export const allowedIn = ({ features }: Pick<Entitlements, "features">): string[] =>
  features.flatMap(({ allowed, feature }) => (allowed ? [feature] : []));
