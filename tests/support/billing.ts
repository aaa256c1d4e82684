/** What people do with the app and with Stripe's pages, in the fewest calls. */
import type Stripe from "stripe";
import type { TestApp } from "./app";
import type { Answer, AppClient } from "./client";
import { until } from "@/scripts/processes/until";

export const CHECKOUT = "/api/subscriptions/checkout/";
export const PORTAL = "/api/subscriptions/customer-portal/";
export const WEBHOOK = "/api/subscriptions/webhook/";
/** Longer than Stripe's fourth try of a delivery takes to come. */
const ALL_TRIES = { timeoutMs: 60_000 };
export const PRODUCTS = "/api/subscriptions/subscribable-product/";

/** A problem document (RFC 9457), with everything that one of ours may carry. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { field: string; message: string }[];
  manage?: { method: "POST"; href: string; body: Record<string, string> };
  payer?: string;
  currency?: string;
}

export type CheckoutAnswer = Answer<{ session_id: string; url: string } & Problem>;

export const checkout = (client: AppClient, price_id: string, workspace_id: string): Promise<CheckoutAnswer> =>
  client.post(CHECKOUT, { price_id, workspace_id });

/** The id of a person's own workspace. */
export async function workspaceOf(client: AppClient): Promise<string> {
  const { body } = await client.get<{ id: string }[]>("/api/workspaces/");
  if (!body[0]) throw new Error("This person has no workspace.");
  return body[0].id;
}

/** The id of one of the seeded prices: starter, pro or business; month or year. */
export async function priceOf(app: Pick<TestApp, "stripe">, lookupKey: string): Promise<string> {
  const { data } = await app.stripe.prices.list({ lookup_keys: [lookupKey] });
  if (!data[0]) throw new Error(`Local Stripe has no price ${lookupKey}.`);
  return data[0].id;
}

/** Pays a checkout as a visitor does on Stripe's page; with the card that always works, unless told otherwise. */
export async function pay(
  app: Pick<TestApp, "stripe">,
  sessionId: string,
  method = "pm_card_visa",
): Promise<Stripe.Checkout.Session> {
  const session = await app.stripe.checkout.sessions.retrieve(sessionId);
  return (await app.stripe.rawRequest("POST", `/v1/payment_pages/${sessionId}/confirm`, {
    payment_method: method,
    expected_amount: session.amount_total ?? 0,
  })) as unknown as Stripe.Checkout.Session;
}

export interface Bought {
  subscriptionId: string;
  customerId: string;
  workspaceId: string;
  sessionId: string;
}

/** Checks out, pays, and waits until webhooks have brought the subscription, and all that came with it. */
export async function subscribe(app: TestApp, client: AppClient, priceId: string, workspace?: string): Promise<Bought> {
  const workspaceId = workspace ?? (await workspaceOf(client));
  const { status, body } = await checkout(client, priceId, workspaceId);
  if (status !== 200) throw new Error(`The checkout answered ${status}: ${JSON.stringify(body)}`);
  const { subscription, customer } = await pay(app, body.session_id);
  const subscriptionId = String(subscription);
  await known(app, subscriptionId);
  return { subscriptionId, customerId: String(customer), workspaceId, sessionId: body.session_id };
}

/** Waits until the app has the subscription and its latest invoice as Stripe has them, and all that came with them. */
export async function known(app: TestApp, subscriptionId: string): Promise<void> {
  await until(
    `${subscriptionId} to be known as it is`,
    async () => {
      const subscription = await app.stripe.subscriptions.retrieve(subscriptionId, { expand: ["latest_invoice"] });
      const row = await rowOf(app, "subscription", subscriptionId);
      if (row?.status !== subscription.status) return false;
      if (Boolean(row.cancel_at) !== (subscription.cancel_at !== null)) return false;
      const invoice = subscription.latest_invoice;
      if (!invoice || typeof invoice === "string") return true;
      return (await rowOf(app, "invoice", invoice.id ?? ""))?.status === invoice.status;
    },
    ALL_TRIES,
  );
  await settled(app);
}

/** A row of the database by its id. */
export async function rowOf(
  app: Pick<TestApp, "database">,
  table: string,
  id: string,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await app.database.pool.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = $1`, [id]);
  return rows[0];
}

export async function userIdOf(app: TestApp, email: string): Promise<string> {
  const { rows } = await app.database.pool.query<{ id: string }>(`SELECT id FROM "user" WHERE email = $1`, [email]);
  if (!rows[0]) throw new Error(`Nobody has the address ${email}.`);
  return rows[0].id;
}

/** Makes somebody a member of a workspace, or gives a member another role. */
export async function setRole(
  app: TestApp,
  email: string,
  workspaceId: string,
  role: "owner" | "admin" | "member",
): Promise<void> {
  await app.database.pool.query(
    `INSERT INTO membership (user_id, workspace_id, role) SELECT id, $2, $3::role FROM "user" WHERE email = $1
     ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = excluded.role`,
    [email, workspaceId, role],
  );
}

/** A recurring price of a new product, brought into the app by its webhooks. */
export async function sell(
  app: TestApp,
  price: Partial<Stripe.PriceCreateParams> = {},
  product: Partial<Stripe.ProductCreateParams> = {},
): Promise<Stripe.Price> {
  const made = await app.stripe.products.create({ name: "Made up", ...product });
  const amount =
    price.unit_amount === undefined && !price.tiers && !price.unit_amount_decimal ? { unit_amount: 1000 } : {};
  const sold = await app.stripe.prices.create({
    product: made.id,
    currency: "usd",
    recurring: { interval: "month" },
    ...amount,
    ...price,
  });
  await until(`${sold.id} to arrive`, () => rowOf(app, "price", sold.id));
  return sold;
}

/** Another workspace, with the people given as its members. */
export async function newWorkspace(
  app: TestApp,
  members: Record<string, "owner" | "admin" | "member">,
): Promise<string> {
  const { rows } = await app.database.pool.query<{ id: string }>(
    "INSERT INTO workspace (id, name) VALUES (gen_random_uuid(), 'Another workspace') RETURNING id",
  );
  const id = rows[0]?.id ?? "";
  for (const [email, role] of Object.entries(members)) await setRole(app, email, id, role);
  return id;
}

/** The calls to Stripe since the log was last cleared, as `METHOD /path`. */
export async function callsToStripe(app: Pick<TestApp, "localStripe">): Promise<string[]> {
  const requests = await app.localStripe.requests();
  return requests.map(({ method, path }) => `${method} ${path.split("?")[0] ?? ""}`);
}

/** Waits until every event so far has reached the app, and it has done what follows from it. */
export async function settled(app: Pick<TestApp, "localStripe">): Promise<void> {
  await until("the webhooks to be delivered", async () => (await app.localStripe.pendingDeliveries()) === 0, ALL_TRIES);
}

/** The same before calls are counted: those of what happened until then are not among them. */
export async function allDelivered(app: Pick<TestApp, "localStripe">): Promise<void> {
  await settled(app);
  await app.localStripe.clearRequests();
}

/** Writes into the copy what Stripe did not say; not before all that it did say has come, which would undo it. */
export async function falsify(app: TestApp, statement: string, values: unknown[]): Promise<void> {
  await settled(app);
  await app.database.pool.query(statement, values);
}
