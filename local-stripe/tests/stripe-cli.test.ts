// The official Stripe CLI against this server. Its fixtures go through, and what they trigger is delivered.
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout, confirm, receiver, startLocal, temporaryDirectory, type Hook, type Local } from "./support.ts";

/** The program that the package's shim starts: without the shim, each of these costs half. */
function program(): string {
  const require = createRequire(import.meta.url);
  const platforms = require("@stripe/cli/platforms.json") as Record<string, { pkg: string; bin: string }>;
  const { pkg, bin } = platforms[`${process.platform}-${process.arch}`] ?? expect.fail("no CLI for this platform");
  return join(dirname(require.resolve(`${pkg}/package.json`)), "bin", bin);
}
const run = promisify(execFile);

let local: Local;
let hook: Hook;
const home = temporaryDirectory();
beforeAll(async () => {
  local = await startLocal();
  hook = await receiver();
  await local.stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["*"] });
  // Real accounts have a default configuration once it is saved in the Dashboard
  await local.stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
});
afterAll(async () => {
  await local.stop();
  await hook.stop();
  rmSync(home, { recursive: true, force: true });
});

async function cli(...args: string[]): Promise<string> {
  const where = ["--api-base", local.server.url, "--api-key", "sk_test_local0123456789"];
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: "1" };
  const { stdout, stderr } = await run(program(), [...args, ...where], { env, timeout: 15_000 });
  return stdout + stderr;
}

const TRIGGERS = [
  // What newcomers type first
  "checkout.session.completed",
  "checkout.session.expired",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.payment_succeeded",
  "invoice.payment_action_required",
  "invoice.finalized",
  "invoice.sent",
  "invoice.voided",
  "invoiceitem.deleted",
  "credit_note.created",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "payment_intent.amount_capturable_updated",
  "payment_intent.canceled",
  "payment_intent.processing",
  "charge.captured",
  "charge.succeeded",
  "charge.refunded",
  "charge.refund.updated",
  "charge.dispute.created",
  "charge.dispute.closed",
  "subscription_schedule.released",
  "subscription_schedule.canceled",
  "customer.created",
  "customer.updated",
  "customer.deleted",
  "product.created",
  "product.updated",
  "product.deleted",
  "price.created",
  "price.updated",
  "payment_method.attached",
  "payment_method.detached",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.trial_will_end",
  "setup_intent.created",
  "setup_intent.succeeded",
  "coupon.created",
  "coupon.updated",
  "coupon.deleted",
  "test_helpers.test_clock.created",
  "test_helpers.test_clock.advancing",
  "test_helpers.test_clock.ready",
  "test_helpers.test_clock.deleted",
  "billing_portal.configuration.created",
  "billing_portal.configuration.updated",
  "billing_portal.session.created",
];

describe.concurrent("stripe trigger", () => {
  it.for(TRIGGERS)("%s", async (type, { expect }) => {
    const before = new Set((await local.stripe.events.list({ type, limit: 100 })).data.map(({ id }) => id));
    expect(await cli("trigger", type)).toContain("Trigger succeeded!");
    // A clock becomes ready after its advance was answered, as Stripe's does
    const find = async () =>
      (await local.stripe.events.list({ type, limit: 100 })).data.find(({ id }) => !before.has(id));
    await expect.poll(async () => (await find())?.type).toBe(type);
    const made = await find();
    await expect.poll(() => hook.received.some(({ body }) => body.includes(`"${made?.id}"`))).toBe(true);
    await expect.poll(async () => (await local.stripe.events.retrieve(made?.id ?? "")).pending_webhooks).toBe(0);
  });
});

describe.concurrent("the CLI reads what is there", () => {
  it("stripe customers list", async ({ expect }) => {
    const { id } = await local.stripe.customers.create({ email: "cli@example.com" });
    const list = JSON.parse(await cli("customers", "list", "--email", "cli@example.com")) as {
      object: string;
      data: { id: string }[];
    };
    expect(list.object).toBe("list");
    expect(list.data.map((one) => one.id)).toEqual([id]);
  });

  it("stripe subscriptions retrieve", async ({ expect }) => {
    const session = await confirm(local.stripe, await checkout(local.stripe));
    expect(JSON.parse(await cli("subscriptions", "retrieve", String(session.subscription)))).toMatchObject({
      id: session.subscription,
      object: "subscription",
      status: "active",
    });
  });

  it("stripe events list", async ({ expect }) => {
    await local.stripe.products.create({ name: "Seen by the CLI" });
    const list = JSON.parse(await cli("events", "list", "--type", "product.created", "--limit", "1")) as {
      data: { type: string }[];
    };
    expect(list.data.map(({ type }) => type)).toEqual(["product.created"]);
  });
});
