import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { accessEnv } from "@/lib/env";
import { batched } from "../mirror/batch";
import type { Access, Entitlements } from "./access";
import { accessTo, evaluate, type Fact } from "./evaluate";
import { draftOwedSince } from "./grace";
import { readPaying } from "./paying";
import { FACTS } from "./statement";

type Asked = { workspaceId: string; call: number };

type Row = Omit<Fact, "paying"> & { n: number; paying_id: string | null; subscription_id: string | null };

async function readFacts(asked: Asked[]): Promise<Fact[][]> {
  const rows = await statement<Row>("entitlements", FACTS, [asked.map(({ workspaceId }) => workspaceId)]);
  const at = now();
  // Of those whose last bill does not say alone that they are paid for, or that owe a draft. Usually there are none.
  const payingId = (row: Row) => row.paying_id ?? (draftOwedSince(row.draft_since ?? null, at) && row.subscription_id);
  const paying = await readPaying([...new Set(rows.flatMap((row) => payingId(row) ?? []))]);
  const facts = asked.map((): Fact[] => []);
  for (const one of rows) {
    const { n, paying_id: _, subscription_id: __, ...row } = one;
    facts[n - 1]?.push({ ...row, paying: paying.get(payingId(one) ?? "") ?? null });
  }
  return facts;
}

const MOST_AT_ONCE = 64;

// Many ask at one moment, and a statement's way there and back costs more than its work. Each is answered by a statement
// that begins after it has asked.
const factsOf = batched<Asked, Fact[]>(readFacts, ({ call }) => String(call), MOST_AT_ONCE);

let calls = 0;

/**
 * What a workspace may use now, and what it no longer may: one indexed statement, or two while
 * something is not paid for. No call to Stripe.
 */
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
