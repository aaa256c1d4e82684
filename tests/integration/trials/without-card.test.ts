import { afterAll, beforeAll, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { syncObject } from "@/lib/billing/mirror/sync";
import { claimOf } from "../../support/claim";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

test.each(["cancel", "pause"] as const)(
  "a trial that ends in a %s without a card has no next payment, until there is one",
  async (then) => {
    const ada = await mirror.customer();
    await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      ada.userId,
      ada.workspaceId,
    ]);
    const { id } = await mirror.subscription(ada, {
      trial_period_days: 14,
      trial_settings: { end_behavior: { missing_payment_method: then } },
      default_payment_method: undefined,
    });
    await syncObject("subscription", id);
    const shown = async () => (await getDashboard(await claimOf(ada.userId), ada.workspaceId))?.subscriptions[0];
    expect(await shown()).toMatchObject({ nextPayment: null, plans: [{ trialWithoutCard: then }] });

    const { data } = await mirror.stripe.customers.listPaymentMethods(ada.customerId);
    await mirror.stripe.subscriptions.update(id, { default_payment_method: data[0]?.id ?? "" });
    await syncObject("payment_method", data[0]?.id ?? "");
    await syncObject("subscription", id);
    expect(await shown()).toMatchObject({ nextPayment: { currency: "usd" }, plans: [{ trialWithoutCard: null }] });
  },
);
