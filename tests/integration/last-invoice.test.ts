// A plan that has ended, and the invoice that follows its end: what was changed until then.
import type Stripe from "stripe";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { readAccess } from "@/lib/billing/entitlements/read";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { alignSeats } from "@/lib/billing/seats/align";
import { setClock } from "@/lib/clock";
import { instant, later, onClock } from "../support/clocks";
import { type Mirror, startMirror } from "../support/mirror";
import { claimOf } from "../support/claim";

// Ahead of the wall clock, whose seconds events carry.
const START = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);

let mirror: Mirror & { price: Stripe.Price };
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

test.each<[string, string, "paid" | "open"]>([
  ["paid", "pm_card_visa", "paid"],
  ["owed", "pm_card_chargeCustomerFail", "open"],
])("is %s, and gives nothing back", async (_, card, status) => {
  const buyer = await onClock(mirror, START);
  const { workspaceId } = buyer;
  const { rows } = await mirror.database.pool.query<{ user_id: string }>(
    "SELECT user_id FROM stripe_user WHERE customer_id = $1",
    [buyer.customerId],
  );
  const owner = rows[0]?.user_id ?? "";
  const join = async (id: string, role: string) => {
    await mirror.database.pool.query(`INSERT INTO "user" (id) VALUES ($1) ON CONFLICT DO NOTHING`, [id]);
    const values = [id, workspaceId, role];
    await mirror.database.pool.query(
      "INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)",
      values,
    );
  };
  await join(owner, "owner");
  const { id, items } = await buyer.subscribe((await mirror.seatPrice()).id);
  await buyer.to(later(START, 10));
  await join(randomUUID(), "member");
  await alignSeats(workspaceId);
  await mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await buyer.payWith(card);
  const end = instant(items.data[0]?.current_period_end);
  await buyer.to(later(end, 0.2));
  const [last] = (await mirror.stripe.invoices.list({ subscription: id })).data;
  expect(last).toMatchObject({ status, billing_reason: "subscription_cycle" });

  expect(await readAccess(workspaceId, "export")).toMatchObject({
    allowed: false,
    reason: { kind: "ended", was: "plan", on: end },
  });
  const dashboard = await getDashboard(await claimOf(owner), workspaceId);
  expect(dashboard?.subscriptions).toMatchObject([{ status: "canceled", nextPayment: null }]);
  expect(dashboard?.debt ?? null).toEqual(
    status === "paid"
      ? null
      : expect.objectContaining({
          status: "canceled",
          amount: { minor: last?.amount_remaining, currency: "usd" },
          hostedInvoiceUrl: last?.hosted_invoice_url,
        }),
  );
  expect(dashboard?.invoices?.[0]).toMatchObject({ id: last?.id, status });
  const sentences = (await getWorkspaceHistory(workspaceId))?.entries.flatMap((entry) => entry.sentences) ?? [];
  expect(sentences.join(" ")).not.toContain("Renewed");
  if (status === "paid") expect(sentences.find((one) => one.startsWith("Last invoice: "))).toBeDefined();

  // Who leaves now changes no seats at Stripe.
  await mirror.database.pool.query("DELETE FROM membership WHERE workspace_id = $1 AND role = 'member'", [workspaceId]);
  await mirror.localStripe.clearRequests();
  await alignSeats(workspaceId);
  expect(await mirror.localStripe.requests()).toEqual([]);
});
