// A small app as better-auth's guide to Stripe describes it, with accounts in memory. Nothing in it knows of local
// Stripe but the address. It prints its own address when it listens.
import { createServer } from "node:http";
import { stripe } from "@better-auth/stripe";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { organization } from "better-auth/plugins";
import Stripe from "stripe";

const { STRIPE_URL, WEBHOOK_SECRET = "", PLANS = "[]", PORT = "0" } = process.env;
const { hostname, port } = new URL(STRIPE_URL);
const MODELS = ["user", "session", "account", "verification", "subscription", "organization", "member", "invitation"];
const database = Object.fromEntries(MODELS.map((name) => [name, []]));

const server = createServer();
await new Promise((listening) => server.listen(Number(PORT), "127.0.0.1", listening));
const baseURL = `http://127.0.0.1:${server.address().port}`;

const auth = betterAuth({
  baseURL,
  secret: "of a test, and long enough to be one",
  database: memoryAdapter(database),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    organization(),
    stripe({
      stripeClient: new Stripe("sk_test_better_auth", { host: hostname, port, protocol: "http", maxNetworkRetries: 0 }),
      stripeWebhookSecret: WEBHOOK_SECRET,
      createCustomerOnSignUp: true,
      organization: { enabled: true },
      subscription: { enabled: true, plans: JSON.parse(PLANS), authorizeReference: async () => true },
    }),
  ],
});
server.on("request", toNodeHandler(auth));
console.log(baseURL);
