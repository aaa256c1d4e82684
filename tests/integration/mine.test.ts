import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Problem, priceOf, setRole, subscribe } from "../support/billing";
import { newPerson, sharedApp, type TestApp, until } from "../support/integration";
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
        product_description: "For a team that works in it every day.",
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
