import { afterAll, beforeAll, expect, test } from "vitest";
import { syncObject } from "@/lib/billing/mirror/sync";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { startMirror } from "../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

// An invoice brings its first ten lines (https://docs.stripe.com/api/invoices/object#invoice_object-lines).
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
  const { data: items } = await mirror.stripe.subscriptionItems.list({ subscription: subscription.id, limit: 100 });
  expect([subscription.items.data.length, items.length]).toEqual([10, 11]);
  expect(rows.map(({ gave }) => Object.keys(gave).toSorted())).toEqual([items.map(({ id }) => id).toSorted()]);
});
