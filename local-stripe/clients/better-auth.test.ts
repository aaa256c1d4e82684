// better-auth with its Stripe plugin, as its guide sets it up: https://better-auth.com/docs/plugins/stripe
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { CARD, open, submit } from "../tests/pages.ts";
import { control, eventually, startLocal, type Local } from "../tests/support.ts";
import { freePort, startProgram, type Program } from "./program.ts";

let local: Local;
let stripe: Stripe;
let app: Program;
const prices: Record<string, Stripe.Price> = {};
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  for (const [name, unit_amount] of [
    ["basic", 1000],
    ["pro", 2900],
    ["team", 9900],
    ["seat", 500],
  ] as const)
    prices[name] = await stripe.prices.create({
      currency: "usd",
      unit_amount,
      lookup_key: name,
      recurring: { interval: "month" },
      product_data: { name },
    });
  await stripe.billingPortal.configurations.create({
    features: {
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: "at_period_end" },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity"],
        products: Object.values(prices).map(({ id, product }) => ({
          product: String(product),
          prices: [id],
          adjustable_quantity: { enabled: true },
        })),
      },
    },
  });
  const port = await freePort();
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${port}/api/auth/stripe/webhook`,
    enabled_events: [
      "checkout.session.completed",
      "customer.subscription.created",
      "customer.subscription.updated",
      "customer.subscription.deleted",
    ],
  });
  app = await startProgram("better-auth/app.mjs", {
    STRIPE_URL: local.server.url,
    WEBHOOK_SECRET: endpoint.secret ?? "",
    PORT: String(port),
    PLANS: JSON.stringify([
      { name: "basic", priceId: prices.basic?.id, freeTrial: { days: 14 }, limits: { projects: 3 } },
      // Found by its key, as the guide recommends
      { name: "pro", lookupKey: "pro", limits: { projects: 30 } },
      { name: "team", priceId: prices.team?.id, seatPriceId: prices.seat?.id, prorationBehavior: "always_invoice" },
    ]),
  });
});
afterAll(async () => {
  await app?.stop();
  await local?.stop();
});

interface Row {
  id: string;
  plan: string;
  status: string;
  seats: number;
  stripeSubscriptionId: string;
  stripeCustomerId: string;
  stripeScheduleId: string | null;
  trialEnd: string | null;
  cancelAt: string | null;
  cancelAtPeriodEnd: boolean;
  limits: { projects: number };
}
interface Answer {
  status: number;
  body: { url: string; message?: string; code?: string };
}

let cookie = "";
async function call(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${app.url}/api/auth${path}`, {
    method,
    headers: { "content-type": "application/json", origin: app.url, cookie },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const set = response.headers.getSetCookie();
  if (set.length > 0) cookie = set.map((one) => one.split(";")[0]).join("; ");
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
const post = (path: string, body: object) => call("POST", path, body);
/** What its own page would show: active and trialing ones. */
const rows = async () => (await call("GET", "/subscription/list")).body as unknown as Row[];
const only = async () => (await rows())[0] ?? expect.fail("no subscription yet");

const AFTER = { successUrl: "/paid", cancelUrl: "/pricing", returnUrl: "/account" };
async function upgrade(plan: string, more: object = {}): Promise<string> {
  const { status, body } = await post("/subscription/upgrade", { plan, ...AFTER, ...more });
  expect([status, body.message]).toEqual([200, undefined]);
  return body.url;
}

/** Pays on Stripe's page, and comes back by the plugin's own address. */
async function pays(url: string): Promise<void> {
  const done = await submit(url, CARD);
  expect(done.status).toBe(303);
  expect(done.location).toContain(`${app.url}/api/auth/subscription/success`);
  const back = await fetch(done.location ?? "", { headers: { cookie }, redirect: "manual" });
  expect([back.status, back.headers.get("location")]).toEqual([302, expect.stringContaining("/paid")]);
}

/** A portal session for one change: where it leads, and its form's one button. */
async function confirms(url: string, fields: Record<string, string> = {}): Promise<string | null> {
  const { location } = await open(url);
  return (await submit(new URL(location ?? url, url).href, fields)).location;
}

let email = "";
let people = 0;
beforeEach(async () => {
  cookie = "";
  people += 1;
  email = `ada${people}@example.com`;
  const { status } = await post("/sign-up/email", { email, password: "of more than eight", name: "Ada" });
  expect(status).toBe(200);
});

it("signs up, and the customer is there with its user", async () => {
  const customers = await stripe.customers.list({ email });
  expect(customers.data).toMatchObject([
    { name: "Ada", metadata: { userId: expect.stringMatching(/\w+/) as string, customerType: "user" } },
  ]);
});

it("checks out with a trial, and the webhook brings the plan", async () => {
  await pays(await upgrade("basic"));
  await eventually(async () => expect(await only()).toMatchObject({ status: "trialing", plan: "basic" }));
  const row = await only();
  const subscription = await stripe.subscriptions.retrieve(row.stripeSubscriptionId);
  expect(subscription).toMatchObject({
    status: "trialing",
    customer: row.stripeCustomerId,
    metadata: { referenceId: expect.any(String) as string },
  });
  expect(Date.parse(row.trialEnd ?? "")).toBe((subscription.trial_end ?? 0) * 1000);
  // The name and the address of the page go to the customer: customer_update
  expect((await stripe.customers.retrieve(row.stripeCustomerId)) as Stripe.Customer).toMatchObject({ name: CARD.name });
});

it("changes the plan in the portal, cancels, restores, and finds the cancellation that it already has", async () => {
  await pays(await upgrade("pro"));
  await eventually(async () => expect(await only()).toMatchObject({ status: "active", plan: "pro" }));
  const back = await confirms(await upgrade("basic"), { price: prices.basic?.id ?? "" });
  expect(back).toBe(`${app.url}/api/auth/account`.replace("/api/auth", ""));
  await eventually(async () => expect(await only()).toMatchObject({ plan: "basic" }));

  const cancel = () => post("/subscription/cancel", { returnUrl: "/account" });
  await confirms((await cancel()).body.url);
  await eventually(async () => expect((await only()).cancelAt ?? (await only()).cancelAtPeriodEnd).toBeTruthy());
  const again = await cancel();
  expect([again.status, again.body.message]).toEqual([400, expect.stringContaining("already set to be canceled")]);

  expect((await post("/subscription/restore", {})).status).toBe(200);
  await eventually(async () => expect(await only()).toMatchObject({ cancelAt: null, cancelAtPeriodEnd: false }));
  const { cancel_at, cancel_at_period_end } = await stripe.subscriptions.retrieve((await only()).stripeSubscriptionId);
  expect([cancel_at, cancel_at_period_end]).toEqual([null, false]);
});

it("plans a change for the period's end with a schedule, takes it back, and plans it again", async () => {
  await pays(await upgrade("pro"));
  await eventually(async () => expect(await only()).toMatchObject({ status: "active", plan: "pro" }));
  const later = () => upgrade("basic", { scheduleAtPeriodEnd: true });
  await later();
  const { stripeScheduleId } = await only();
  expect(await stripe.subscriptionSchedules.retrieve(stripeScheduleId ?? "")).toMatchObject({
    status: "active",
    metadata: { source: "@better-auth/stripe" },
    end_behavior: "release",
    phases: [
      { items: [{ price: prices.pro?.id }] },
      { items: [{ price: prices.basic?.id }], proration_behavior: "none" },
    ],
  });
  expect((await post("/subscription/restore", {})).status).toBe(200);
  expect((await stripe.subscriptionSchedules.retrieve(stripeScheduleId ?? "")).status).toBe("released");
  await eventually(async () => expect((await only()).stripeScheduleId).toBeNull());
  await later();
  expect((await only()).stripeScheduleId).not.toBe(stripeScheduleId);
  await eventually(async () => expect((await only()).plan).toBe("pro"));
});

it("takes seats, and refuses the plan that one has", async () => {
  await pays(await upgrade("pro", { seats: 3 }));
  await eventually(async () => expect(await only()).toMatchObject({ status: "active", seats: 3 }));
  const same = await post("/subscription/upgrade", { plan: "pro", seats: 3, ...AFTER });
  expect(same.status).toBe(400);
  await confirms(await upgrade("pro", { seats: 5 }), { price: prices.pro?.id ?? "" });
  await eventually(async () => expect(await only()).toMatchObject({ seats: 5 }));
  expect((await post("/subscription/billing-portal", { returnUrl: "/account" })).body.url).toContain("/p/session/");
});

it("ends, and gives no second trial", async () => {
  await pays(await upgrade("basic"));
  await eventually(async () => expect(await only()).toMatchObject({ status: "trialing" }));
  await stripe.subscriptions.cancel((await only()).stripeSubscriptionId);
  await eventually(async () => expect(await rows()).toEqual([]));
  await pays(await upgrade("basic"));
  await eventually(async () => expect(await only()).toMatchObject({ status: "active", plan: "basic" }));
  expect((await stripe.subscriptions.retrieve((await only()).stripeSubscriptionId)).trial_end).toBeNull();
});

it("sells to an organization, and follows its members with seats", async () => {
  const founded = await post("/organization/create", { name: "Ada & Co", slug: `ada-${people}` });
  const { id: referenceId } = founded.body as unknown as { id: string };
  const whose = { referenceId, customerType: "organization" };
  await pays(await upgrade("team", whose));
  const row = async () =>
    (
      (await call("GET", `/subscription/list?referenceId=${referenceId}&customerType=organization`))
        .body as unknown as Row[]
    )[0];
  await eventually(async () => expect(await row()).toMatchObject({ status: "active", plan: "team", seats: 1 }));
  const { stripeSubscriptionId = "" } = (await row()) ?? {};
  const items = async () =>
    Object.fromEntries(
      (await stripe.subscriptions.retrieve(stripeSubscriptionId)).items.data.map(({ price, quantity }) => [
        price.id,
        quantity,
      ]),
    );
  expect(await items()).toEqual({ [prices.team?.id ?? ""]: 1, [prices.seat?.id ?? ""]: 1 });

  const guest = `grace${people}@example.com`;
  const invited = await post("/organization/invite-member", {
    email: guest,
    role: "member",
    organizationId: referenceId,
  });
  const { id: invitationId } = invited.body as unknown as { id: string };
  const owner = cookie;
  await post("/sign-up/email", { email: guest, password: "of more than eight", name: "Grace" });
  expect((await post("/organization/accept-invitation", { invitationId })).status).toBe(200);
  cookie = owner;
  await eventually(async () =>
    expect(await items()).toEqual({ [prices.team?.id ?? ""]: 1, [prices.seat?.id ?? ""]: 2 }),
  );
  await eventually(async () => expect(await row()).toMatchObject({ seats: 2 }));
  // The rest of the month of one seat was billed at once
  const [latest] = (await stripe.invoices.list({ subscription: stripeSubscriptionId, limit: 1 })).data;
  expect(latest).toMatchObject({ billing_reason: "subscription_update", status: "paid", amount_paid: 500 });
});

it("was answered as Stripe answers", async () => {
  const requests = (await control(local, "GET", "/requests")) as { method: string; path: string; status: number }[];
  const refused = requests.filter(({ status }) => status >= 400).map(({ method, path }) => `${method} ${path}`);
  // The second cancellation of one subscription
  expect(refused).toEqual(["POST /v1/billing_portal/sessions"]);
  expect(app.output()).not.toMatch(/search failed|webhook failed|error:/i);
});
