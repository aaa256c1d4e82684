/** A hidden price on the dashboard of the workspace that it was offered to. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { METADATA } from "@/lib/stripe/metadata";
import { checkout, PRODUCTS, type Problem, sell, setRole, workspaceOf } from "../../support/billing";
import { pageOf, plain } from "../../support/forms";
import { newPerson, sharedApp, type TestApp, until } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

test("is shown to those who may bill, who may buy it, and to no one else", async () => {
  const ada = await app.signUp();
  const workspace = await workspaceOf(ada);
  const grace = newPerson("Grace");
  const member = await app.signUp(grace);
  await setRole(app, grace.email, workspace, "member");
  const price = await sell(
    app,
    {
      unit_amount: 3_900,
      metadata: { [METADATA.hidden]: "true", [METADATA.perSeat]: "true", [METADATA.seats]: "chosen" },
    },
    { name: "Negotiated", metadata: { [METADATA.planGroup]: "plan" } },
  );
  const dashboard = async (client: typeof ada) =>
    plain((await pageOf(client, `/dashboard?workspace=${workspace}`)).html.replaceAll(/<\/?time[^>]*>/g, ""));
  expect((await checkout(ada, price.id, workspace)).body.code).toBe("price_not_available");
  expect(await dashboard(ada)).not.toContain("Your offer");
  await app.database.pool.query(
    `INSERT INTO price_offer (id, price_id, workspace_id, until, offered_by, offered_at)
     VALUES (gen_random_uuid(), $1, $2, now() + interval '7 days', 'sales', now())`,
    [price.id, workspace],
  );
  expect(await dashboard(ada)).toMatch(
    /Your offer For this workspace only\. Negotiated \$39 per month per seat You can accept this offer until/,
  );
  expect(await dashboard(member)).not.toContain("Your offer");
  // Two are members, so one seat is too few. It is in no list, not even theirs.
  const few = await ada.post<Problem>("/api/subscriptions/checkout/", {
    price_id: price.id,
    workspace_id: workspace,
    quantity: "1",
  });
  expect(few.body.errors).toEqual([
    { field: "quantity", message: "must be at least 2, as many as the workspace has members" },
  ]);
  const { body } = await ada.post<{ session_id: string }>("/api/subscriptions/checkout/", {
    price_id: price.id,
    workspace_id: workspace,
    quantity: "3",
  });
  expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).payment_status).toBe("unpaid");
  const { data } = await app.stripe.checkout.sessions.listLineItems(body.session_id);
  expect(data.map(({ quantity }) => quantity)).toEqual([3]);
  expect(JSON.stringify((await ada.get(PRODUCTS)).body)).not.toContain(price.id);
});

test("a hidden price is in no page, list or script that anybody is sent, by its id, key, name or amount", async () => {
  const secret = randomUUID().slice(0, 8);
  const { id, product } = await sell(
    app,
    { unit_amount: 4_321, lookup_key: `key-${secret}`, nickname: `nick-${secret}`, metadata: { hidden: "true" } },
    { name: `Name ${secret}`, description: `For ${secret}`, metadata: { [METADATA.planGroup]: "plan" } },
  );
  // One that is on sale tells when the page has the newest catalogue.
  const shown = await sell(app, {}, { name: `Shown ${secret.replaceAll(/./g, (c) => c + c)}` });
  const found = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(`${app.url}${path}`, init);
    return `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };
  await until("the page to show what is on sale", async () => (await found("/pricing")).includes(shown.id));
  const pages = ["/pricing", "/de/pricing", "/", `/pricing?price=${id}`, `/login?price=${id}`];
  const html = await Promise.all(pages.slice(0, 3).map((path) => found(path)));
  const rsc = await Promise.all(pages.map((path) => found(path, { headers: { RSC: "1" } })));
  const scripts = [...new Set(html.flatMap((text) => text.match(/\/_next\/static\/[^"'\\ ]+\.js/g) ?? []))];
  expect(scripts.length).toBeGreaterThan(3);
  const other = ["/sitemap.xml", "/robots.txt", PRODUCTS, `${PRODUCTS}?currency=usd`, `${PRODUCTS}?currency=${id}`];
  const rest = await Promise.all([...other, ...scripts].map((path) => found(path)));
  for (const text of [...html, ...rsc, ...rest]) {
    // The address that was asked for is no secret.
    const said = text
      .replaceAll(`price=${id}`, "")
      .replaceAll(`price\\":\\"${id}`, "")
      .replaceAll(`"price":"${id}"`, "");
    for (const word of [id, String(product), secret, "4321", "43.21"]) expect(said).not.toContain(word);
  }
});
