import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Problem, PRODUCTS, priceOf, sell, setRole, subscribe, workspaceOf } from "../support/billing";
import { type AppClient, startApp, type TestApp, until } from "../support/integration";
import { featuresOf } from "../support/plan-features";

interface Offered {
  price_id: string;
  product_id: string;
  name: string;
  price: number | null;
  freq: string;
  currency: string;
  nickname: string | null;
  services: { feature_id: string }[];
}

const FIELDS = ["price_id", "product_id", "name", "price", "freq", "currency", "nickname", "services"];

let app: TestApp;
let second: TestApp;
beforeAll(async () => {
  app = await startApp();
  second = await startApp({ beside: app });
});
afterAll(async () => {
  await second?.stop();
  await app?.stop();
});

const listed = async (client: AppClient = app.anonymous(), query = ""): Promise<Offered[]> =>
  (await client.get<Offered[]>(PRODUCTS + query)).body;
const names = (offers: Offered[]) => [...new Set(offers.map((offer) => offer.name))];

describe("in one currency", () => {
  test("are the prices that are sold in it, whatever the letters' case, for anybody and for a user", async () => {
    const euro = await sell(app, { currency: "eur" });
    const ada = await app.signUp();
    const workspace = await workspaceOf(ada);
    for (const [client, query] of [
      [app.anonymous(), ""],
      [ada, ""],
      [ada, `&workspace_id=${workspace}`],
    ] as const) {
      for (const code of ["eur", "EUR"])
        expect((await listed(client, `?currency=${code}${query}`)).map(({ price_id }) => price_id)).toEqual([euro.id]);
      expect(await listed(client, `?currency=gbp${query}`)).toEqual([]);
      const dollars = await listed(client, `?currency=usd${query}`);
      expect(dollars.length).toBeGreaterThan(0);
      expect(new Set(dollars.map(({ currency }) => currency))).toEqual(new Set(["usd"]));
      const bad = await client.get<Problem>(`${PRODUCTS}?currency=euro${query}`);
      expect([bad.status, bad.body.errors?.[0]?.field]).toEqual([400, "currency"]);
    }
    await app.stripe.prices.update(euro.id, { active: false });
    await until("the price to be gone", async () => !(await listed()).some(({ price_id }) => price_id === euro.id));
  });
});

