import { attemptEach } from "@/lib/attempts";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { answeredAt } from "../mirror/fetch";
import { isWhole } from "../mirror/received";
import { invoiceRecord } from "../mirror/records";
import { bringReversals } from "../mirror/reversals";
import { syncAdopted, syncObject } from "../mirror/sync";
import { writeMirror } from "../mirror/write";

// A subscription that somebody assigned at Stripe comes with the one event that says so. Its customer, its earlier
// invoices and what went back of them have to be fetched. That is pending work, so that no webhook waits for years of invoices.

/** Whether `bringOutside` has anything to do; true or null. @param workspace the SQL of its id */
export const hasOutsideToBring = (workspace: string) => `(
  SELECT true FROM subscription s JOIN outside_subscription o ON o.subscription_id = s.id
  WHERE s.workspace_id = ${workspace} AND o.brought_at IS NULL LIMIT 1)`;

const TO_BRING = `
  SELECT o.subscription_id AS id, o.customer_id AS "customerId"
  FROM subscription s JOIN outside_subscription o ON o.subscription_id = s.id
  WHERE s.workspace_id = $1 AND o.brought_at IS NULL ORDER BY o.subscription_id`;

/** Fetches the customer, the invoices, and what was refunded or disputed of them, of the workspace's subscriptions that were assigned to it at Stripe. */
export async function bringOutside(workspaceId: string): Promise<void> {
  const waiting = await statement<{ id: string; customerId: string }>("outside_to_bring", TO_BRING, [workspaceId]);
  await attemptEach(waiting, async ({ id, customerId }) => {
    await bringInvoices(id);
    await bringReversals(customerId);
    await syncAdopted("customer", customerId);
    await statement("outside_brought", "UPDATE outside_subscription SET brought_at = $2 WHERE subscription_id = $1", [
      id,
      now(),
    ]);
  });
}

async function bringInvoices(subscription: string): Promise<void> {
  for (let after: string | undefined, more = true; more; ) {
    const began = performance.now();
    const page = await stripe().invoices.list(
      { subscription, limit: 100, ...(after && { starting_after: after }) },
      new Deadline(20_000).options(),
    );
    const asOf = answeredAt(page);
    const since = inSeconds(asOf, -Math.ceil((performance.now() - began) / 1000));
    const basis = { from: "list" as const, asOf, since };
    const whole = page.data.filter((invoice) => isWhole("invoice", invoice));
    const outcomes = await writeMirror(
      "invoice",
      whole.map((invoice) => ({ record: invoiceRecord(invoice), basis })),
    );
    // What was written since the list was read may be the older one. And a list holds ten lines of each.
    const written = new Set(whole.filter((_, index) => outcomes[index]?.written));
    const alone = page.data.filter((invoice) => !written.has(invoice));
    await attemptEach(alone, (invoice) => syncObject("invoice", invoice.id));
    after = page.data.at(-1)?.id;
    more = page.has_more && after !== undefined;
  }
}
