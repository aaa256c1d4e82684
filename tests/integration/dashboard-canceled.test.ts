import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { falsify, PORTAL, type Problem, priceOf, rowOf, sell, setRole, subscribe } from "../support/billing";
import { alertOf, formsOf, pageOf, plain } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp, until } from "../support/integration";
import { pass, payInVain, subscribeOnClock } from "../support/people-on-clocks";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const DAY = String.raw`\w+ \d+, \d{4}`;
const withoutTime = (html: string) => html.replaceAll(/<\/?time[^>]*>/g, "");
const htmlOf = async (client: AppClient, workspaceId: string) =>
  withoutTime((await pageOf(client, `/dashboard?workspace=${workspaceId}`)).html);
const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000);

test("a trial whose plan ends only later says that it's canceled, and the next payment what is paid until then", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const endsAt = (day: Date) =>
    falsify(app, "UPDATE subscription SET cancel_at = $2 WHERE id = $1", [subscriptionId, day]);
  await endsAt(daysFromNow(90));
  const later = plain(await htmlOf(client, workspaceId));
  expect(later).toMatch(new RegExp(`Free until ${DAY}\\. Canceled\\. Yours until ${DAY}, and billed until then\\.`));
  expect(later).toMatch(new RegExp(`Next payment \\$29\\.00 on ${DAY}`));
  expect(later).not.toContain("nothing is charged");

  await endsAt(new Date(String((await rowOf(app, "subscription", subscriptionId))?.trial_end)));
  const atItsEnd = plain(await htmlOf(client, workspaceId));
  expect(atItsEnd).toMatch(new RegExp(`Free until ${DAY}\\. Then the plan ends, and you won't be charged\\.`));
  expect(atItsEnd).not.toContain("Next payment");
});

test("what is canceled and overdue says until when, and that paying does not keep it beyond that", async () => {
  const client = await app.signUp();
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId, subscriptionId } = bought;
  // Grace is for who has paid: the trial ends with a payment.
  await pass(app, bought, 8.5);
  await payInVain(app, bought);
  await pass(app, bought, 31);
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await until("the cancellation", async () => (await rowOf(app, "subscription", subscriptionId))?.canceled_at);

  const later = await htmlOf(client, workspaceId);
  const keeps = `It is canceled: paying keeps it until ${DAY}, and no longer\\.`;
  expect(plain(later)).toMatch(new RegExp(`A payment is overdue\\. Canceled, ends on ${DAY}\\.`));
  expect(alertOf(later)).toMatch(new RegExp(`You can use the plan until ${DAY}\\. Pay by then to keep it\\. ${keeps}`));

  // It ends before the days of grace do: then paying keeps nothing.
  await falsify(app, "UPDATE subscription SET cancel_at = $2 WHERE id = $1", [subscriptionId, daysFromNow(1)]);
  const sooner = alertOf(await htmlOf(client, workspaceId));
  expect(sooner).toMatch(
    new RegExp(`It is canceled\\. You can use the plan until ${DAY}, and paying does not keep it beyond that\\.`),
  );
  expect(sooner).not.toContain("Pay by then to keep it");

  await falsify(app, "UPDATE subscription SET status = 'unpaid', cancel_at = NULL WHERE id = $1", [subscriptionId]);
  const unpaid = await htmlOf(client, workspaceId);
  expect(plain(unpaid)).toMatch(new RegExp(`Stopped because a payment is overdue\\. Canceled, ends on ${DAY}\\.`));
  expect(alertOf(unpaid)).toMatch(new RegExp(`The plan is stopped until the payment goes through\\. ${keeps}`));
});

test.each([
  ["incomplete", "Not started yet."],
  ["paused", "Paused, and we don't know the reason. Resume the plan, or contact us ."],
])("what is %s and canceled says when it ends", async (status, sentence) => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await falsify(app, "UPDATE subscription SET status = $2, cancel_at = $3 WHERE id = $1", [
    subscriptionId,
    status,
    daysFromNow(20),
  ]);
  const said = plain(await htmlOf(client, workspaceId));
  expect(said).toMatch(new RegExp(`${sentence} Canceled, ends on ${DAY}\\.`));
});

test("what was just canceled has one button to keep it: in the notice, and beside the others later", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await until("the cancellation", async () => (await rowOf(app, "subscription", subscriptionId))?.canceled_at);
  const buttons = async (done: string) =>
    formsOf((await pageOf(client, `/dashboard?workspace=${workspaceId}${done}`)).html).map(({ button }) => button);
  expect(await buttons("&done=cancel")).toContain("Undo");
  expect(await buttons("&done=cancel")).not.toContain("Keep Pro");
  expect(await buttons("")).toContain("Keep Pro");
  expect(await buttons("")).not.toContain("Undo");
});

