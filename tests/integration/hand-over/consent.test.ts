import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { falsify, newWorkspace, priceOf, setRole, subscribe, workspaceOf } from "../../support/billing";
import { formsOf, pageOf, plain, send } from "../../support/forms";
import { newPerson, sharedApp, type TestApp, until } from "../../support/integration";
import { handOversOf, invoicesOf, type Left, payerLeft, removeFrom, type Someone } from "./people";
import { takenOver, takeOver } from "./walk";

// Who may take over whose plan.
let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await sharedApp();
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

/** The payer is still a member. */
async function payerStays(): Promise<Left> {
  const left = await payerLeft(app, pro, { default_payment_method: undefined, trial_period_days: 20 });
  await setRole(app, left.payer.person.email, left.old.workspaceId, "admin");
  return left;
}

const settings = (workspaceId: string) => `/workspaces/${workspaceId}`;
const buttonOn = async (client: Someone, workspaceId: string, button: RegExp) =>
  formsOf((await pageOf(client, settings(workspaceId))).html).find((form) => button.test(form.button));

async function press(client: Someone, workspaceId: string, button: RegExp): Promise<string> {
  const form = await buttonOn(client, workspaceId, button);
  if (!form) throw new Error(`There is no button ${String(button)}.`);
  const { to, html } = await send(client, settings(workspaceId), form.values);
  return plain(to ? (await pageOf(client, to)).html : html);
}

describe("while the payer is a member", () => {
  test("it takes their consent, which they give and withdraw on the settings page", async () => {
    const { payer, owner, old } = await payerStays();
    expect((await takeOver({ owner, old })).body).toMatchObject({
      status: 409,
      code: "consent_required",
      payer: "Ada",
    });
    const allowed = await press(payer, old.workspaceId, /Allow taking over/);
    expect(allowed).toContain("Other owners and admins can now take over the plan.");
    const dashboard = plain((await pageOf(owner, `/dashboard?workspace=${old.workspaceId}`)).html);
    expect(dashboard).toMatch(/Ada lets you take over Pro until/);
    const { status, body } = await takeOver({ owner, old });
    expect(status).toBe(200);
    // An open checkout ends with the consent.
    await press(payer, old.workspaceId, /Withdraw consent/);
    expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).status).toBe("expired");
    expect((await takeOver({ owner, old })).body.code).toBe("consent_required");
  });

  test("it is valid for seven days, and can't be withdrawn once somebody has taken over", async () => {
    const { payer, owner, old } = await payerStays();
    await press(payer, old.workspaceId, /Allow taking over/);
    const days = (
      await app.database.pool.query<{ days: number }>(
        "SELECT EXTRACT(epoch FROM expires_at - given_at) / 86400 AS days FROM hand_over_consent WHERE subscription_id = $1",
        [old.subscriptionId],
      )
    ).rows.map((row) => Number(row.days));
    expect(days).toEqual([7]);
    await falsify(
      app,
      "UPDATE hand_over_consent SET expires_at = now() - interval '1 second' WHERE subscription_id = $1",
      [old.subscriptionId],
    );
    expect((await takeOver({ owner, old })).body.code).toBe("consent_required");
    await press(payer, old.workspaceId, /Allow taking over/);
    const withdraw = await buttonOn(payer, old.workspaceId, /Withdraw consent/);
    const successor = await takenOver(app, { payer, owner, old });
    if (!withdraw) throw new Error("There is no button to withdraw it.");
    const { html } = await send(payer, settings(old.workspaceId), withdraw.values);
    expect(plain(html)).toMatch(/Olga takes over Pro\. You won.t be charged after/);
    expect(await handOversOf(app, old.workspaceId)).toMatchObject([
      { state: "running", successor_id: successor.subscriptionId },
    ]);
    // Both are told on their pages.
    const path = `/dashboard?workspace=${old.workspaceId}`;
    expect(plain((await pageOf(payer, path)).html)).toMatch(/Olga takes over Pro\. You won.t be charged after/);
    expect(plain((await pageOf(owner, path)).html)).toMatch(/You take over Pro\. You.re first charged on/);
    expect(plain((await pageOf(owner, path)).html)).not.toMatch(/billed twice|bought twice|Free trial/);
  });
});

describe("who may", () => {
  test("owners and admins; nobody for their own plan, and nobody from elsewhere", async () => {
    const { payer, owner, old } = await payerLeft(app, pro, {
      default_payment_method: undefined,
      trial_period_days: 20,
    });
    const outcomes: unknown[] = [];
    for (const role of ["member", "admin", "owner"] as const) {
      const client = await app.signUp(newPerson(role));
      await setRole(app, client.person.email, old.workspaceId, role);
      const { body } = await takeOver({ owner: client, old });
      outcomes.push(body.code ?? "done");
    }
    expect(outcomes).toEqual(["billing_role_required", "done", "done"]);
    const stranger = await app.signUp(newPerson("Eve"));
    expect((await takeOver({ owner: stranger, old })).body.code).toBe("workspace_not_found");
    await setRole(app, payer.person.email, old.workspaceId, "owner");
    expect((await takeOver({ owner: payer, old })).body.code).toBe("already_subscribed");
    const elsewhere = await newWorkspace(app, { [owner.person.email]: "owner" });
    expect((await takeOver({ owner, old: { ...old, workspaceId: elsewhere } })).body.code).toBe("no_subscription");
  });

  test("one that was made at Stripe, or is sent as a bill, is for the operator", async () => {
    const { owner, old } = await payerLeft(app, pro, { default_payment_method: undefined, trial_period_days: 20 });
    await falsify(app, "UPDATE subscription SET collection_method = 'send_invoice' WHERE id = $1", [
      old.subscriptionId,
    ]);
    expect((await takeOver({ owner, old })).body.code).toBe("take_over_not_possible");
    await falsify(app, "UPDATE subscription SET collection_method = NULL WHERE id = $1", [old.subscriptionId]);
    await falsify(app, `UPDATE subscription SET metadata = metadata || '{"checkout_id": "of nobody"}' WHERE id = $1`, [
      old.subscriptionId,
    ]);
    expect((await takeOver({ owner, old })).body.code).toBe("take_over_not_possible");
  });
});

