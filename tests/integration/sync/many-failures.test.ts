import { afterAll, beforeAll, expect, test } from "vitest";
import { lastFinished } from "@/lib/billing/reconcile/run";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

const change = (text: string, ...values: unknown[]) => mirror.database.pool.query(text, values);

test("a run in which more failed than is kept does not count as the last one; one in which all is kept does", async () => {
  await mirror.sync();
  const before = await lastFinished();
  await change(
    `INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
     SELECT 'sub_unknown_' || n, 'cus_unknown', 'active', '{}', now() - interval '2 days', now() - interval '2 days' FROM generate_series(1, 1001) n`,
  );
  const { finished, counts } = await mirror.sync();
  expect([finished, counts.subscription?.failed]).toEqual([true, 1_001]);
  expect((await lastFinished())?.startedAt).toEqual(before?.startedAt);
  const { rows } = await change("SELECT error, finished_at FROM reconciliation ORDER BY started_at DESC LIMIT 1");
  expect(rows).toMatchObject([
    {
      error: expect.stringMatching(/^1,001 objects failed, of which 1,000 are kept/) as string,
      finished_at: expect.any(Date) as Date,
    },
  ]);
  await change("DELETE FROM subscription WHERE id = 'sub_unknown_1'");
  await mirror.sync();
  expect((await lastFinished())?.failures).toHaveLength(1_000);
});
