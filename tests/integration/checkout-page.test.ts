import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, newWorkspace, pay, priceOf, sell, subscribe, workspaceOf } from "../support/billing";
import { alertOf, formsOf, pageOf, plain, send } from "../support/forms";
import { type AppClient, sharedApp, type TestApp } from "../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const BUTTON = "Continue to checkout";

async function begun() {
  const client = await app.signUp();
  const workspaceId = await workspaceOf(client);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), workspaceId);
  return { client, workspaceId, sessionId: body.session_id, url: body.url };
}

describe("the page of a checkout on Stripe's own page", () => {
  test("leads on at once, without a script, and says whose it is", async () => {
    const { client, workspaceId, sessionId, url } = await begun();
    await app.database.pool.query("UPDATE workspace SET name = 'Acme' WHERE id = $1", [workspaceId]);
    const { status, html } = await pageOf(client, `/checkout?session=${sessionId}`);
    expect(status).toBe(200);
    expect(html).toContain(`<meta http-equiv="refresh" content="0;url=${url}"/>`);
    expect(html).toContain(`href="${url}"`);
    expect(html).toMatch(/<meta name="robots" content="noindex"/);
    expect(plain(html)).toMatch(/^Checkout · Acme · HyperSaaS/);
    expect(await (await client.raw("/robots.txt")).text()).toContain("Disallow: /checkout");
    expect(await (await client.raw("/sitemap.xml")).text()).not.toContain("/checkout");
  });

  test("is its buyer's alone, after signing in where that is needed", async () => {
    const { client, sessionId, url } = await begun();
    const stranger = await app.signUp();
    const unknown = await pageOf(stranger, "/checkout?session=cs_test_made_up");
    expect(unknown.to).toBe("/payment?session=cs_test_made_up");
    expect((await pageOf(stranger, `/checkout?session=${sessionId}`)).to).toBe(`/payment?session=${sessionId}`);
    const read = async (session: string) => plain((await pageOf(stranger, `/payment?session=${session}`)).html);
    expect(await read(sessionId)).toBe(await read("cs_test_made_up"));
    expect(await read(sessionId)).not.toContain(url);
    expect((await pageOf(app.anonymous(), `/checkout?session=${sessionId}`)).to).toBe(`/login?checkout=${sessionId}`);
    expect((await pageOf(client, `/login?checkout=${sessionId}`)).to).toBe(`/checkout?session=${sessionId}`);
    expect((await pageOf(client, "/checkout")).to).toBe("/payment");
  });

  test("what can't be paid any more leads to the page that says what came of it", async () => {
    const [over, paid] = [await begun(), await begun()];
    await app.stripe.checkout.sessions.expire(over.sessionId);
    await pay(app, paid.sessionId);
    for (const { client, sessionId } of [over, paid])
      await expect
        .poll(async () => (await pageOf(client, `/checkout?session=${sessionId}`)).to)
        .toBe(`/payment?session=${sessionId}`);
  });
});

describe("without JavaScript", () => {
  /** What the form holds that the server answers; the one of the page's script has the same button. */
  const formAt = async (client: AppClient, path: string) => {
    const { html } = await pageOf(client, path);
    const form = formsOf(html).find(({ button, values }) => button === BUTTON && "price_id" in values);
    if (!form) throw new Error(`${path} has no such form.`);
    return form.values;
  };

  test("a form leads to the checkout of what was chosen, for the workspace that was", async () => {
    const client = await app.signUp();
    const [own, price] = [await workspaceOf(client), await priceOf(app, "pro_month")];
    const path = `/login?price=${price}`;
    expect((await send(client, path, await formAt(client, path))).to).toMatch(/^\/checkout\?session=cs_test_/);
    const other = await newWorkspace(app, { [client.person.email]: "owner" });
    const chosen = `${path}&workspace=${other}&currency=eur`;
    const values = await formAt(client, chosen);
    expect(values).toMatchObject({ price_id: price, workspace_id: other });
    await send(client, chosen, values);
    const { rows } = await app.database.pool.query<{ workspace_id: string }>(
      "SELECT workspace_id FROM checkout_session WHERE workspace_id = ANY ($1) ORDER BY created_at",
      [[own, other]],
    );
    expect(rows.map(({ workspace_id }) => workspace_id)).toEqual([own, other]);
  });

  test("the same rules hold, and a refusal is said in full", async () => {
    const client = await app.signUp();
    const price = await priceOf(app, "pro_month");
    const other = await newWorkspace(app, { [client.person.email]: "owner" });
    const path = `/login?price=${price}&workspace=${other}`;
    const values = await formAt(client, path);
    const said = async (changed: Record<string, string>) =>
      alertOf((await send(client, path, { ...values, ...changed })).html);
    expect(await said({ price_id: "price_unknown" })).toBe("This price is no longer available.");
    const foreign = await newWorkspace(app, {});
    expect(await said({ workspace_id: foreign })).toBe("We couldn't find this workspace among yours.");
    for (const [field, typed] of [
      ["workspace_id", "no id"],
      ["quantity", "-1"],
      ["currency", "money"],
    ] as const)
      expect(await said({ [field]: typed })).not.toBe("");
    const { id: inBoth } = await sell(app, { currency_options: { eur: { unit_amount: 2700 } } });
    await subscribe(app, client, price);
    expect(await said({ price_id: inBoth, currency: "eur" })).toContain("You pay in USD.");
    // The same page, which says why they have to sign in, and keeps what they chose.
    const visitor = app.anonymous();
    const { to } = await send(visitor, path, values);
    expect(Object.fromEntries(new URL(String(to), app.url).searchParams)).toMatchObject({
      price,
      workspace: other,
      error: "session_expired",
    });
    const { html } = await pageOf(visitor, String(to));
    expect(alertOf(html)).toContain("Your session has expired");
    expect(plain(html)).toContain("Create your account");
  });
});
