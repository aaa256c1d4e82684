import { afterAll, beforeAll, expect, test } from "vitest";
import { pay, priceOf, rowOf } from "../../support/billing";
import { startApp, type TestApp, until } from "../../support/integration";
import { deliver } from "../../support/webhook";
import { anotherSecond, twoOpenCheckouts } from "../../support/bought-twice";

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ env: { CANCEL_DUPLICATE_SUBSCRIPTIONS: "true" } });
});
afterAll(() => app?.stop());

test("the trial of the one that is kept goes on, although the later one's event came first", async () => {
  const pair = await twoOpenCheckouts(app, await priceOf(app, "pro_month"), 7);
  await app.localStripe.holdDeliveries();
  const kept = String((await pay(app, pair.sessions[0])).subscription);
  await anotherSecond();
  const later = String((await pay(app, pair.sessions[1])).subscription);
  const { data: events } = await app.stripe.events.list({ type: "customer.subscription.created", limit: 10 });
  const begins = events.find(({ data }) => (data.object as { id: string }).id === later);
  expect(await deliver(app, begins ?? {})).toMatchObject({ status: 200, outcome: "processed" });
  const outcomeOf = async (id: string) =>
    (
      await app.database.pool.query<{ outcome: string }>(
        "SELECT outcome FROM trial_ledger WHERE subscription_id = $1",
        [id],
      )
    ).rows[0]?.outcome;
  expect(await outcomeOf(later)).toBe("first");
  await app.localStripe.sendDeliveries();
  await until(
    "the later one to be canceled",
    async () => (await rowOf(app, "subscription", later))?.status === "canceled",
  );
  await until("the trial to be evaluated", async () => (await outcomeOf(kept)) !== "open");
  expect(await app.stripe.subscriptions.retrieve(kept)).toMatchObject({ status: "trialing" });
  expect(await outcomeOf(kept)).toBe("first");
});
