import { afterAll, beforeAll, expect, test } from "vitest";
import { known, pay, priceOf, rowOf } from "../../support/billing";
import { startApp, type TestApp, until } from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { pageOf, plain } from "../../support/forms";
import { payBoth, refundsOf, twoOpenCheckouts } from "../../support/bought-twice";

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

test("what the same person owes for another workspace is still collected", async () => {
  const pair = await twoOpenCheckouts(app, pro);
  const [one, two] = pair.sessions;
  const session = await app.stripe.checkout.sessions.retrieve(two);
  const customer = String(session.customer);
  const failing = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  const other = await app.stripe.subscriptions.create({
    customer,
    items: [{ price: await priceOf(app, "starter_month") }],
    default_payment_method: failing.id,
    payment_behavior: "allow_incomplete",
    metadata: { user_id: String(session.metadata?.user_id) },
  });
  const invoice = String(other.latest_invoice);
  const isCollected = async () => (await app.stripe.invoices.retrieve(invoice)).auto_advance;
  if (!(await isCollected())) await app.stripe.invoices.update(invoice, { auto_advance: true });
  await pay(app, one);
  await known(app, String((await app.stripe.checkout.sessions.retrieve(one)).subscription));
  const later = String((await pay(app, two)).subscription);
  await until("the later one to be canceled", async () => (await statusOf(later)) === "canceled");
  await until("the rest to be collected again", isCollected);
  await until("nothing to be pending", async () => {
    const { rows } = await app.database.pool.query("SELECT FROM pending_work WHERE workspace_id = $1", [
      pair.workspaceId,
    ]);
    return rows.length === 0;
  });
  expect(await isCollected()).toBe(true);
});