describe("what everybody may see", () => {
  test("is the plans of billing/catalog.ts, with the fields that callers rely on, in their order", async () => {
    const { status, body, headers } = await app.anonymous().get<Offered[]>(PRODUCTS);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    for (const offer of body) expect(Object.keys(offer)).toEqual(FIELDS);
    expect(body.map(({ name, price, freq, currency, nickname }) => [name, price, freq, currency, nickname])).toEqual([
      ["Starter", 900, "month_1", "usd", "Starter Monthly"],
      ["Starter", 9_000, "year_1", "usd", "Starter Yearly"],
      ["Pro", 2_900, "month_1", "usd", "Pro Monthly"],
      ["Pro", 29_000, "year_1", "usd", "Pro Yearly"],
      ["Business", 9_900, "month_1", "usd", "Business Monthly"],
      ["Business", 99_000, "year_1", "usd", "Business Yearly"],
    ]);
    expect(body[2]?.services).toEqual(featuresOf("pro").map((feature_id) => ({ feature_id })));
    expect(body[0]?.price_id).toBe(await priceOf(app, "starter_month"));
  });

  test("may be kept for five seconds, and answers 304 to who has it", async () => {
    const first = await app.anonymous().get(PRODUCTS);
    expect(first.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=5");
    expect(first.headers.get("vary")).toMatch(/\bcookie\b/i);
    const etag = first.headers.get("etag") ?? "";
    for (const known of [etag, `"other", ${etag}`, "*"]) {
      const again = await app.anonymous().get(PRODUCTS, { headers: { "if-none-match": known } });
      expect([again.status, again.body]).toEqual([304, ""]);
      expect(again.headers.get("etag")).toBe(etag);
      expect(again.headers.get("vary")).toMatch(/\bcookie\b/i);
    }
    const stale = await app.anonymous().get(PRODUCTS, { headers: { "if-none-match": '"other"' } });
    expect(stale.status).toBe(200);
  });

  test("is the same, with the same tag, on every instance and in both forms of the path", async () => {
    const answers = await Promise.all(
      [app, second].flatMap(({ anonymous }) => [PRODUCTS, PRODUCTS.slice(0, -1)].map((path) => anonymous().get(path))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ headers }) => headers.get("etag"))).size).toBe(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test("changes within five seconds of a change at Stripe, on every instance", async () => {
    const price = await sell(app, { nickname: "Fresh" }, { name: "Fresh", metadata: { features: "b a" } });
    for (const { anonymous } of [app, second]) {
      const shown = async () => (await listed(anonymous())).find((offer) => offer.price_id === price.id);
      const offer = await until("the new price to be shown", shown, { timeoutMs: 5_000 });
      expect(offer.services).toEqual([{ feature_id: "b" }, { feature_id: "a" }]);
    }
    await app.stripe.products.update(String(price.product), { name: "Renamed", metadata: { features: "a" } });
    for (const { anonymous } of [app, second]) {
      const renamed = async () =>
        (await listed(anonymous())).find((offer) => offer.name === "Renamed" && offer.services.length === 1);
      await until("the new name to be shown", renamed, { timeoutMs: 10_000 });
    }
    await app.stripe.prices.update(price.id, { active: false });
    for (const { anonymous } of [app, second]) {
      await until("the archived price to vanish", async () => !names(await listed(anonymous())).includes("Renamed"), {
        timeoutMs: 10_000,
      });
    }
  });

  test("holds no price that is paid once, and none of an archived product", async () => {
    const once = await sell(app, { recurring: undefined }, { name: "Once" });
    const archived = await sell(app, {}, { name: "Archived" });
    await app.stripe.products.update(String(archived.product), { active: false });
    const later = await sell(app, {}, { name: "Later" });
    await until("the later price to be shown", async () => names(await listed()).includes("Later"));
    await until("the archived product to vanish", async () => !names(await listed()).includes("Archived"));
    expect((await listed()).map((offer) => offer.price_id)).not.toContain(once.id);
    await app.stripe.prices.update(later.id, { active: false });
  });
});

test("prices without one whole amount are null, and what is cheapest per month comes first", async () => {
  const monthly = { currency: "usd", recurring: { interval: "month" } } as const;
  const tiers = [{ up_to: "inf" as const, unit_amount: 1 }];
  const sold = [
    await sell(app, { recurring: { interval: "week" }, unit_amount: 100 }, { name: "A weekly" }), // 435 a month
    await sell(app, { recurring: { interval: "year" }, unit_amount: 4_800 }, { name: "B yearly" }), // 400
    await sell(
      app,
      { recurring: { interval: "month", interval_count: 3 }, unit_amount: 1_500, currency: "jpy" },
      { name: "C quarterly yen" },
    ), // 500
    await sell(app, { recurring: { interval: "day", interval_count: 10 }, unit_amount: 150 }, { name: "D ten days" }), // 456
    await sell(app, { ...monthly, unit_amount: 0 }, { name: "E free" }),
    await sell(app, { ...monthly, billing_scheme: "tiered", tiers_mode: "graduated", tiers }, { name: "F tiered" }),
    await sell(app, { ...monthly, unit_amount_decimal: "0.5" as unknown as undefined }, { name: "G decimal" }),
  ];
  const ids = new Set(sold.map((price) => price.id));
  const all = await until("all of them to be shown", async () => {
    const offers = (await listed()).filter((offer) => ids.has(offer.price_id));
    return offers.length === sold.length ? offers : null;
  });
  const inOrder = all.map(({ name, price, freq, currency }) => [name, price, freq, currency]);
  expect(inOrder.slice(0, 5)).toEqual([
    ["E free", 0, "month_1", "usd"],
    ["B yearly", 4_800, "year_1", "usd"],
    ["A weekly", 100, "week_1", "usd"],
    ["D ten days", 150, "day_10", "usd"],
    ["C quarterly yen", 1_500, "month_3", "jpy"],
  ]);
  expect(inOrder.slice(5).map(([, price]) => price)).toEqual([null, null]);
  const byId = all.slice(5).map((offer) => offer.product_id);
  expect(byId).toEqual(byId.toSorted());
});

describe("who is signed in", () => {
  test("sees all of it before buying, and no cache keeps the answer", async () => {
    const client = await app.signUp();
    const { body, headers } = await client.get<Offered[]>(PRODUCTS);
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(names(body)).toEqual(expect.arrayContaining(["Starter", "Pro", "Business"]));
    for (const offer of body) expect(Object.keys(offer)).toEqual(FIELDS);
  });

  test("no longer sees the product of a live subscription, and sees it again when that has ended", async () => {
    const client = await app.signUp();
    const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    expect(names(await listed(client))).toEqual(expect.arrayContaining(["Starter", "Business"]));
    for (const at of [client, client.at(second.url)]) expect(names(await listed(at))).not.toContain("Pro");
    await app.stripe.subscriptions.cancel(subscriptionId);
    await until("the product to come back", async () => names(await listed(client)).includes("Pro"));
  });

  test("asks for a workspace and sees what that one lacks, whoever pays", async () => {
    const [payer, bob] = [await app.signUp(), await app.signUp()];
    const { workspaceId } = await subscribe(app, payer, await priceOf(app, "starter_month"));
    await setRole(app, bob.person.email, workspaceId, "member");
    const query = `?workspace_id=${workspaceId}`;
    expect(names(await listed(bob, query))).not.toContain("Starter");
    expect(names(await listed(bob))).toContain("Starter");
    expect(names(await listed(bob, `?workspace_id=${await workspaceOf(bob)}`))).toContain("Starter");
  });

  test("does not find a workspace of others, nor one that does not exist, and is told of a bad id", async () => {
    const client = await app.signUp();
    const foreign = await workspaceOf(await app.signUp());
    const answers = [];
    for (const id of [foreign, randomUUID()]) answers.push(await client.get<Problem>(`${PRODUCTS}?workspace_id=${id}`));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([404, "workspace_not_found"]));
    const bad = await client.get<Problem>(`${PRODUCTS}?workspace_id=ws%2F1`);
    expect([bad.status, bad.body.errors?.[0]?.field]).toEqual([400, "workspace_id"]);
  });

  test("and was deleted, is a visitor: here, and on every page and endpoint that visitors may see", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.database.pool.query(`DELETE FROM "user" WHERE email = $1`, [client.person.email]);
    const visitor = app.anonymous();
    for (const path of [PRODUCTS, `${PRODUCTS}?workspace_id=${workspace}`]) {
      const [theirs, anyone] = [await client.get(path), await visitor.get(path)];
      expect([theirs.status, theirs.body]).toEqual([200, anyone.body]);
      for (const name of ["cache-control", "vary", "etag"])
        expect([name, theirs.headers.get(name)]).toEqual([name, anyone.headers.get(name)]);
    }
    const offer = "/api/subscriptions/offer/";
    for (const path of [offer, `${offer}?workspace_id=${workspace}`]) {
      const theirs = await client.get<{ signedIn: boolean }>(path);
      expect([theirs.status, theirs.body.signedIn]).toEqual([200, false]);
    }
    for (const path of ["/", "/pricing", "/login", "/api/health/", "/api/auth/session"])
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    for (const path of ["/invitation?token=abc", "/dashboard", "/workspaces", `/workspaces/${workspace}`, "/payment"]) {
      const [theirs, anyone] = [await client.get(path), await visitor.get(path)];
      expect([path, theirs.status, theirs.headers.get("location")]).toEqual([
        path,
        anyone.status,
        anyone.headers.get("location"),
      ]);
    }
  });
});
