import type Stripe from "stripe";
import type { Played as Kind } from "./expected";

/** What a change finds at Stripe, and whom it works for. */
export interface Account {
  stripe: Stripe;
  clock: { id: string; time: number };
  /** Metadata of ours: of customers, and of a customer's subscriptions. */
  customerMetadata: Record<string, string>;
  subscriptionMetadata: (customer: string) => Record<string, string>;
  /** The ids of what there is of a kind, oldest first. */
  ids: (kind: Kind) => string[];
  /** One of them; a history that has none does without the change. */
  pick: (kind: Kind, which: number) => string;
  /** Advances the clock and waits until it has arrived. */
  advance(days: number): Promise<void>;
}

type Change = (account: Account, a: number, b: number, c: number) => Promise<unknown>;

const FEATURES = ["reports", "reports export", "export reports", "export", "", "export reports api"];
const NAMES = ["Ada", "Bob", "Cy", "Dee"];
const of = <T>(list: readonly T[], which: number): T => list[which % list.length] as T;

const AMOUNTS: Partial<Stripe.PriceCreateParams>[] = [
  { unit_amount: 900 },
  { unit_amount: 9000, recurring: { interval: "year" } },
  { unit_amount_decimal: "0.5" as unknown as Stripe.Decimal, recurring: { interval: "week" } },
  {
    billing_scheme: "tiered",
    tiers_mode: "volume",
    tiers: [
      { up_to: 5, unit_amount: 100 },
      { up_to: "inf", flat_amount: 700 },
    ],
  },
  { unit_amount: 0, recurring: { interval: "month", interval_count: 3 } },
];

async function itemOf({ stripe, pick }: Account, a: number, b: number): Promise<Stripe.SubscriptionItem> {
  const { items } = await stripe.subscriptions.retrieve(pick("subscription", a));
  return of(items.data, b);
}

