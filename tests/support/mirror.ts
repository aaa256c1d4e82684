/** A database and a local Stripe with no app between them: what is at Stripe, only a reconciliation brings here. */
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import { reconcile, type Order, type Report } from "@/lib/billing/reconcile/reconcile";
import { laterWorkDone } from "@/lib/billing/pending-work/run";
import { disconnect } from "@/lib/db";
import { createDatabase, startLocalStripe, type LocalStripe, type TestDatabase } from "./integration";

export interface Mirror {
  database: TestDatabase;
  localStripe: LocalStripe;
  stripe: Stripe;
  /** The settings of a command that works here. */
  settings: Record<string, string>;
  /** Runs it in this process. */
  sync(order?: Order): Promise<Report>;
  /** A user with a workspace, and the customer that pays for it, known here by its id only. */
  customer(): Promise<{ userId: string; workspaceId: string; customerId: string }>;
  user(): Promise<{ userId: string; workspaceId: string }>;
  /** A price per seat of the same product as `price`. */
  seatPrice(): Promise<Stripe.Price>;
  subscription(
    customer: { customerId: string; workspaceId: string },
    more?: Partial<Stripe.SubscriptionCreateParams>,
  ): Promise<Stripe.Subscription>;
  stop(): Promise<void>;
}

/** One per test file: the product's own database pool and Stripe client are this process's. */
export async function startMirror(): Promise<Mirror & { price: Stripe.Price }> {
  const [database, localStripe] = await Promise.all([createDatabase(), startLocalStripe()]);
  const { stripe } = localStripe;
  const settings = {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: localStripe.secretKey,
    STRIPE_API_BASE: localStripe.url,
    STRIPE_WEBHOOK_SECRET: "whsec_of_no_endpoint",
    NEXTAUTH_SECRET: "not needed for this test",
  };
  Object.assign(process.env, settings);
  const product = await stripe.products.create({ name: "Pro", metadata: { features: "chat export" } });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 2900,
    recurring: { interval: "month" },
  });

  async function user() {
    const [userId, workspaceId] = [randomUUID(), randomUUID()];
    await database.pool.query(`INSERT INTO "user" (id, email) VALUES ($1, $2)`, [userId, `${userId}@example.com`]);
    await database.pool.query("INSERT INTO workspace (id, name) VALUES ($1, 'Theirs')", [workspaceId]);
    return { userId, workspaceId };
  }

  return {
    database,
    localStripe,
    stripe,
    settings,
    price,
    user,
    sync: (order = {}) => reconcile(order),
    async customer() {
      const made = await user();
      const { id } = await stripe.customers.create({ name: "Ada", metadata: { [METADATA.userId]: made.userId } });
      await database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [made.userId, id]);
      return { ...made, customerId: id };
    },
    seatPrice: () =>
      stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount: 500,
        recurring: { interval: "month" },
        metadata: { [METADATA.perSeat]: "true" },
      }),
    async subscription({ customerId, workspaceId }, more = {}) {
      const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customerId });
      // As a checkout of ours makes it: with the buyer.
      const { rows } = await database.pool.query<{ user_id: string }>(
        "SELECT user_id FROM stripe_user WHERE customer_id = $1",
        [customerId],
      );
      const [buyer] = rows;
      return stripe.subscriptions.create({
        customer: customerId,
        items: [{ price: price.id }],
        default_payment_method: method.id,
        metadata: { [METADATA.workspaceId]: workspaceId, ...(buyer && { [METADATA.userId]: buyer.user_id }) },
        ...more,
      });
    },
    async stop() {
      await laterWorkDone();
      await disconnect();
      await localStripe.stop();
      await database.drop();
    },
  };
}

/** The calls that asked for one object, as paths. */
export async function askedAlone(localStripe: LocalStripe): Promise<string[]> {
  const paths = (await localStripe.requests()).map(({ path }) => path.split("?")[0] ?? "");
  // The portal's configurations are a list with two words.
  return paths.filter((path) => /^\/v1\/(?!billing_portal\/)\w+\/\w+$/.test(path));
}
