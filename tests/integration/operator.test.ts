import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  allDelivered,
  callsToStripe,
  checkout,
  newWorkspace,
  priceOf,
  rowOf,
  subscribe,
  workspaceOf,
} from "../support/billing";
import { type AppClient, newPerson, startApp, type TestApp, until } from "../support/integration";
import { OPERATOR_ID } from "../support/app";
import { failedEvent, replay, signUpOperator } from "../support/operator";
import { featuresOf, titlesOf } from "../support/plan-features";
import { inboxOf } from "../support/webhook";

let app: TestApp;
let operator: AppClient;
beforeAll(async () => {
  app = await startApp();
  operator = await signUpOperator(app);
});
afterAll(() => app?.stop());

const read = async (client: AppClient, path: string): Promise<string> => {
  const { status, body } = await client.get<string>(path);
  expect(status, path).toBe(200);
  return textOf(body);
};

/** What a reader sees: without scripts, tags, and what Next puts between two pieces of text. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<script[^]*?<\/script>/g, "")
    .replaceAll("<!-- -->", "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ");

test("what Stripe refuses for good is told to the customer without its words, and to the operator with them", async () => {
  const ada = await app.signUp();
  const error = {
    code: "parameter_unknown",
    param: "managed_payments",
    message: "Received unknown parameter: managed_payments",
  };
  await app.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "status", status: 400, error, times: 2 });
  const price = await priceOf(app, "pro_month");
  for (let tries = 0; tries < 2; tries++) {
    const { status, body, headers } = await checkout(ada, price, await workspaceOf(ada));
    expect([status, body.code, headers.get("retry-after")]).toEqual([502, "stripe_refused", null]);
    expect(JSON.stringify(body)).not.toMatch(/unknown parameter|try again shortly/);
  }
  const page = await read(operator, "/operator");
  expect(page).toContain("Refused by Stripe");
  expect(page).toMatch(
    /Received unknown parameter: managed_payments Checkout · 400 · parameter_unknown · managed_payments( · req_\w+)? 2 times, since/,
  );
  await app.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "status", status: 429, times: 1 });
  const busy = await checkout(ada, price, await workspaceOf(ada));
  expect([busy.status, busy.body.code, busy.headers.get("retry-after")]).toEqual([502, "stripe_unavailable", "5"]);
});

const empty = () => app.database.pool.query("DELETE FROM stripe_event");

describe("nobody but an operator finds the pages", () => {
  test("signed out, or signed in as somebody else, they look like an address that does not exist", async () => {
    const stranger = await app.signUp();
    const workspace = await workspaceOf(stranger);
    for (const client of [app.anonymous(), stranger]) {
      for (const path of ["/operator", "/operator/", "/operator?event=evt_1", `/operator/workspaces/${workspace}`]) {
        const { status, body } = await client.get<string>(path);
        const unknown = await client.get<string>("/nothing-is-here");
        expect([status, textOf(body)], path).toEqual([404, textOf(unknown.body)]);
        expect(body, path).not.toContain("Operator ·");
        expect(body, path).toContain("Page not found");
      }
      const answer = await replay(client, "all");
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, "not_found"]);
    }
  });

  test("another site can't replay with an operator's cookies", async () => {
    const id = await failedEvent(app);
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ]) {
      const answer = await replay(operator, id, headers as unknown as Record<string, string>);
      expect(answer.status).toBe(403);
    }
    expect(await inboxOf(app, { id })).toMatchObject({ state: "failed", attempts: 1 });
    const answer = await replay(operator, id, { origin: app.url, "sec-fetch-site": "same-origin" });
    expect(answer.status).toBe(303);
    expect(await inboxOf(app, { id })).toMatchObject({ state: "processed", attempts: 2 });
  });
});

describe("events that failed", () => {
  beforeEach(empty);

  test("are shown with what they are, their error and their payload; replaying one does its work", async () => {
    const id = await failedEvent(app);
    const page = await read(operator, "/operator");
    expect(page).toContain("price.updated");
    expect(page).toContain(`${await priceOf(app, "pro_month")} · ${id}`);
    expect(page).toContain("1 attempt,");
    expect(page).toMatch(/StripeAPIError|StripeError|Error:/);
    expect(page).toContain(`"id": "${id}"`);
    const answer = await replay(operator, id);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/operator?event=${id}`]);
    const after = await read(operator, `/operator?event=${id}`);
    expect(after).toContain(`${id} was processed.`);
    expect(after).toContain("No failed events.");
  });

  test("a replay that fails again says why", async () => {
    const id = await failedEvent(app);
    await app.localStripe.fault({ method: "GET", path: "/v1/prices", kind: "status", status: 500, times: 9 });
    const answer = await replay(operator, id);
    await app.localStripe.clearFaults();
    expect(answer.status).toBe(303);
    expect(await read(operator, answer.headers.get("location") ?? "")).toMatch(new RegExp(`${id} failed: \\S+`));
    expect(await inboxOf(app, { id })).toMatchObject({ state: "failed", attempts: 2 });
  });

  test("all are replayed at once, and those that fail again stay", async () => {
    const ids = [await failedEvent(app), await failedEvent(app), await failedEvent(app)];
    await app.database.pool.query(`UPDATE stripe_event SET payload = '{"broken' WHERE id = $1`, [ids[0]]);
    const answer = await replay(operator, "all");
    expect(answer.headers.get("location")).toBe("/operator?replayed=all");
    expect(await read(operator, "/operator?replayed=all")).toContain("All were replayed; 1 failed again.");
    const states = await Promise.all(ids.map(async (id) => (await rowOf(app, "stripe_event", id))?.state));
    expect(states).toEqual(["failed", "processed", "processed"]);
  });

  test("many are paged, those that wait longest first; each is shown once", async () => {
    const { rows } = await app.database.pool.query<{ id: string }>(
      `INSERT INTO stripe_event (id, type, created, state, first_attempt_at, last_attempt_at, error)
       SELECT 'evt_' || lpad(n::text, 3, '0'), 'price.updated', now(), 'failed', now() - interval '1 h' + (n / 2) * interval '1 s', now(), 'no'
       FROM generate_series(1, 45) n RETURNING id`,
    );
    const seen: string[] = [];
    let path: string | undefined = "/operator";
    while (path) {
      const { body }: { body: string } = await operator.get<string>(path);
      seen.push(...[...body.matchAll(/<h3 id="(evt_\d+)"/g)].map((match) => match[1] ?? ""));
      path = /<a href="(\/operator\?after=[^"#]+)#failed">Next page/.exec(body)?.[1];
    }
    expect(seen).toEqual(rows.map(({ id }) => id).sort());
  });

  test("an address that is made up says nothing false", async () => {
    const page = await read(operator, "/operator?event=evt_made_up&after=nonsense&replayed=perhaps");
    expect(page).toContain("There is no event evt_made_up in the inbox.");
    await read(operator, "/operator?q=%00&event=%00&after=2026-11-99T00:00:00.000Z_x");
    expect((await replay(operator, "\0")).status).toBe(400);
    expect(await read(operator, "/operator?replayed=some")).not.toContain("not time");
  });
});

describe("workspaces", () => {
  test("are found by name, member, id, customer and subscription; the page asks Stripe nothing", async () => {
    const person = newPerson("Zoe");
    const client = await app.signUp(person);
    const { workspaceId, customerId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await app.database.pool.query("UPDATE workspace SET name = 'Äpfel 100%_fresh' WHERE id = $1", [workspaceId]);
    await newWorkspace(app, { [person.email]: "admin" });
    await allDelivered(app);
    const typed = ["äPFEL 100%_", person.email.toUpperCase(), workspaceId, ` ${customerId} `, subscriptionId];
    for (const text of typed) {
      const { body } = await operator.get<string>(`/operator?${new URLSearchParams({ q: text })}`);
      expect(body, text).toContain(`href="/operator/workspaces/${workspaceId}"`);
    }
    const other = await read(operator, "/operator?q=pfel");
    expect(other).toContain("Nothing found for “pfel”.");
    expect(await read(operator, `/operator/workspaces/${workspaceId}`)).toContain(`${person.email} owner`);
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("the timeline tells what happened, in the words of the product", async () => {
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const path = `/operator/workspaces/${workspaceId}`;
    const says = (text: RegExp) =>
      until(`the timeline to say ${text}`, async () => text.test(await read(operator, path)));
    await says(/Bought Pro \(\$29 per month\)\. A trial began\. It ends on .+ Access gained: /);
    expect(await read(operator, path)).toContain(`Access gained: ${titlesOf(featuresOf("pro"))}`);
    const { data } = await app.stripe.subscriptionItems.list({ subscription: subscriptionId });
    const item = data[0]?.id ?? "";
    await app.stripe.subscriptionItems.update(item, { price: await priceOf(app, "starter_month") });
    await says(/The plan changed from Pro \(\$29 per month\) to Starter \(\$9 per month\)\. Access lost: /);
    const lost = featuresOf("pro").filter((id) => !featuresOf("starter").includes(id));
    expect(await read(operator, path)).toContain(`Access lost: ${titlesOf(lost)}`);
    await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    await says(/A cancellation was set: the plan ends on/);
    await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: false });
    await says(/The cancellation was taken back\./);
    await app.stripe.subscriptions.cancel(subscriptionId);
    await says(/The plan was canceled and ended at once\. Access lost: /);
  });

  test("one that does not exist is not found", async () => {
    for (const id of ["00000000-0000-4000-8000-00000000dead", "made-up"]) {
      expect((await operator.get(`/operator/workspaces/${id}`)).status).toBe(404);
    }
  });
});

describe("what does not fit", () => {
  test("a live subscription without a workspace of ours is shown", async () => {
    const client = await app.signUp();
    const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    expect(await read(operator, "/operator")).not.toContain(`${subscriptionId} trialing`);
    await app.stripe.subscriptions.update(subscriptionId, { metadata: { workspace_id: "" } });
    await until("it to be shown", async () =>
      (await read(operator, "/operator")).includes(`${subscriptionId} trialing`),
    );
  });

  test("one that sales made at Stripe is listed, and assigned to a workspace by a form", async () => {
    const workspaceId = await workspaceOf(await app.signUp(newPerson("Paula")));
    const { id: customer } = await app.stripe.customers.create({ name: "Big Company" });
    const method = await app.stripe.paymentMethods.attach("pm_card_visa", { customer });
    const { id } = await app.stripe.subscriptions.create({
      customer,
      items: [{ price: await priceOf(app, "pro_month") }],
      default_payment_method: method.id,
    });
    await until("it to be listed", async () => (await read(operator, "/operator")).includes(`${id} active`));
    const send = async (fields: Record<string, string>, client = operator) => {
      const body = new URLSearchParams({ subscription: id, ...fields });
      const answer = await client.raw("/api/operator/subscriptions/", { method: "POST", body });
      return { status: answer.status, to: answer.headers.get("location") ?? "" };
    };
    expect(await send({ action: "assign", workspace: workspaceId }, await app.signUp())).toMatchObject({ status: 404 });
    const refused = await send({ action: "assign", workspace: "no such" });
    expect(await read(operator, refused.to)).toContain("There is no such workspace, so nothing was assigned.");
    const { status, to } = await send({ action: "assign", workspace: workspaceId.toUpperCase() });
    expect(status).toBe(303);
    expect(await read(operator, to)).toContain("Assigned to Paula");
    expect(await read(operator, "/operator")).not.toContain(`${id} active`);
    expect(await rowOf(app, "subscription", id)).toMatchObject({ workspace_id: workspaceId });
  });

  test("the drift that was found last is shown, and that of an older run is not", async () => {
    expect(await read(operator, "/operator")).toContain("npm run stripe:sync has never completed.");
    const drift = (field: string) =>
      JSON.stringify([{ kind: "subscription", id: "sub_drifted", field, here: "active", there: null }]);
    await app.database.pool.query(
      `INSERT INTO reconciliation (id, mode, dry_run, started_at, worked_at, finished_at, drift, drift_count) VALUES
       (gen_random_uuid(), 'full', false, now() - interval '1 day', now(), now(), $1, 3),
       (gen_random_uuid(), 'full', true, now(), now(), now(), $2, 1)`,
      [drift("older_field"), drift("status")],
    );
    const page = await read(operator, "/operator");
    expect(page).toContain("all that Stripe lists. 1 object differed from Stripe's; nothing was written (--dry-run).");
    expect(page).toContain("status subscription sub_drifted here active Stripe null");
    expect(page).not.toContain("older_field");
    await app.database.pool.query(
      `INSERT INTO reconciliation (id, mode, dry_run, started_at, worked_at, error)
       VALUES (gen_random_uuid(), 'since', false, now(), now(), 'Stripe did not answer')`,
    );
    const later = await read(operator, "/operator");
    expect(later).toContain("didn't complete. Stripe did not answer");
    expect(later).toContain("sub_drifted");
  });
});

test("an operator whose account is gone is none any more", async () => {
  await read(operator, "/operator");
  await app.database.pool.query(`UPDATE "user" SET id = gen_random_uuid() WHERE id = $1`, [OPERATOR_ID]);
  expect((await operator.get("/operator")).status).toBe(404);
});
