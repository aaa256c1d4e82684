import { createHash } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { log } from "@/lib/observe/log";
import { readRefusal } from "@/lib/stripe/failures";

/** What Stripe refused and only we can repair. */
export type RefusalRow = {
  id: string;
  /** What was asked for. */
  call: string;
  status: number | null;
  code: string | null;
  parameter: string | null;
  message: string;
  /** Of the last one. */
  requestId: string | null;
  times: number;
  firstAt: Date;
  lastAt: Date;
};

const KEPT_SECONDS = 30 * 86_400;

// What happened last long ago was repaired. Few rows, so they are removed on the way.
const RECORD = `
  WITH old AS (DELETE FROM stripe_refusal WHERE last_at < $9 AND id <> $1)
  INSERT INTO stripe_refusal AS r (id, call, status, code, parameter, message, request_id, first_at, last_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
  ON CONFLICT (id) DO UPDATE SET times = r.times + 1, last_at = excluded.last_at, message = excluded.message,
    request_id = excluded.request_id`;

/** Never fails: what the visitor is told must not depend on it. */
export async function recordRefusal(call: string, error: unknown): Promise<void> {
  const refusal = readRefusal(error);
  if (!refusal) return;
  const { status, code, parameter, message, requestId } = refusal;
  // Ids differ from one customer to the next.
  const same = JSON.stringify([call, status, code, parameter, message.replace(/\w*\d\w*/g, "…")]);
  const id = createHash("sha256").update(same).digest("base64url").slice(0, 22);
  const at = now();
  const values = [id, call, status, code, parameter, message, requestId, at, inSeconds(at, -KEPT_SECONDS)];
  await statement("refusal_record", RECORD, values).catch((reason: unknown) => {
    log.error("A refusal of Stripe's could not be recorded", { error: reason });
  });
}

const MOST = 50;

const LIST = `
  SELECT id, call, status, code, parameter, message, request_id AS "requestId", times, first_at AS "firstAt", last_at AS "lastAt"
  FROM stripe_refusal WHERE last_at >= $1 ORDER BY stripe_refusal.last_at DESC, id LIMIT ${MOST + 1}`;

/** Those of the last 30 days, the latest first. */
export async function listRefusals(): Promise<{ refusals: RefusalRow[]; more: boolean }> {
  const rows = await statement<RefusalRow>("refusals", LIST, [inSeconds(now(), -KEPT_SECONDS)]);
  return { refusals: rows.slice(0, MOST), more: rows.length > MOST };
}
