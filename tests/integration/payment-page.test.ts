import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout, falsify, known, newWorkspace, pay, priceOf, sell, subscribe, workspaceOf } from "../support/billing";
import { pageOf, plain } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp, until } from "../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const read = async (client: AppClient, path: string) =>
  plain((await pageOf(client, path)).html.replaceAll(/<\/?time[^>]*>/g, ""));
const DAY = String.raw`\w+ \d+, \d{4}`;

test("what was bought has a card: what was paid, what comes next, with what, the receipt, and two next steps", async () => {
  const [client, price] = [await app.signUp(), await priceOf(app, "pro_month")];
  const { sessionId, workspaceId, subscriptionId } = await subscribe(app, client, price);
  const path = `/payment?session=${sessionId}`;
  const trial = await read(client, path);
  const next = String.raw`Next payment \$29\.00 on ${DAY} Payment method Visa ending in 4242`;
  expect(trial).toMatch(
    new RegExp(`unless you cancel first\\. Paid at checkout \\$0\\.00 ${next} Receipt View receipt`),
  );
  const { html } = await pageOf(client, path);
  const { latest_invoice } = await app.stripe.subscriptions.retrieve(subscriptionId, { expand: ["latest_invoice"] });
  expect(html).toContain(`href="${typeof latest_invoice === "object" ? latest_invoice?.hosted_invoice_url : ""}"`);
  for (const step of [`/dashboard?workspace=${workspaceId}`, `/workspaces/${workspaceId}`])
    expect(html).toMatch(new RegExp(`<a class="button[^>]* href="${step.replace("?", "\\?")}"`));
  // One who had a trial pays today.
  const again = await subscribe(app, client, price, await newWorkspace(app, { [client.person.email]: "owner" }));
  const paid = await read(client, `/payment?session=${again.sessionId}`);
  expect(paid).toMatch(new RegExp(`Paid at checkout \\$29\\.00 ${next} Receipt View receipt`));
});

test("a free plan is free of charge, and no payment is announced; the login page calls it so, too", async () => {
  const { id: price } = await sell(app, { unit_amount: 0 }, { name: "Hobby" });
  const chosen = await read(app.anonymous(), `/login?price=${price}`);
  expect(chosen).toContain("Hobby Free");
  expect(chosen).not.toContain("$0");
  const client = await app.signUp();
  const { sessionId } = await subscribe(app, client, price);
  const said = await read(client, `/payment?session=${sessionId}`);
  expect(said).toContain("You're on Hobby It's free of charge.");
  expect(said).not.toMatch(/\$0|next payment/i);
});

test("a refused trial is said from the decision on, and that nothing was charged once everything is refunded", async () => {
  // One inbox, with and without dots; both have a trial offer before either pays.
  const inbox = `grace.hopper${Date.now()}`;
  const price = await priceOf(app, "pro_month");
  const [first, second] = await Promise.all(
    [`${inbox}@gmail.com`, `${inbox.replace(".", "")}+two@gmail.com`].map(async (email) => {
      const client = await app.signUp({ ...newPerson("Grace"), email });
      const { body } = await checkout(client, price, await workspaceOf(client));
      return { client, sessionId: body.session_id };
    }),
  );
  if (!first || !second) throw new Error("There are two.");
  for (const { sessionId } of [first, second]) {
    const { subscription } = await pay(app, sessionId);
    await known(app, String(subscription));
  }
  const said = () => read(second.client, `/payment?session=${second.sessionId}`);
  await until("the trial to be refused", async () => (await said()).includes("This free trial isn't available"));
  await until("all of it to be done", async () => (await said()).includes("you haven't been charged. You can get Pro"));
  await falsify(
    app,
    "UPDATE trial_ledger SET ended_at = NULL FROM checkout_session c WHERE c.subscription_id = trial_ledger.subscription_id AND c.stripe_session_id = $1",
    [second.sessionId],
  );
  expect(await said()).toContain("We're canceling the subscription and refunding anything you paid.");
});

test("looked at again after the plan was canceled, it says until when there is the plan, and promises no payment", async () => {
  const client = await app.signUp();
  const { sessionId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const said = () => read(client, `/payment?session=${sessionId}`);
  expect(await said()).toContain("unless you cancel first");
  const ends = new RegExp(`Canceled\\. Yours until ${DAY}\\.`);
  await falsify(app, "UPDATE subscription SET cancel_at_period_end = true WHERE id = $1", [subscriptionId]);
  for (const status of ["trialing", "active"]) {
    await falsify(app, "UPDATE subscription SET status = $2 WHERE id = $1", [subscriptionId, status]);
    expect(await said()).toMatch(ends);
    expect(await said()).not.toMatch(/next payment|You pay|Then/i);
  }
  await falsify(
    app,
    "UPDATE subscription SET cancel_at_period_end = false, cancel_at = '2031-05-05T12:00Z' WHERE id = $1",
    [subscriptionId],
  );
  expect(await said()).toContain("Canceled. Yours until May 5, 2031.");
});

test("somebody else's checkout and one that never was read the same", async () => {
  const { sessionId } = await subscribe(app, await app.signUp(), await priceOf(app, "pro_month"));
  const stranger = await app.signUp();
  const said = await read(stranger, `/payment?session=${sessionId}`);
  expect(said).toContain("We don't know this checkout");
  expect(said).not.toContain("Pro");
  expect(await read(stranger, "/payment?session=cs_test_made_up")).toContain("We don't know this checkout");
});
