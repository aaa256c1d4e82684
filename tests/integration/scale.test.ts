import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillWithCrowd } from "../support/crowd";
import { depth } from "../support/depth";
import { allDelivered, checkout, PORTAL, PRODUCTS, priceOf, sell, subscribe } from "../support/billing";
import { type TestApp } from "../support/integration";
import { findLarge, hasPlan, planOf, wholeReads } from "../support/plans";
import { type OnWire, startAppOnWire } from "../support/on-wire";
import { submit } from "../support/forms";
import { deliver, eventOf } from "../support/webhook";
import { root } from "@/scripts/local/paths";

/** Files all of whose named statements must have been seen, so that no plan goes unread. */
const HOT = [
  "auth",
  "rate-limit",
  "workspaces/members",
  "workspaces/member-list",
  "billing/account/deletion",
  "billing/catalog/catalog",
  "billing/catalog/subscribable",
  "billing/dashboard/subscriptions",
  "billing/dashboard/dashboard",
  "billing/entitlements/read",
  "billing/dashboard/invoice-export",
  "billing/mirror/inbox",
  "billing/mirror/write",
  "billing/catalog/offer",
  "billing/checkout/plan-conflict",
  "billing/portal/session",
];
/** Half of `jit_above_cost`, where PostgreSQL begins to compile a statement, each time that it runs. That takes seconds. */
const MOST_COST = 50_000;
/** Of those, what only an operator's command sends. */
const COLD = ["inbox_payload"];

const SUBSCRIPTIONS = depth(100_000, 1_000_000);
/** The table of customers has a tenth of the rows. */
const LARGE = SUBSCRIPTIONS / 20;

let onWire: OnWire;
let app: TestApp;
beforeAll(async () => {
  onWire = await startAppOnWire(({ pool }) => fillWithCrowd(pool, SUBSCRIPTIONS));
  ({ app } = onWire);
}, 180_000);
afterAll(() => onWire?.stop());

/** A person's way through all of the app, and Stripe's. */
async function travel(): Promise<void> {
  const client = await app.signUp();
  const price = await priceOf(app, "pro_month");
  await app.anonymous().get(PRODUCTS);
  const bought = await subscribe(app, client, price);
  const { subscriptionId, workspaceId, sessionId } = bought;
  const named = `ext_${workspaceId.slice(0, 8)}`;
  await app.database.pool.query("UPDATE workspace SET external_id = $2 WHERE id = $1", [workspaceId, named]);
  for (const path of [
    PRODUCTS,
    `${PRODUCTS}?workspace_id=${workspaceId}`,
    "/api/subscriptions/my-subscription/",
    "/api/subscriptions/my-subscription-items/",
    `/api/subscriptions/my-subscription/?after=${subscriptionId}`,
    `/api/subscriptions/my-subscription-items/?after=${subscriptionId}`,
    `/api/workspaces/?after=${workspaceId}`,
    `/workspaces/${workspaceId}?after=${workspaceId}`,
    `/workspaces/${workspaceId}?q=ada&member=${workspaceId}`,
    `/workspaces/${named}?member=${named}`,
    `/api/subscriptions/offer/?workspace_id=${workspaceId}`,
    `/api/subscriptions/entitlements/?workspace_id=${workspaceId}`,
    `/api/subscriptions/invoices-csv/?workspace_id=${workspaceId}`,
    "/api/workspaces/",
    "/workspaces?q=ada",
    "/api/health/",
    "/pricing",
    `/dashboard?workspace=${workspaceId}`,
    `/workspaces/${workspaceId}`,
    `/payment?session=${sessionId}`,
  ]) {
    expect([path, (await client.get(path)).status]).toEqual([path, 200]);
  }
  expect((await checkout(client, price, workspaceId)).status).toBe(409);
  await client.post(PORTAL, { workspace_id: workspaceId, flow: "subscription_cancel" });

  const subscription = await app.stripe.subscriptions.retrieve(subscriptionId);
  // One that has to be asked about, one in another version, one that fails, and one that is not for us.
  await deliver(app, eventOf("customer.subscription.updated", subscription, { created: subscription.created - 60 }));
  await deliver(
    app,
    eventOf("invoice.paid", { id: String(subscription.latest_invoice) }, { api_version: "2020-08-27" }),
  );
  await deliver(
    app,
    eventOf(
      "customer.subscription.updated",
      { id: "sub_nowhere", customer: bought.customerId, items: { data: [] }, metadata: {} },
      { api_version: "2020-08-27" },
    ),
  );
  await deliver(app, eventOf("charge.succeeded", { id: "ch_1" }));
  await deliver(app, eventOf("product.updated", { id: "prod_1" }, { account: "acct_of_somebody_else" }));
  const sold = await sell(app);
  await app.stripe.prices.update(sold.id, { active: false });
  await app.stripe.products.update(String(sold.product), { active: false });
  const { customer } = subscription;
  await app.stripe.customers.update(String(customer), { name: "Ada" });
  // A dearer plan whose invoice the card does not pay: what access there is goes by the invoices of before. A trial
  // would put it off.
  const refused = await app.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: String(customer) });
  await app.stripe.subscriptions.update(subscriptionId, {
    default_payment_method: refused.id,
    items: [{ id: subscription.items.data[0]?.id, price: await priceOf(app, "pro_year") }],
    proration_behavior: "always_invoice",
    trial_end: "now",
  });
  await allDelivered(app);
  await client.get(`/api/subscriptions/entitlements/?workspace_id=${workspaceId}`);
  for (let call = 0; call < 61; call++) await checkout(client, "price_of_nobody", workspaceId);
  await allDelivered(app);
  await leave();
}

