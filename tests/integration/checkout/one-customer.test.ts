import { completeClaim } from "@/lib/billing/customers/customers";
import { disconnect } from "@/lib/db";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callsToStripe, checkout, type CheckoutAnswer, priceOf, workspaceOf } from "../../support/billing";
import { useSettings } from "../../support/environment";
import { newPerson, startApp, until, type AppClient, type TestApp } from "../../support/integration";

let app: TestApp;
let second: TestApp;
let price: string;

beforeAll(async () => {
  app = await startApp({ env: { CALLS_PER_MINUTE: "1000" } });
  second = await startApp({ beside: app });
  price = await priceOf(app, "pro_month");
  useSettings(app);
});
afterAll(async () => {
  await disconnect();
  await second.stop();
  await app.stop();
});
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.clearRequests();
});

/** Somebody new, who is about to buy for the first time. */
async function buyer(): Promise<{ client: AppClient; workspace: string; email: string }> {
  const person = newPerson();
  const client = await app.signUp(person);
  return { client, workspace: await workspaceOf(client), email: person.email };
}

/** On a slow machine the last of many may wait longer than the app lets anybody wait, and is told to come back. */
async function insist(work: () => Promise<CheckoutAnswer>): Promise<CheckoutAnswer> {
  for (;;) {
    const answer = await work();
    if (answer.body.code !== "checkout_in_progress") return answer;
  }
}

const customersOf = async (email: string) => (await app.stripe.customers.list({ email })).data;

/** What a crashed request leaves behind runs out in time; a test does not wait for it. */
const endLeases = () =>
  app.database.pool.query("UPDATE stripe_user SET lease_until = now(); UPDATE workspace SET lease_until = now()");

describe("one user, one customer", () => {
  test("fifty first checkouts at once, on two instances, make one customer, one session and fifty equal answers", async () => {
    const { client, workspace, email } = await buyer();
    const clients = [client, client.at(second.url)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => insist(() => checkout(clients[index % 2] ?? client, price, workspace))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);

    const customers = await customersOf(email);
    expect(customers).toHaveLength(1);
    const { data } = await app.stripe.checkout.sessions.list({ customer: customers[0]?.id ?? "", status: "open" });
    expect(data).toHaveLength(1);
    const links = await app.database.pool.query(
      `SELECT customer_id FROM stripe_user JOIN "user" u ON u.id = user_id WHERE u.email = $1`,
      [email],
    );
    expect(links.rows).toEqual([{ customer_id: customers[0]?.id }]);
    const creations = (await callsToStripe(app)).filter((call) => call.startsWith("POST"));
    expect(creations).toEqual(["POST /v1/customers", "POST /v1/checkout/sessions"]);
  });

  test("when Stripe's answer is lost, the next try finds the customer that was made", async () => {
    const { client, workspace, email } = await buyer();
    await app.localStripe.fault({ path: "^/v1/customers$", kind: "lose_response", times: 2 });
    const first = await checkout(client, price, workspace);
    expect([first.status, first.body.code]).toEqual([502, "stripe_unavailable"]);
    expect((await checkout(client, price, workspace)).status).toBe(200);
    expect(await customersOf(email)).toHaveLength(1);
  });

  test("when the app crashes between Stripe's answer and ours, the next try finds the customer that was made", async () => {
    const { client, workspace, email } = await buyer();
    const crashing = await startApp({ beside: app });
    await app.localStripe.fault({ path: "^/v1/customers$", kind: "lose_response", times: 1 });
    // Where the answer was lost the call is repeated; that one has none either, until the app is gone.
    await app.localStripe.fault({ method: "POST", path: "^/v1/customers$", kind: "hang", times: 1 });
    const attempt = checkout(client.at(crashing.url), price, workspace).catch(() => "crashed");
    await until("the customer to be made", async () => (await customersOf(email)).length === 1);
    await crashing.kill();
    expect(await attempt).toBe("crashed");
    await app.localStripe.clearFaults();
    await endLeases();
    expect((await checkout(client, price, workspace)).status).toBe(200);
    expect(await customersOf(email)).toHaveLength(1);
  });

  for (const executed of [true, false]) {
    test(`a 500 that Stripe stored under the key does not stand in the way (customer ${executed ? "made" : "not made"})`, async () => {
      const { client, workspace, email } = await buyer();
      await app.localStripe.fault({ path: "^/v1/customers$", kind: "stored_500", times: 1, executed });
      expect((await checkout(client, price, workspace)).status).toBe(200);
      expect(await customersOf(email)).toHaveLength(1);
    });
  }

  test("an interrupted claim that several events complete at the same moment ends with one link", async () => {
    const made = await app.database.pool.query<{ id: string }>(
      `INSERT INTO "user" (id, email) SELECT gen_random_uuid(), 'claimed-' || n || '@example.com' FROM generate_series(1, 100) n RETURNING id`,
    );
    const ids = made.rows.map(({ id }) => id);
    for (const id of ids) {
      const done = await Promise.all(Array.from({ length: 8 }, () => completeClaim(id, `cus_of_${id}`)));
      expect(new Set(done)).toEqual(new Set([true]));
    }
    const links = await app.database.pool.query(`SELECT customer_id FROM stripe_user WHERE user_id = ANY ($1)`, [ids]);
    expect(links.rows.map(({ customer_id }) => customer_id).sort()).toEqual(ids.map((id) => `cus_of_${id}`).sort());
  });

  test("a claim of nobody, as anybody may write it into Stripe's metadata, is not completed", async () => {
    for (const userId of [undefined, "", "somebody else", "00000000-0000-4000-8000-00000000dead"]) {
      expect(await completeClaim(userId, "cus_of_nobody")).toBe(false);
    }
    expect((await app.database.pool.query("SELECT FROM stripe_user WHERE customer_id = 'cus_of_nobody'")).rows).toEqual(
      [],
    );
  });

  test("somebody else's customer with the same address is never taken over", async () => {
    const { client, workspace, email } = await buyer();
    const foreign = await app.stripe.customers.create({ email, metadata: { user_id: "somebody else" } });
    await app.localStripe.fault({ path: "^/v1/customers$", kind: "stored_500", times: 1, executed: false });
    const { body } = await checkout(client, price, workspace);
    const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
    expect(session.customer).not.toBe(foreign.id);
    expect(await customersOf(email)).toHaveLength(2);
  });

  test("a customer who was deleted at Stripe becomes one anew, also before word of it has come", async () => {
    const { client, workspace, email } = await buyer();
    await checkout(client, price, workspace);
    const [before] = await customersOf(email);
    await app.localStripe.holdDeliveries();
    await app.stripe.customers.del(before?.id ?? "");
    const { status, body } = await checkout(client, await priceOf(app, "starter_month"), workspace);
    await app.localStripe.sendDeliveries();
    expect(status).toBe(200);
    const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
    expect(session.customer).not.toBe(before?.id);
  });
});
