import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  checkout,
  known,
  newWorkspace,
  PORTAL,
  PRODUCTS,
  priceOf,
  rowOf,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../support/billing";
import { alertOf, pageOf, plain, submit } from "../support/forms";
import { type AppClient, newPerson, type Person, sharedApp, type TestApp } from "../support/integration";

// An id in upper case is the same id: PostgreSQL takes it so, and every comparison in the code must too.

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

/** A workspace with one owner and a member. */
async function team() {
  const [owner, member] = [await app.signUp(newPerson("Olga")), await app.signUp(newPerson("Mia"))];
  const id = await newWorkspace(app, { [owner.person.email]: "owner", [member.person.email]: "member" });
  const page = `/workspaces/${id}`;
  return { id, page, managing: `${page}?member=${await userIdOf(app, member.person.email)}`, owner, member };
}

const upperIdOf = async ({ person }: { person: Person }) => (await userIdOf(app, person.email)).toUpperCase();

const rolesIn = async (id: string): Promise<string[]> =>
  (
    await app.database.pool.query<{ role: string }>(
      `SELECT m.role::text AS role FROM membership m JOIN "user" u ON u.id = m.user_id WHERE m.workspace_id = $1 ORDER BY u.name DESC`,
      [id],
    )
  ).rows.map(({ role }) => role);

describe("an only owner who sends their own id in upper case stays an owner", () => {
  test("when they remove a member", async () => {
    const { id, managing, owner } = await team();
    const { html } = await submit(owner, managing, "Remove Mia", { member: await upperIdOf(owner) });
    expect(alertOf(html)).toContain("A workspace needs an owner.");
    expect(await rolesIn(id)).toEqual(["owner", "member"]);
  });

  test("when they transfer the workspace", async () => {
    const { id, managing, owner } = await team();
    const { html } = await submit(owner, managing, "Transfer ownership to Mia", { member: await upperIdOf(owner) });
    expect(alertOf(html)).toContain("This person is no longer a member.");
    expect(await rolesIn(id)).toEqual(["owner", "member"]);
  });

  test("when they change a role", async () => {
    const { id, managing, owner } = await team();
    const { html } = await submit(owner, managing, "Save role of Mia", {
      member: await upperIdOf(owner),
      role: "admin",
    });
    expect(alertOf(html)).toContain("A workspace needs an owner.");
    expect(await rolesIn(id)).toEqual(["owner", "member"]);
  });
});

describe("a member or workspace in upper case is that member or workspace", () => {
  test("for a role, a removal and an invitation", async () => {
    const { id, page, managing, owner, member } = await team();
    const there = { workspace: id.toUpperCase(), member: await upperIdOf(member) };
    const to = (done: string) => `/workspaces/${id}?done=${done}`;
    expect((await submit(owner, managing, "Save role of Mia", { ...there, role: "admin" })).to).toBe(to("role"));
    expect(await rolesIn(id)).toEqual(["owner", "admin"]);
    expect((await submit(owner, managing, "Remove Mia", there)).to).toBe(to("removed"));
    expect(await rolesIn(id)).toEqual(["owner"]);
    await submit(owner, page, "Create invitation link", { ...there, role: "member" });
    const { rows } = await app.database.pool.query<{ id: string }>(
      "SELECT id FROM invitation WHERE workspace_id = $1",
      [id],
    );
    const invitation = rows[0]?.id.toUpperCase() ?? "";
    expect((await submit(owner, page, "Revoke invitation: Anyone with the link", { ...there, invitation })).to).toBe(
      to("revoked"),
    );
  });

  test("a demoted member's open checkout is expired", async () => {
    const { id, managing, owner, member } = await team();
    const promoted = await submit(owner, managing, "Save role of Mia", { role: "admin" });
    expect(promoted.to).toContain("done=role");
    const { body } = await checkout(member, await priceOf(app, "pro_month"), id);
    await submit(owner, managing, "Save role of Mia", { member: await upperIdOf(member), role: "member" });
    expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).status).toBe("expired");
  });

  test("on the pages", async () => {
    const { id, owner } = await team();
    for (const at of [(one: string) => `/workspaces/${one}`, (one: string) => `/dashboard?workspace=${one}`]) {
      const [lower, upper] = [await pageOf(owner, at(id)), await pageOf(owner, at(id.toUpperCase()))];
      expect([upper.status, plain(upper.html)]).toEqual([200, plain(lower.html)]);
      // Around it Next repeats the address as it was asked for.
      expect(/<main[\s\S]*<\/main>/.exec(upper.html)?.[0]).not.toContain(id.toUpperCase());
    }
    const signIn = await pageOf(app.anonymous(), `/dashboard?workspace=${id.toUpperCase()}`);
    expect(signIn.to).toBe(`/login?workspace=${id}`);
  });
});

describe("the endpoints answer alike", () => {
  test("that read", async () => {
    const { id, owner } = await team();
    for (const path of [PRODUCTS, "/api/subscriptions/entitlements/", "/api/subscriptions/invoices-csv/"]) {
      const ask = (workspace: string) => owner.raw(`${path}?workspace_id=${workspace}`);
      const [lower, upper] = [await ask(id), await ask(id.toUpperCase())];
      expect([path, upper.status, await upper.text()]).toEqual([path, lower.status, await lower.text()]);
    }
  });

  test("that a chosen workspace is offered for, and not the first one", async () => {
    const { id, owner } = await team();
    const { body } = await owner.get<{ workspaceId: string }>(
      `/api/subscriptions/offer/?workspace_id=${id.toUpperCase()}`,
    );
    expect(body.workspaceId).toBe(id);
  });

  test("checkout gives the same session", async () => {
    const { id, owner } = await team();
    const price = await priceOf(app, "pro_month");
    const [lower, upper] = [await checkout(owner, price, id), await checkout(owner, price, id.toUpperCase())];
    expect([upper.status, upper.body.session_id]).toEqual([200, lower.body.session_id]);
  });

  test("the portal opens for the same plan", async () => {
    const owner: AppClient = await app.signUp();
    const { workspaceId } = await subscribe(app, owner, await priceOf(app, "starter_month"));
    const request = { flow: "subscription_update_confirm", price_id: await priceOf(app, "business_month") };
    const { status } = await owner.post(PORTAL, { ...request, workspace_id: workspaceId.toUpperCase() });
    expect(status).toBe(200);
    expect(
      (await pageOf(owner, `/dashboard/change?workspace=${workspaceId.toUpperCase()}&price=${request.price_id}`)).html,
    ).toContain(`workspace=${workspaceId}`);
  });
});

test("a subscription that was given to a workspace by hand at Stripe", async () => {
  const owner = await app.signUp();
  const { subscriptionId, workspaceId } = await subscribe(app, owner, await priceOf(app, "pro_month"));
  await app.stripe.subscriptions.update(subscriptionId, {
    metadata: { workspace_id: workspaceId.toUpperCase(), user_id: await upperIdOf(owner) },
  });
  await known(app, subscriptionId);
  expect(await rowOf(app, "subscription", subscriptionId)).toMatchObject({
    workspace_id: await workspaceOf(owner),
    user_id: await userIdOf(app, owner.person.email),
  });
});