/** Somebody else makes an account and deletes it, with the workspace that nobody else is in. */
async function leave(): Promise<void> {
  const client = await app.signUp();
  await client.get("/workspaces");
  const typed = { present_password: client.person.password, known: "on" };
  expect((await submit(client, "/account", "Delete my account", typed)).to).toBe("/login?done=deleted");
}

/** The names of the statements in a file, as patterns: a name may have a part that varies. */
function namesIn(file: string): RegExp[] {
  const source = readFileSync(join(root, "lib", `${file}.ts`), "utf8");
  const names = [...source.matchAll(/\bstatement(?:<[^(]*>)?\(\s*["`]([^"`]+)["`]/g)].map((match) => match[1] ?? "");
  return names
    .filter((name) => !COLD.includes(name))
    .map((name) => new RegExp(`^${name.replaceAll(/\$\{[^}]*\}/g, "\\w+")}$`));
}

test("with very many subscriptions no statement of a request reads a large table, or an index, from end to end", async () => {
  await travel();
  const seen = [...onWire.wire.statements].filter(([, text]) => hasPlan(text));
  const untraveled = HOT.flatMap((file) =>
    namesIn(file)
      .filter((name) => !seen.some(([one]) => name.test(one)))
      .map((name) => `${file}: ${name.source}`),
  );
  expect(untraveled, "statements that `travel` never comes by").toEqual([]);
  for (const kind of ["customer", "payment_method", "product", "price", "subscription", "invoice"]) {
    expect(seen.map(([name]) => name)).toContain(`mirror_${kind}`);
  }

  const large = await findLarge(onWire.database.pool, LARGE);
  expect([...large.tables]).toEqual(
    expect.arrayContaining(["subscription", "subscription_item", "invoice", "stripe_event", "stripe_user"]),
  );
  const found: string[] = [];
  for (const [name, text] of seen) {
    const plan = await planOf(onWire.database.pool, text);
    found.push(...wholeReads(plan, large).map((read) => `${name}: ${read}`));
    if (plan["Total Cost"] > MOST_COST) found.push(`${name}: costs ${plan["Total Cost"]}`);
  }
  expect(found).toEqual([]);
}, 180_000);
