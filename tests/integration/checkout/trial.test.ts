import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, newWorkspace, pay, priceOf, settled, workspaceOf } from "../../support/billing";
import { newPerson, sharedApp, startApp, type TestApp } from "../../support/integration";

const DAY_SECONDS = 86_400;

let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await sharedApp();
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app.stop());

/** The trial end that a paid session led to, or null. */
async function trialEndOf(sessionId: string, on = app): Promise<number | null> {
  const session = await pay(on, sessionId);
  return (await on.stripe.subscriptions.retrieve(String(session.subscription))).trial_end;
}

const inDays = (days: number) => Date.now() / 1000 + days * DAY_SECONDS;
const WITHIN_A_MINUTE = -2; // as toBeCloseTo counts it: half of 10^2 seconds

describe("the trial", () => {
  test("of seven days ends after eight", async () => {
    const client = await app.signUp();
    const { body } = await checkout(client, pro, await workspaceOf(client));
    expect(await trialEndOf(body.session_id)).toBeCloseTo(inDays(8), WITHIN_A_MINUTE);
  });

  test("of one day lasts the 48 hours that Stripe asks for, and five minutes", async () => {
    const other = await startApp({ beside: app, env: { NEW_USER_FREE_TRIAL_DAYS: "1" } });
    const client = await app.signUp();
    const { body } = await checkout(client.at(other.url), pro, await workspaceOf(client));
    expect(await trialEndOf(body.session_id)).toBeCloseTo(inDays(2) + 300, WITHIN_A_MINUTE);
    await other.stop();
  });

  test("is not sent when there is none", async () => {
    const other = await startApp({ beside: app, env: { NEW_USER_FREE_TRIAL_DAYS: "None" } });
    const client = await app.signUp();
    const { body } = await checkout(client.at(other.url), pro, await workspaceOf(client));
    expect(await trialEndOf(body.session_id)).toBeNull();
    await other.stop();
  });

  test("is for users who never had a subscription, in any workspace", async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    await trialEndOf((await checkout(client, pro, await workspaceOf(client))).body.session_id);
    const another = await newWorkspace(app, { [person.email]: "owner" });
    await settled(app);
    expect((await client.get<unknown[]>("/api/subscriptions/my-subscription/")).body).toHaveLength(1);
    const { body } = await checkout(client, pro, another);
    expect(await trialEndOf(body.session_id)).toBeNull();
  });

  test("is for workspaces that never had a subscription, whoever buys", async () => {
    const first = newPerson();
    const second = newPerson("Grace");
    const client = await app.signUp(first);
    const colleague = await app.signUp(second);
    const shared = await newWorkspace(app, { [first.email]: "owner", [second.email]: "admin" });
    const session = await pay(app, (await checkout(client, pro, shared)).body.session_id);
    await app.stripe.subscriptions.cancel(String(session.subscription));
    await settled(app);
    const { body } = await checkout(colleague, pro, shared);
    expect(await trialEndOf(body.session_id)).toBeNull();
  });

  test("is offered once: a checkout in a second workspace expires the one in the first", async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    const first = (await checkout(client, pro, await workspaceOf(client))).body.session_id;
    const another = await newWorkspace(app, { [person.email]: "owner" });
    const { status } = await checkout(client, pro, another);
    expect(status).toBe(200);
    expect((await app.stripe.checkout.sessions.retrieve(first)).status).toBe("expired");
  });

  test("is not offered when the first offer has just been used, and its webhook is late", async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    const first = (await checkout(client, pro, await workspaceOf(client))).body.session_id;
    const another = await newWorkspace(app, { [person.email]: "owner" });
    await app.localStripe.holdDeliveries();
    await pay(app, first);
    const { body } = await checkout(client, pro, another);
    await app.localStripe.sendDeliveries();
    expect(await trialEndOf(body.session_id)).toBeNull();
  });
});