/** Whatever Stripe refuses of these is no change. */
const table = {
  "customer.update": {
    weight: 3,
    run: ({ stripe, pick }, a, b, c) => {
      const id = pick("customer", a);
      const changes: Stripe.CustomerUpdateParams[] = [
        { name: of(NAMES, b) },
        { email: `${of(NAMES, b).toLowerCase()}@example.com` },
        { metadata: { note: of(NAMES, b) } },
      ];
      return stripe.customers.update(
        id,
        c > 4 ? { invoice_settings: { default_payment_method: pick("payment_method", b) } } : of(changes, c),
      );
    },
  },
  "product.update": {
    weight: 3,
    run: ({ stripe, pick }, a, b, c) => {
      const changes: Stripe.ProductUpdateParams[] = [
        { name: `Plan ${b}` },
        { metadata: { features: of(FEATURES, b) } },
        { active: b % 3 > 0 },
        { description: `About ${b}`, metadata: { plan_group: b % 2 ? "plans" : "" } },
      ];
      return stripe.products.update(pick("product", a), of(changes, c));
    },
  },
  "product.create": {
    weight: 1,
    run: ({ stripe }, a, b) =>
      stripe.products.create({ name: `Product ${a}`, metadata: { features: of(FEATURES, b) } }),
  },
  "product.delete": { weight: 1, run: ({ stripe, pick }, a) => stripe.products.del(pick("product", a)) },
  "price.create": {
    weight: 2,
    run: ({ stripe, pick }, a, b) =>
      stripe.prices.create({
        product: pick("product", a),
        currency: "usd",
        recurring: { interval: "month" },
        ...of(AMOUNTS, b),
      }),
  },
  "price.update": {
    weight: 2,
    run: ({ stripe, pick }, a, b, c) => {
      // Never "true": of a price per seat the product itself sets quantities at Stripe (tests/integration/seats), and a history
      // is what happens at Stripe without us.
      const changes: Stripe.PriceUpdateParams[] = [
        { nickname: `Price ${b}` },
        { metadata: { per_seat: b % 2 ? "false" : "" } },
        { active: b % 4 > 0 },
        // Alone it has no event.
        { nickname: `Price ${b} abroad`, currency_options: { [b % 2 ? "eur" : "gbp"]: { unit_amount: 100 + b } } },
      ];
      return stripe.prices.update(pick("price", a), of(changes, c));
    },
  },
  "card.attach": {
    weight: 2,
    run: ({ stripe, pick }, a, b) =>
      stripe.paymentMethods.attach(of(["pm_card_mastercard", "pm_card_chargeCustomerFail", "pm_card_visa"], b), {
        customer: pick("customer", a),
      }),
  },
  "card.update": {
    weight: 1,
    run: ({ stripe, pick }, a, b) =>
      stripe.paymentMethods.update(pick("payment_method", a), { card: { exp_month: 1 + b } }),
  },
  "card.detach": { weight: 1, run: ({ stripe, pick }, a) => stripe.paymentMethods.detach(pick("payment_method", a)) },
  "subscription.create": {
    weight: 4,
    run: ({ stripe, pick, subscriptionMetadata }, a, b, c) => {
      const customer = pick("customer", a);
      return stripe.subscriptions.create({
        customer,
        items: [
          { price: pick("price", b), quantity: 1 + c },
          ...(c % 3 === 2 ? [{ price: pick("price", b + 1) }] : []),
        ],
        metadata: c === 7 ? {} : subscriptionMetadata(customer),
        payment_behavior: of(["allow_incomplete", "default_incomplete"] as const, c),
        ...(c > 3 && { trial_period_days: 5 + b }),
      });
    },
  },
  "subscription.update": {
    weight: 5,
    run: ({ stripe, pick, clock }, a, b, c) => {
      const changes: Stripe.SubscriptionUpdateParams[] = [
        { cancel_at_period_end: true },
        { cancel_at_period_end: false },
        { cancel_at: clock.time + (b + 1) * 86_400 },
        { cancel_at: "" },
        { metadata: { note: of(NAMES, b) } },
        { trial_end: b > 3 ? "now" : clock.time + (b + 1) * 86_400 },
        { pause_collection: b > 3 ? "" : { behavior: "void" } },
      ];
      return stripe.subscriptions.update(
        pick("subscription", a),
        c === 7 ? { default_payment_method: pick("payment_method", b) } : of(changes, c),
      );
    },
  },
  "item.change": {
    weight: 3,
    run: async (account, a, b, c) => {
      const { id } = await itemOf(account, a, b);
      return account.stripe.subscriptionItems.update(
        id,
        c > 3 ? { price: account.pick("price", c) } : { quantity: 1 + c },
      );
    },
  },
  "item.add": {
    weight: 2,
    run: ({ stripe, pick }, a, b, c) =>
      stripe.subscriptionItems.create({
        subscription: pick("subscription", a),
        price: pick("price", b),
        quantity: 1 + c,
      }),
  },
  "item.remove": {
    weight: 2,
    run: async (account, a, b) => account.stripe.subscriptionItems.del((await itemOf(account, a, b)).id),
  },
  "subscription.cancel": {
    weight: 1,
    run: ({ stripe, pick }, a) => stripe.subscriptions.cancel(pick("subscription", a)),
  },
  "subscription.resume": {
    weight: 1,
    run: ({ stripe, pick }, a) => stripe.subscriptions.resume(pick("subscription", a)),
  },
  "invoice.settle": {
    weight: 1,
    run: ({ stripe, pick, ids }, a, _b, c) => {
      const id = pick("invoice", ids("invoice").length - 1 - (a % ids("invoice").length));
      return of(
        [
          () => stripe.invoices.pay(id),
          () => stripe.invoices.voidInvoice(id),
          () => stripe.invoices.markUncollectible(id),
          () => stripe.invoices.finalizeInvoice(id),
        ],
        c,
      )();
    },
  },
  "clock.advance": { weight: 3, run: (account, a, b) => account.advance(1 + a * 2 + b * 3) },
  "customer.create": {
    weight: 1,
    run: ({ stripe, clock, customerMetadata }, a) =>
      stripe.customers.create({ test_clock: clock.id, name: of(NAMES, a), metadata: a > 2 ? customerMetadata : {} }),
  },
  "customer.delete": { weight: 1, run: ({ stripe, pick }, a) => stripe.customers.del(pick("customer", a)) },
} satisfies Record<string, { weight: number; run: Change }>;

export type ChangeName = keyof typeof table;

export const CHANGES: Record<ChangeName, { weight: number; run: Change }> = table;
