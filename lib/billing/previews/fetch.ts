import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { type PricedRow, readPriced } from "../catalog/priced";
import { BILLED, BILLED_FROM } from "../dashboard/billed";
import { type BilledItem, needsPreview, nextPayment } from "../dashboard/next-payment";
import type { BilledBeside } from "../mirror/subscription-record";
import { asJson } from "../mirror/write";
import { type Kept, keptOf } from "./parts";
import { fetchPreview } from "./preview";

// What of the next payment the copy can't calculate (docs/decisions/039-next-payment.md).

const TO_FETCH = `
  SELECT s.id AS "subscriptionId", np.generation, s.revision, s.customer_id AS "customerId", c.balance_minor AS "balanceMinor",
    i.price_id AS "priceId", ${BILLED}
  FROM next_payment_preview np
  JOIN subscription s ON s.id = np.subscription_id
  ${BILLED_FROM}
  WHERE np.workspace_id = $1 AND np.asked_at IS NULL
  ORDER BY s.id, i.id`;

type Row = {
  subscriptionId: string;
  generation: number;
  revision: number;
  customerId: string | null;
  balanceMinor: number | null;
  priceId: string | null;
  price: PricedRow;
  billedBeside: BilledBeside[];
} & Omit<BilledItem, "tiered" | "metered" | "billedBeside">;

/**
 * Asks Stripe what is charged next, of each of a workspace's subscriptions that was marked and whose next payment the copy
 * can't calculate. The others' marks are removed without a call.
 * @throws what the calls failed with that may pass; the marks stay
 */
export async function fetchPreviews(workspaceId: string): Promise<void> {
  const rows = await statement<Row>("previews_to_fetch", TO_FETCH, [workspaceId]);
  const ids = [...new Set(rows.map(({ subscriptionId }) => subscriptionId))];
  await attemptEach(ids, (id) => renew(rows.filter(({ subscriptionId }) => subscriptionId === id)));
}

async function renew(rows: Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const items: (BilledItem & Row)[] = rows.map((row) => ({ ...row, ...readPriced(row.price) }));
  const next = nextPayment(items);
  if (!next || !needsPreview(next)) return remove(first);
  const metered = new Set(items.flatMap((item) => (item.metered ? (item.priceId ?? []) : [])));
  await store(first, await previewed(first, metered));
}

/** Null where Stripe knows no next invoice, or not all of it is known. */
async function previewed(
  { subscriptionId, customerId }: Row,
  metered: ReadonlySet<string>,
): Promise<(Kept & { at: Date }) | null> {
  try {
    const bill = await fetchPreview(
      { ...(customerId && { customer: customerId }), subscription: subscriptionId },
      new Deadline(),
    );
    const kept = keptOf(bill, metered);
    return kept && { ...kept, at: new Date(bill.period_end * 1000) };
  } catch (error) {
    // It has ended there, and the event is on its way. That marks it again, or takes the mark away.
    if (isRefused(error)) return null;
    throw error;
  }
}

// One that was marked meanwhile is asked about again.
const STORE = `
  UPDATE next_payment_preview SET asked_at = $3, subscription_revision = $4, balance_minor = $5, due_at = $6, total_minor = $7, parts = $8::jsonb
  WHERE subscription_id = $1 AND generation = $2`;

async function store(
  { subscriptionId, generation, revision, balanceMinor }: Row,
  kept: (Kept & { at: Date }) | null,
): Promise<void> {
  const answer = kept ? [kept.at, kept.totalMinor, asJson(kept.parts)] : [null, null, null];
  await statement("preview_store", STORE, [subscriptionId, generation, now(), revision, balanceMinor, ...answer]);
}

async function remove({ subscriptionId, generation }: Row): Promise<void> {
  await statement("preview_remove", "DELETE FROM next_payment_preview WHERE subscription_id = $1 AND generation = $2", [
    subscriptionId,
    generation,
  ]);
}
