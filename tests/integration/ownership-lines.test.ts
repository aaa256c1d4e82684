import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { syncObject } from "@/lib/billing/mirror/sync";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { startMirror } from "../support/mirror";
import { startSlowStripe, type SlowStripe } from "../support/slow-stripe";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let front: SlowStripe;
beforeAll(async () => {
  mirror = await startMirror();
  front = await startSlowStripe(mirror.localStripe.url, tenLinesOfEach);
  process.env.STRIPE_API_BASE = front.url;
});
afterAll(async () => {
  await front?.stop();
  await mirror?.stop();
});

/** As Stripe answers: an invoice brings its first ten lines (https://docs.stripe.com/api/invoices/object#invoice_object-lines). */
function tenLinesOfEach(body: string): string {
  const answer = JSON.parse(body) as Stripe.Invoice | Stripe.ApiList<Stripe.Invoice>;
  for (const one of answer.object === "list" ? answer.data : [answer]) {
    if (one.object !== "invoice" || one.lines.data.length <= 10) continue;
    one.lines = { ...one.lines, data: one.lines.data.slice(0, 10), has_more: true };
  }
  return JSON.stringify(answer);
}

test("of a subscription that sales made, an invoice of more than ten lines is brought whole", async () => {
  const { workspaceId } = await mirror.user();
  const prices = Array.from({ length: 11 }, (_, index) =>
    mirror.stripe.prices.create({
      product: String(mirror.price.product),
      currency: "usd",
      unit_amount: 100 + index,
      recurring: { interval: "month" },
    }),
  );
  const { id: customer } = await mirror.stripe.customers.create({ name: "Big Company" });
  const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer });
  const subscription = await mirror.stripe.subscriptions.create({
    customer,
    items: (await Promise.all(prices)).map((price) => ({ price: price.id })),
    default_payment_method: method.id,
    metadata: { workspace_id: workspaceId },
  });
  await syncObject("subscription", subscription.id);
  await runPendingWork(workspaceId);
  const { rows } = await mirror.database.pool.query<{ gave: Record<string, unknown> }>("SELECT gave FROM invoice");
  expect(rows.map(({ gave }) => Object.keys(gave).toSorted())).toEqual([
    subscription.items.data.map(({ id }) => id).toSorted(),
  ]);
});
