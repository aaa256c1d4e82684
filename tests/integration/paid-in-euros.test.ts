import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { amountFor } from "@/lib/amounts";
import { setClock } from "@/lib/clock";
import { requirePurchasable } from "@/lib/billing/catalog/catalog";
import { checkoutCurrency } from "@/lib/billing/catalog/currency";
import { getOffer } from "@/lib/billing/catalog/offer";
import { listForAnyone } from "@/lib/billing/catalog/subscribable";
import { readBought } from "@/lib/billing/checkout/bought";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { listMySubscriptionItems } from "@/lib/billing/dashboard/subscriptions";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { syncObject } from "@/lib/billing/mirror/sync";
import { standing } from "@/lib/billing/notices/standing";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { listUnassigned } from "@/lib/billing/ownership/outside";
import { requirePaidItems } from "@/lib/billing/portal/paid-items";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { readChanges } from "@/lib/billing/schedules/read";
import { METADATA } from "@/lib/stripe/metadata";
import { anyPrice, type Currency } from "../support/any-price";
import { claimOf } from "../support/claim";
import { startMirror } from "../support/mirror";
import { eventOf } from "../support/webhook";
import { type Person, setPortal, subscribeAt, type Prices } from "./change/people";

// Somebody pays a price in euros whose default is another currency. Whatever is said of it is what local Stripe bills.

const START = Math.floor(Date.UTC(2026, 10, 1, 9) / 1000);

let mirror: Awaited<ReturnType<typeof startMirror>>;
let product: string;
beforeAll(async () => {
  mirror = await startMirror();
  // Mail is written, and nobody sends it.
  Object.assign(process.env, {
    MAIL_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "billing@example.com",
    FRONT_END_BASE_URL: "http://app.localhost:3000",
  });
  product = await newPlan();
  await mirror.sync();
});
afterAll(async () => {
  setClock(null);
  await mirror?.stop();
});

async function newPlan(): Promise<string> {
  const metadata = { [METADATA.planGroup]: "plan", [METADATA.features]: "chat" };
  const { id } = await mirror.stripe.products.create({ name: "Lumen", metadata });
  await syncObject("product", id);
  return id;
}

const monthly = { interval: "month" } as const;

async function sell(params: object): Promise<Stripe.Price> {
  const all = { product, recurring: monthly, ...params } as Stripe.PriceCreateParams;
  const price = await mirror.stripe.prices.create(all);
  await syncObject("price", price.id);
  return price;
}

const inEuros = (price: Stripe.Price, quantity: number) => ({
  currency: "eur",
  items: [{ price: price.id, quantity }],
});

/** What local Stripe bills for so many each month. */
async function billOf({ customerId }: Person, price: Stripe.Price, quantity: number): Promise<number> {
  const { subtotal, currency } = await mirror.stripe.invoices.createPreview({
    customer: customerId,
    currency: "eur",
    subscription_details: { items: [{ price: price.id, quantity }] },
  });
  expect(currency).toBe("eur");
  return subtotal;
}