describe("a plan and an add-on side by side", () => {
  test("each has its own way to cancel or keep it, which names it and leads to it", async () => {
    const client = await app.signUp();
    const plan = await subscribe(app, client, await priceOf(app, "pro_month"));
    const { workspaceId } = plan;
    const addOn = await subscribe(app, client, (await sell(app, {}, { name: "Archive" })).id, workspaceId);
    // A cancellation begins on a page of its own, and so is a link.
    const buttons = async () => {
      const html = await htmlOf(client, workspaceId);
      const links = [...html.matchAll(/<a class="button[^>]*>([^<]*)<\/a>/g)].map(([, text]) => text ?? "");
      return [...formsOf(html).map(({ button }) => button), ...links];
    };
    // What is paid for each is told below it.
    const facts = String.raw`Next payment \$\d+\.00 on ${DAY} Payment method Visa ending in 4242, expires \S+ Paid by You`;
    const said = plain(await htmlOf(client, workspaceId));
    expect(said).toMatch(new RegExp(`Pro Trial [^$]+\\$29 per month unless you cancel first\\. ${facts}`));
    expect(said).toMatch(new RegExp(`Archive Active [^$]+\\$10 per month\\. ${facts}`));
    expect(await buttons()).toEqual(expect.arrayContaining(["Cancel Pro", "Cancel Archive"]));
    expect(await buttons()).not.toContain("Cancel plan");

    const cancel = async (subscription_id: string) =>
      client.post<{ url: string } & Problem>(PORTAL, {
        workspace_id: workspaceId,
        flow: "subscription_cancel",
        subscription_id,
      });
    for (const { subscriptionId } of [plan, addOn]) {
      expect((await cancel(subscriptionId)).status).toBe(200);
      const { data } = await app.stripe.events.list({ type: "billing_portal.session.created", limit: 1 });
      expect(data[0]?.data.object).toMatchObject({ flow: { subscription_cancel: { subscription: subscriptionId } } });
    }

    await falsify(app, "UPDATE subscription SET cancel_at_period_end = true WHERE id = $1", [addOn.subscriptionId]);
    expect(await buttons()).toEqual(expect.arrayContaining(["Keep Archive", "Cancel Pro"]));
    expect(await buttons()).not.toContain("Cancel Archive");
    expect((await cancel(addOn.subscriptionId)).body.code).toBe("no_subscription");
  });

  test("nobody opens the cancellation of another's, or of another workspace's", async () => {
    const [payer, other] = [await app.signUp(), await app.signUp(newPerson("Bea"))];
    const [hers, own] = [
      await subscribe(app, payer, await priceOf(app, "pro_month")),
      await subscribe(app, other, await priceOf(app, "pro_month")),
    ];
    await setRole(app, other.person.email, hers.workspaceId, "admin");
    const addOn = await subscribe(app, other, (await sell(app)).id, hers.workspaceId);
    const cancel = (more: object) => other.post<Problem>(PORTAL, { flow: "subscription_cancel", ...more });
    const at = { workspace_id: hers.workspaceId };
    for (const subscription_id of [hers.subscriptionId, own.subscriptionId, "sub_unknown"]) {
      expect((await cancel({ ...at, subscription_id })).body.code).toBe("no_subscription");
    }
    expect((await cancel({ subscription_id: hers.subscriptionId })).body.code).toBe("no_subscription");
    expect((await cancel({ ...at, subscription_id: 1 })).body.code).toBe("invalid_request");
    expect((await cancel({ ...at, subscription_id: addOn.subscriptionId })).status).toBe(200);
  });
});

test("of more than 24 invoices it says that these are the last ones, and to who pays where all of them are", async () => {
  const [client, admin] = [await app.signUp(), await app.signUp(newPerson("Adam"))];
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await setRole(app, admin.person.email, workspaceId, "admin");
  const copies = `
    INSERT INTO invoice SELECT (jsonb_populate_record(v, jsonb_build_object('id', 'in_copy_' || n))).*
    FROM invoice v, generate_series($2::int, $3::int) n
    WHERE v.id = (SELECT id FROM invoice WHERE subscription_id = $1 LIMIT 1)`;
  await falsify(app, copies, [subscriptionId, 2, 24]);
  expect(plain(await htmlOf(client, workspaceId))).not.toContain("Showing the latest 24");
  await falsify(app, copies, [subscriptionId, 25, 25]);
  expect(plain(await htmlOf(client, workspaceId))).toContain(
    "Showing the latest 24. Open Manage billing to see all of them at Stripe.",
  );
  const theirs = plain(await htmlOf(admin, workspaceId));
  expect(theirs).toContain("Showing the latest 24.");
  expect(theirs).not.toContain("under Manage billing");
  expect((await htmlOf(client, workspaceId)).match(/<tr/g)).toHaveLength(25);
});
