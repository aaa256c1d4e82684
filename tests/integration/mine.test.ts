import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Problem, priceOf, setRole, subscribe, userIdOf, workspaceOf } from "../support/billing";
import { pageOf } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp, until } from "../support/integration";
import { featuresOf } from "../support/plan-features";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

describe("what the signed-in user has", () => {
  const own = ["/api/workspaces/", "/api/subscriptions/my-subscription/", "/api/subscriptions/my-subscription-items/"];

  test.each(own)("%s is for who is signed in, in both forms, and kept by no cache", async (path) => {
    const client = await app.signUp();
    for (const form of [path, path.slice(0, -1)]) {
      expect((await app.anonymous().get<Problem>(form)).body.code).toBe("unauthenticated");
      const { status, headers } = await client.get(form);
      expect([status, headers.get("cache-control")]).toEqual([200, "private, no-store"]);
    }
  });

  test("workspaces come with the user's role in each, their own first", async () => {
    const [client, other] = [await app.signUp(), await app.signUp(newPerson("Bea"))];
    const shared = (await other.get<{ id: string }[]>("/api/workspaces/")).body[0]?.id ?? "";
    await setRole(app, client.person.email, shared, "admin");
    const { body } = await client.get<{ role: string; name: string }[]>("/api/workspaces/");
    expect(body.map(({ role, name }) => [role, name])).toEqual([
      ["owner", "Ada's workspace"],
      ["admin", "Bea's workspace"],
    ]);
  });

  /** Follows the `Link` header from page to page. */
  async function allOf<T>(client: AppClient, first: string): Promise<T[][]> {
    const pages: T[][] = [];
    for (let path: string | null = first; path; ) {
      const answer = await client.raw(path);
      pages.push((await answer.json()) as T[]);
      const next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
      path = next ? next.replace(app.url, "") : null;
    }
    return pages;
  }

  test("workspaces come in pages, each of them once, and the pages of the app show some of them", async () => {
    const client = await app.signUp();
    const userId = await userIdOf(app, client.person.email);
    const own = await workspaceOf(client);
    await app.database.pool.query(
      `WITH w AS (INSERT INTO workspace (id, name) SELECT gen_random_uuid(), 'Client ' || n FROM generate_series(1, 129) n RETURNING id)
       INSERT INTO membership (user_id, workspace_id, role, created_at) SELECT $1, id, 'owner', now() + interval '1 second' FROM w`,
      [userId],
    );
    const pages = await allOf<{ id: string }>(client, "/api/workspaces/");
    expect(pages.map((page) => page.length)).toEqual([100, 30]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(130);
    expect(pages[0]?.[0]?.id).toBe(own);
    const few = await allOf<{ id: string }>(client, "/api/workspaces/?limit=60");
    expect(few.flat()).toEqual(pages.flat());
    const last = pages.flat().at(-1)?.id ?? "";
    const dashboard = (await pageOf(client, `/dashboard?workspace=${last}`)).html;
    // The first seven, and the present one.
    const menu = /id="workspace-menu"[\s\S]*?<\/ul>/.exec(dashboard)?.[0] ?? "";
    expect(menu.match(/href="\/dashboard\?workspace=/g)).toHaveLength(8);
    expect(menu).toMatch(new RegExp(`href="/dashboard\\?workspace=${last}"[^>]* aria-current="true"`));
    const { html } = await pageOf(client, "/workspaces");
    expect(html.match(/<h2>/g)).toHaveLength(25);
    expect((await pageOf(client, nextIn(html))).html.match(/<h2>/g)).toHaveLength(25);
    for (const limit of ["0", "101", "-1", "1.5", "x"])
      expect((await client.get<Problem>(`/api/workspaces/?limit=${limit}`)).body).toMatchObject({
        code: "invalid_request",
        errors: [{ field: "limit", message: "must be a number from 1 to 100" }],
      });
  });

  const nextIn = (html: string) => /href="([^"]*after=[^"]*)"[^>]*>Next workspaces/.exec(html)?.[1] ?? "";

  test("subscriptions come in pages, each with all of its items", async () => {
    const client = await app.signUp();
    const { subscriptionId, customerId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const ids = Array.from({ length: 4 }, (_, n) => `${subscriptionId}_${n}`);
    await app.database.pool.query(
      `WITH s AS (
         INSERT INTO subscription (id, customer_id, status, metadata, created_at, as_of)
         SELECT id, $1, 'active', '{}', now() + interval '1 hour', now() FROM unnest($2::text[]) id RETURNING id)
       INSERT INTO subscription_item (id, subscription_id, quantity) SELECT id || n, id, 1 FROM s, generate_series(1, 3) n`,
      [customerId, ids],
    );
    const subscriptions = await allOf<{ subscription_id: string }>(client, `${own[1]}?limit=2`);
    expect(subscriptions.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(subscriptions.flat().map(({ subscription_id }) => subscription_id)).toEqual([
      ...ids.toReversed(),
      subscriptionId,
    ]);
    const items = await allOf(client, `${own[2]}?limit=2`);
    expect(items.map((page) => page.length)).toEqual([6, 6, 1]);
    await app.database.pool.query("DELETE FROM subscription WHERE id = ANY($1)", [ids]);
  });

  test("a subscription and its items have exactly the documented fields, with instants as ISO 8601", async () => {
    const client = await app.signUp();
    const price = await priceOf(app, "pro_month");
    const { subscriptionId, workspaceId } = await subscribe(app, client, price);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string;
    const times = {
      period_start: instant,
      period_end: instant,
      trial_start: instant,
      trial_end: instant,
      cancel_at: null,
      cancel_at_period_end: false,
    };
    expect((await client.get(own[1] ?? "")).body).toEqual([
      { subscription_id: subscriptionId, workspace_id: workspaceId, status: "trialing", ...times },
    ]);
    expect((await client.get(own[2] ?? "")).body).toEqual([
      {
        product_id: expect.stringMatching(/^prod_/) as string,
        product_name: "Pro",
        product_description: "For teams that use it every day.",
        price_id: price,
        price_nickname: "Pro Monthly",
        price: 2900,
        freq: "month_1",
        quantity: 1,
        subscription_status: "trialing",
        ended_at: null,
        services: featuresOf("pro").map((feature_id) => ({ feature_id })),
        ...times,
      },
    ]);
    await app.stripe.subscriptions.cancel(subscriptionId);
    for (const path of own.slice(1))
      await until("it to be gone", async () => (await client.get<unknown[]>(path)).body.length === 0);
  });

  test("is theirs alone", async () => {
    const [payer, member] = [await app.signUp(), await app.signUp()];
    const { workspaceId } = await subscribe(app, payer, await priceOf(app, "starter_month"));
    await setRole(app, member.person.email, workspaceId, "admin");
    for (const path of own.slice(1)) expect((await member.get(path)).body).toEqual([]);
  });
});
