import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CHECKOUT,
  checkout,
  type Problem,
  priceOf,
  sell,
  setRole,
  settled,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../../support/billing";
import { type AppClient, type Person, sharedApp, startApp, type TestApp } from "../../support/integration";

/** A request that breaks two rules hears of the earlier one, so that no answer tells more than it must. */
let app: TestApp;
let second: TestApp;
let ada: AppClient & { person: Person };
let workspace: string;
let price: string;
beforeAll(async () => {
  app = await sharedApp();
  const inMinute = { CALLS_PER_MINUTE: "4" };
  [second, ada] = await Promise.all([startApp({ beside: app, env: inMinute }), app.signUp()]);
  workspace = await workspaceOf(ada);
  price = await priceOf(app, "pro_month");
});
afterAll(async () => {
  await second?.stop();
  await app?.stop();
});

const elsewhere = { headers: { origin: "https://evil.example" } };
const large = { price_id: 1, more: "x".repeat(20_000) };

describe("a request that breaks two rules hears of the earlier one:", () => {
  test("another origin before nobody signed in", async () => {
    const { body } = await app.anonymous().post<Problem>(CHECKOUT, {}, elsewhere);
    expect(body.code).toBe("cross_origin");
  });

  test("another origin before a full minute, and it is not counted", async () => {
    const client = (await app.signUp()).at(second.url);
    for (let i = 0; i < 6; i++)
      expect((await client.post<Problem>(CHECKOUT, {}, elsewhere)).body.code).toBe("cross_origin");
    expect((await client.post<Problem>(CHECKOUT, {})).body.code).toBe("invalid_request");
  });

  test("nobody signed in before a large body", async () => {
    expect((await app.anonymous().post<Problem>(CHECKOUT, large)).body.code).toBe("unauthenticated");
  });

  test("a full minute before a large body", async () => {
    const client = (await app.signUp()).at(second.url);
    for (let i = 0; i < 4; i++) expect((await client.post<Problem>(CHECKOUT, large)).body.code).toBe("too_large");
    expect((await client.post<Problem>(CHECKOUT, large)).body.code).toBe("rate_limited");
  });

  test("a large body before bad fields", async () => {
    expect((await ada.post<Problem>(CHECKOUT, large)).body.code).toBe("too_large");
  });

  test("bad fields before an unknown workspace", async () => {
    const { body } = await ada.post<Problem>(CHECKOUT, { price_id: 1, workspace_id: randomUUID() });
    expect(body.code).toBe("invalid_request");
  });

  test("a foreign workspace before a price that is not on offer", async () => {
    expect((await checkout(ada, "price_made_up", randomUUID())).body.code).toBe("workspace_not_found");
  });

  test("a missing role before a price that is not on offer", async () => {
    const bob = await app.signUp();
    await setRole(app, bob.person.email, workspace, "member");
    expect((await checkout(bob, "price_made_up", workspace)).body.code).toBe("billing_role_required");
  });

  test("a price that is not on offer before what the workspace has", async () => {
    const client = await app.signUp();
    const sold = await sell(app);
    const { workspaceId } = await subscribe(app, client, sold.id);
    await app.stripe.prices.update(sold.id, { active: false });
    await settled(app);
    expect((await checkout(client, sold.id, workspaceId)).body.code).toBe("price_not_available");
  });

  test("what the workspace has before Stripe's being away", async () => {
    const client = await app.signUp();
    const { workspaceId } = await subscribe(app, client, price);
    await app.localStripe.fault({ path: "/v1/", kind: "status", status: 500, times: 9 });
    expect((await checkout(client, price, workspaceId)).body.code).toBe("already_subscribed");
    await app.localStripe.clearFaults();
  });
});

describe("so many calls a minute", () => {
  test("are counted over both instances, for one user alone, and the answer says when to come back", async () => {
    const limited = await startApp({ beside: app, env: { CALLS_PER_MINUTE: "4" } });
    const client = await app.signUp();
    const [one, two] = [client.at(second.url), client.at(limited.url)];
    const answers = await Promise.all([one, two, one, two, one, two].map((at) => at.post<Problem>(CHECKOUT, {})));
    await limited.stop();
    expect(answers.map(({ body }) => body.code).sort()).toEqual([
      ...Array<string>(4).fill("invalid_request"),
      "rate_limited",
      "rate_limited",
    ]);
    for (const { status, headers } of answers.filter(({ body }) => body.code === "rate_limited")) {
      expect(status).toBe(429);
      const seconds = Number(headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    const other = (await app.signUp()).at(second.url);
    expect((await other.post<Problem>(CHECKOUT, {})).body.code).toBe("invalid_request");
  });

  test("slide: a call counts for a minute, and a refused one not at all", async () => {
    const client = await app.signUp();
    const at = client.at(second.url);
    for (let i = 0; i < 4; i++) await at.post(CHECKOUT, {});
    expect((await at.post(CHECKOUT, {})).status).toBe(429);
    // The first two of the four were made a minute ago.
    await app.database.pool.query(
      `UPDATE rate_counter SET hits = ARRAY[hits[1] - interval '60 s', hits[2] - interval '60 s'] || hits[3:]
       WHERE key = 'checkout by ' || $1`,
      [await userIdOf(app, client.person.email)],
    );
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await at.post<Problem>(CHECKOUT, {})).body.code);
    expect(codes).toEqual(["invalid_request", "invalid_request", "rate_limited"]);
  });
});