/** The plan becomes another one at Stripe, and the event tells of it. @returns what the mail says */
async function changed(ada: Person, price: Stripe.Price, quantity: number): Promise<Record<string, unknown>> {
  const { items } = await mirror.stripe.subscriptions.retrieve(ada.subscriptionId);
  const object = await mirror.stripe.subscriptions.update(ada.subscriptionId, {
    items: [{ id: items.data[0]?.id ?? "", price: price.id, quantity }],
    proration_behavior: "none",
  });
  // Later than all that was asked of Stripe until now.
  const created = Math.floor(Date.now() / 1000) + 5;
  const payload = JSON.stringify(eventOf("customer.subscription.updated", object, { created }));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  await handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
  const { rows } = await mirror.database.pool.query<{ data: Record<string, unknown> }>(
    "SELECT data FROM mail WHERE workspace_id = $1 AND kind = 'plan_changed'",
    [ada.workspaceId],
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.data ?? {};
}

/** Everything that is said of what the workspace pays, as amounts in euros. */
async function saidOf(ada: Person): Promise<Record<string, [number | null, string | null | undefined]>> {
  const { user, workspaceId, subscriptionId } = ada;
  const dashboard = await getDashboard(await claimOf(user.id), workspaceId);
  const shown = dashboard?.subscriptions[0];
  const plan = shown?.plans[0];
  const offer = await getOffer(user.id, workspaceId);
  const bought = await readBought(subscriptionId);
  const { mine } = await requirePaidItems(user, workspaceId);
  const about = { kind: "seats_changed", userId: user.id, workspaceId, data: { subscriptionId, before: -1 }, key: "" };
  const mail = await standing(about as unknown as Parameters<typeof standing>[0]);
  const quantity = plan?.quantity ?? 1;
  return {
    "dashboard, next payment": [shown?.nextPayment?.amountMinor ?? 0, shown?.nextPayment?.currency ?? "eur"],
    "dashboard, plan": [plan ? amountFor(plan, quantity, plan.currency) : null, plan?.currency],
    "pricing page": [offer.current[0]?.amountMinor ?? null, offer.current[0]?.currency],
    "payment page": [
      bought?.price ? amountFor(bought.price, bought.quantity ?? 1, bought.price.currency) : null,
      bought?.price?.currency,
    ],
    "change of plan": [mine[0]?.amount_minor ?? null, mine[0]?.currency],
    "mail about seats": [mail?.seats?.amountMinor ?? null, mail?.seats?.currency],
  };
}

const OTHERS: Currency[] = ["usd", "jpy", "kwd", "isk"];
const soldInEuros = anyPrice(fc.constantFrom(...OTHERS).map((own): Currency[] => [own, "eur"]));
const quantity = fc.integer({ min: 1, max: 60 });

test("what is said of any price that is paid in euros is what Stripe bills", async () => {
  await fc.assert(
    fc.asyncProperty(soldInEuros, soldInEuros, quantity, quantity, async (one, other, count, then) => {
      const [price, next] = [await sell(one.params), await sell(other.params)];
      const ada = await subscribeAt(mirror, START, price, inEuros(price, count));
      const bill = await billOf(ada, price, count);
      for (const [where, said] of Object.entries(await saidOf(ada))) expect(said, where).toEqual([bill, "eur"]);

      const [item] = (await listMySubscriptionItems(ada.user.id, 10)).rows;
      const listed = (await requirePurchasable(price.id, null)).price.options.eur;
      const isPackage = price.transform_quantity !== null;
      expect(item?.price, "my-subscription-items").toBe(isPackage ? null : listed?.unitAmountMinor);

      const history = await getWorkspaceHistory(ada.workspaceId);
      expect(JSON.stringify(history?.entries), "timeline").not.toMatch(/[$¥]|KWD|ISK/);

      const after = await billOf(ada, next, then);
      expect(await changed(ada, next, then), "mail about a change").toMatchObject({
        amountMinor: after,
        currency: "eur",
      });
      for (const [where, said] of Object.entries(await saidOf(ada))) expect(said, where).toEqual([after, "eur"]);
    }),
    { numRuns: 8 },
  );
});

describe("a plan of a dollar price, paid in euros", () => {
  let prices: Record<"cheap" | "dear" | "dollars", Stripe.Price>;
  beforeAll(async () => {
    const plan = async (unit_amount: number, euros?: number) =>
      sell({
        product: await newPlan(),
        currency: "usd",
        unit_amount,
        ...(euros && { currency_options: { eur: { unit_amount: euros } } }),
      });
    // In dollars the second costs more, in euros less.
    prices = { cheap: await plan(1_000, 3_000), dear: await plan(2_000, 2_500), dollars: await plan(1_500) };
    await setPortal(mirror, prices as unknown as Prices, {
      schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
    });
  });
  const paying = () => subscribeAt(mirror, START, prices.cheap, inEuros(prices.cheap, 1));

  test("changes by what it costs in euros, and the preview says euros", async () => {
    const ada = await paying();
    const preview = await previewPlanChange(ada.user, ada.workspaceId, prices.dear.id);
    expect(preview).toMatchObject({
      begins: "period_end",
      currency: "eur",
      to: { price: { currency: "eur", unitAmountMinor: 2_500 }, quantity: 1 },
      invoice: { amountDueMinor: await billOf(ada, prices.dear, 1) },
    });
  });

  test("changes to no price that is sold in dollars only", async () => {
    const ada = await paying();
    await expect(previewPlanChange(ada.user, ada.workspaceId, prices.dollars.id)).rejects.toMatchObject({
      code: "other_currency",
      message: expect.stringContaining("You pay in EUR"),
    });
  });

  test("binds its payer to euros, where another price has them", async () => {
    const ada = await paying();
    const { price } = await requirePurchasable(prices.dear.id, null);
    expect(await checkoutCurrency(price, undefined, ada.customerId)).toBe("eur");
    await expect(checkoutCurrency(price, "usd", ada.customerId)).rejects.toMatchObject({ code: "other_currency" });
    await expect(checkoutCurrency(price, "gbp", ada.customerId)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("must be one that this price is sold in: usd, eur"),
    });
    const { price: other } = await requirePurchasable(prices.dollars.id, null);
    await expect(checkoutCurrency(other, undefined, ada.customerId)).rejects.toMatchObject({ code: "other_currency" });
  });

  test("that is planned to change is planned in euros", async () => {
    const ada = await paying();
    const { id, phases } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: ada.subscriptionId });
    const [running] = phases;
    await mirror.stripe.subscriptionSchedules.update(id, {
      phases: [
        { items: [{ price: prices.cheap.id }], start_date: running?.start_date, end_date: running?.end_date },
        { items: [{ price: prices.dear.id, quantity: 3 }] },
      ],
    });
    await syncObject("subscription", ada.subscriptionId);
    await syncObject("subscription_schedule", id);
    const [planned] = (await readChanges(ada.workspaceId)).planned;
    const [item] = planned?.items ?? [];
    expect(item).toMatchObject({ currency: "eur", unitAmountMinor: 2_500, quantity: 3 });
  });

  test("that nobody here has is listed for the operator with its euros, also before its price is known here", async () => {
    const { stripe } = mirror;
    const { id: customer } = await stripe.customers.create({});
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    const unknown = await stripe.prices.create({
      product,
      recurring: monthly,
      currency: "usd",
      unit_amount: 700,
      currency_options: { eur: { unit_amount: 600 } },
    });
    const bought = async (price: Stripe.Price, currency: string) => {
      const more = { customer, currency, default_payment_method: method.id };
      const { id } = await stripe.subscriptions.create({ ...more, items: [{ price: price.id, quantity: 4 }] });
      await syncObject("subscription", id);
      return id;
    };
    const ids = [await bought(prices.cheap, "eur"), await bought(unknown, "eur")];
    const { unassigned } = await listUnassigned();
    const amounts = ids
      .map((id) => unassigned.find((one) => one.id === id))
      .map((one) => [one?.amountMinor, one?.currency]);
    expect(amounts).toEqual([
      [12_000, "eur"],
      [null, "eur"],
    ]);
  });
});

test("the list in euros says euros, and leaves out what is not sold in them", async () => {
  const both = await sell({ currency: "usd", unit_amount: 900, currency_options: { eur: { unit_amount: 800 } } });
  const dollars = await sell({ currency: "usd", unit_amount: 900 });
  type Listed = { price_id: string; price: number | null; currency: string };
  const listed = JSON.parse((await listForAnyone("eur")).body) as Listed[];
  expect(listed.find(({ price_id: id }) => id === both.id)).toMatchObject({ price: 800, currency: "eur" });
  expect(listed.find(({ price_id: id }) => id === dollars.id)).toBeUndefined();
  expect(listed.every(({ currency }) => currency === "eur")).toBe(true);
});
