import { afterAll, beforeAll, expect, test } from "vitest";
import { priceOf, rowOf } from "../../support/billing";
import { startApp, type TestApp, until } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { pageOf, plain } from "../../support/forms";
import { noted, payBoth, refundsOf, twoOpenCheckouts } from "../../support/bought-twice";

let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None", CANCEL_DUPLICATE_SUBSCRIPTIONS: "true" } });
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

const statusOf = async (id: string) => (await app.stripe.subscriptions.retrieve(id)).status;

test("by a setting the webhook that shows it cancels and refunds the later one", async () => {
  const [kept, later] = await payBoth(app, await twoOpenCheckouts(app, pro));
  await until("the later one to be canceled", async () => (await statusOf(later.id)) === "canceled");
  await until("it to be refunded", async () => (await refundsOf(app, later.customer)).length > 0);
  await until("the app to know", async () => (await rowOf(app, "subscription", later.id))?.status === "canceled");
  expect(await statusOf(kept.id)).toBe("active");
  expect(await refundsOf(app, later.customer)).toMatchObject([{ amount: 2_900 }]);
  expect(await refundsOf(app, kept.customer)).toEqual([]);
});

test("while Stripe fails, the row is written, the operator is told, and Stripe's next delivery does it", async () => {
  const operator = await signUpOperator(app);
  const pair = await twoOpenCheckouts(app, pro);
  await app.localStripe.fault({
    method: "DELETE",
    path: "/v1/subscriptions",
    kind: "status",
    status: 500,
    times: 1_000,
  });
  const [kept, later] = await payBoth(app, pair);
  await until(
    "both to be here",
    async () => (await rowOf(app, "subscription", kept.id)) && (await rowOf(app, "subscription", later.id)),
  );
  await until("the operator to be told", async () =>
    /This failure was planned/.test(plain((await pageOf(operator, "/operator")).html)),
  );
  await until(
    "the failure to be counted",
    async () =>
      (await app.anonymous().get<{ failed_pending_work: number }>("/api/health/")).body.failed_pending_work === 1,
  );
  await app.localStripe.clearFaults();
  await until("the later one to be canceled", async () => {
    await app.localStripe.redeliver();
    return (await statusOf(later.id)) === "canceled" && (await refundsOf(app, later.customer)).length === 1;
  });
  expect(await statusOf(kept.id)).toBe("active");
});

test("what the same person owes for something else is still collected", async () => {
  const pair = await twoOpenCheckouts(app, pro);
  const owed: string[] = [];
  for (const id of pair.sessions) {
    const customer = String((await app.stripe.checkout.sessions.retrieve(id)).customer);
    const failing = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    const { latest_invoice } = await app.stripe.subscriptions.create({
      customer,
      items: [{ price: await priceOf(app, "starter_month") }],
      default_payment_method: failing.id,
    });
    await app.stripe.invoices.update(String(latest_invoice), { auto_advance: true });
    owed.push(String(latest_invoice));
  }
  const [, later] = await payBoth(app, pair);
  await until("the later one to be canceled", async () => (await statusOf(later.id)) === "canceled");
  await until("the duplicate to be settled", async () => (await noted(app, later.id))?.finished_at !== null);
  for (const id of owed)
    expect(await app.stripe.invoices.retrieve(id)).toMatchObject({ status: "open", auto_advance: true });
  expect((await noted(app, later.id))?.collect_again).toHaveLength(1);
});
