// What other programs than Stripe's library for Node put on the wire.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { checkout, confirm, monthly, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

type Answer = { status: number; body: { [field: string]: unknown; error?: { message: string; param?: string } } };
async function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${local.server.url}${path}`, {
    method,
    headers: {
      authorization: "Bearer sk_test_x",
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(user).toString("base64")}` });

it.each([
  ["curl -u KEY:", basic("sk_test_x:")],
  ["curl -u KEY", basic("sk_test_x")],
  ["a scheme in small letters", { authorization: "bearer sk_test_x" }],
])("takes the key as %s", async (_what, headers) => {
  expect((await send("GET", "/v1/customers", undefined, headers)).status).toBe(200);
});

it.each([
  ["with indexes, as Node and Python", "metadata[a]=1&preferred_locales[0]=de&preferred_locales[1]=en&expand[0]=tax"],
  ["without, as Ruby and curl", "metadata[a]=1&preferred_locales[]=de&preferred_locales[]=en&expand[]=tax"],
  ["escaped, as PHP", "metadata%5Ba%5D=1&preferred_locales%5B0%5D=de&preferred_locales%5B1%5D=en&expand%5B0%5D=tax"],
])("takes lists and hashes %s", async (_what, body) => {
  const made = await send("POST", "/v1/customers", body);
  expect(made.body).toMatchObject({ metadata: { a: "1" }, preferred_locales: ["de", "en"], tax: {} });
});

it("takes the parameters of a DELETE from its address or its body, and ignores none", async () => {
  const ends = async (query: string, body?: string) => {
    const { subscription } = await confirm(stripe, await checkout(stripe));
    return send("DELETE", `/v1/subscriptions/${String(subscription)}${query}`, body);
  };
  const comment = { status: "canceled", cancellation_details: { comment: "too dear" } };
  expect((await ends("?cancellation_details[comment]=too+dear")).body).toMatchObject(comment);
  expect((await ends("", "cancellation_details[comment]=too+dear")).body).toMatchObject(comment);
  for (const refused of [await ends("?nonsense=1"), await ends("", "nonsense=1")])
    expect([refused.status, refused.body.error?.param]).toEqual([400, "nonsense"]);
});

it("takes parameters of a POST from its address too", async () => {
  const made = await send("POST", "/v1/customers?expand[]=tax&name=Ada", "email=ada@example.com&expand[]=tax_ids");
  expect(made.body).toMatchObject({ name: "Ada", email: "ada@example.com", tax: {}, tax_ids: { object: "list" } });
  expect((await send("POST", "/v1/customers?nonsense=1")).body.error?.param).toBe("nonsense");
});

it("takes the older name of a parameter where an older version is named, and only there", async () => {
  const price = (await monthly(stripe)).id;
  const session = (mode: string, version: string) =>
    send(
      "POST",
      "/v1/checkout/sessions",
      `mode=subscription&ui_mode=${mode}&success_url=http://x.test/&line_items[0][price]=${price}&line_items[0][quantity]=1`,
      { "stripe-version": version },
    );
  expect((await session("hosted", "2025-12-15.clover")).body).toMatchObject({ ui_mode: "hosted_page", status: "open" });
  expect((await session("hosted_page", "2025-12-15.clover")).body).toMatchObject({ ui_mode: "hosted_page" });
  expect((await session("hosted", "2026-03-25.dahlia")).body.error?.param).toBe("ui_mode");
});

it.each([
  [
    "application/json",
    '{"name":"Ada"}',
    /^Invalid request \(check that your POST content type is application\/x-www-form/,
  ],
  ["text/plain; charset=utf-8", "name=Ada", /^Invalid request: unsupported Content-Type text\/plain; charset=utf-8\. /],
])("refuses a body of %s, and takes none of it", async (type, body, message) => {
  const { status, body: answer } = await send("POST", "/v1/customers", body, { "content-type": type });
  expect([status, answer.error?.message]).toEqual([400, expect.stringMatching(message)]);
});

it("answers what nothing understands in JSON", async () => {
  for (const answer of [
    await send("GET", "/v1/nothing"),
    await send("PUT", "/v1/customers", "name=Ada"),
    await send("POST", "/v2/core/event_destinations", "{}", { "content-type": "application/json" }),
  ])
    expect([answer.status, answer.body.error?.message]).toEqual([
      404,
      expect.stringMatching(/^Unrecognized request URL/),
    ]);
});