describe("a retired price", () => {
  test("today's price of the same product and interval is sold; without one, a plan for the day after", async () => {
    const product = await app.stripe.products.create({ name: "Retired", metadata: { features: "export" } });
    const make = (unit_amount: number) =>
      app.stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount,
        recurring: { interval: "month" },
      });
    const old = await make(1_000);
    const known = (id: string, active: boolean) =>
      until(`${id} to be known`, async () => {
        const { rows } = await app.database.pool.query("SELECT FROM price WHERE id = $1 AND active = $2", [id, active]);
        return rows.length === 1;
      });
    await known(old.id, true);
    const left = await payerLeft(app, old.id, { default_payment_method: undefined, trial_period_days: 20 });
    const today = await make(1_200);
    await app.stripe.prices.update(old.id, { active: false });
    await known(today.id, true);
    await known(old.id, false);
    const { body } = await takeOver(left);
    const items = await app.stripe.checkout.sessions.listLineItems(body.session_id);
    expect(items.data[0]?.price?.id).toBe(today.id);

    await app.stripe.prices.update(today.id, { active: false });
    await known(today.id, false);
    expect((await takeOver(left)).body).toMatchObject({ status: 409, code: "plan_not_sold" });
    const page = plain((await pageOf(left.owner, `/dashboard?workspace=${left.old.workspaceId}`)).html);
    expect(page).toMatch(/Retired is no longer sold\. It runs until .*Choose a plan that starts then/);
    const instead = await takeOver(left, pro);
    expect(instead.status).toBe(200);
    const anchor = (await handOversOf(app, left.old.workspaceId)).at(-1)?.anchor as Date;
    const { items: held } = await app.stripe.subscriptions.retrieve(left.old.subscriptionId);
    expect(anchor.getTime() / 1000).toBe(held.data[0]?.current_period_end);
  });
});

test("a retired year that is paid for long is followed by no month, and the page and the endpoint say so", async () => {
  const product = await app.stripe.products.create({ name: "Vintage", metadata: { features: "export" } });
  const year = await app.stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 9_000,
    recurring: { interval: "year" },
  });
  const known = (active: boolean) =>
    until(`${year.id} to be known`, async () => {
      const { rows } = await app.database.pool.query("SELECT FROM price WHERE id = $1 AND active = $2", [
        year.id,
        active,
      ]);
      return rows.length === 1;
    });
  await known(true);
  const left = await payerLeft(app, year.id, { default_payment_method: undefined, trial_period_days: 300 });
  await app.stripe.prices.update(year.id, { active: false });
  await known(false);
  const answer = await takeOver(left, pro);
  expect(answer.body).toMatchObject({ status: 409, code: "take_over_too_early" });
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(260 * 86_400);
  expect((await takeOver(left, await priceOf(app, "pro_year"))).status).toBe(200);
  const { html } = await pageOf(left.owner, `/dashboard?workspace=${left.old.workspaceId}`);
  const choices = [...html.matchAll(/<option value="(price_\w+)"/g)].map(([, id]) => id);
  expect(choices).toContain(await priceOf(app, "pro_year"));
  expect(choices).not.toContain(pro);
});

test("who took over owns the plan from then on: a removed payer of theirs pays nothing of it any more", async () => {
  const left = await payerLeft(app, pro, { default_payment_method: undefined, trial_period_days: 20 });
  const successor = await takenOver(app, left);
  expect(await invoicesOf(app, successor.subscriptionId)).toEqual([]);
  // The new payer may hand it on in turn.
  await removeFrom(app, left.owner, left.old.workspaceId);
  const next = await app.signUp(newPerson("Nora"));
  await setRole(app, next.person.email, left.old.workspaceId, "owner");
  const third = await takenOver(app, { ...left, owner: next, old: successor });
  const end = (await app.stripe.subscriptions.retrieve(successor.subscriptionId)).items.data[0]?.current_period_end;
  expect(await app.stripe.subscriptions.retrieve(third.subscriptionId)).toMatchObject({
    status: "active",
    billing_cycle_anchor: end,
  });
  // Their other plans are their own affair.
  expect(await workspaceOf(next)).not.toBe(left.old.workspaceId);
  const own = await subscribe(app, next, pro);
  expect((await app.stripe.subscriptions.retrieve(own.subscriptionId)).cancel_at).toBeNull();
});
