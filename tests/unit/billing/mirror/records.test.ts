import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { customerRecord, invoiceRecord, paymentMethodRecord, productRecord } from "@/lib/billing/mirror/records";
import type { DetailedPrice } from "@/lib/billing/mirror/price-details";
import { priceRecord } from "@/lib/billing/mirror/price-record";
import { subscriptionRecord } from "@/lib/billing/mirror/subscription-record";

const WORKSPACE = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";
const USER = "5a7f6c1e-31d7-4c39-8a11-0d8a3b1f9c22";
const START = 1_790_000_000;
const END = START + 30 * 86_400;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const item = (more: object = {}) => ({
  id: "si_1",
  quantity: 2,
  price: { id: "price_1", product: "prod_1" },
  current_period_start: START,
  current_period_end: END,
  ...more,
});

const subscription = (more: object = {}) =>
  ({
    id: "sub_1",
    customer: "cus_1",
    metadata: { workspace_id: WORKSPACE, user_id: USER },
    status: "active",
    currency: "usd",
    created: START,
    start_date: START,
    cancel_at_period_end: false,
    latest_invoice: "in_1",
    items: { data: [item()] },
    ...more,
  }) as unknown as Stripe.Subscription;

describe("a subscription", () => {
  test("names its workspace and user as they are kept, however they were typed at Stripe", () => {
    const metadata = { workspace_id: WORKSPACE.toUpperCase(), user_id: USER.toUpperCase() };
    const { row } = subscriptionRecord(subscription({ metadata }));
    expect(row).toMatchObject({ workspace_id: WORKSPACE, user_id: USER, metadata });
  });

  test("of our API version has its periods on the items", () => {
    const { row, items, productIds, priceIds, customerId } = subscriptionRecord(subscription(), "evt_1");
    expect(row).toMatchObject({
      id: "sub_1",
      customer_id: "cus_1",
      workspace_id: WORKSPACE,
      user_id: USER,
      latest_event_id: "evt_1",
    });
    expect(items).toEqual([
      {
        id: "si_1",
        subscription_id: "sub_1",
        product_id: "prod_1",
        price_id: "price_1",
        quantity: 2,
        period_start: iso(START),
        period_end: iso(END),
      },
    ]);
    expect([productIds, priceIds, customerId]).toEqual([["prod_1"], ["price_1"], "cus_1"]);
  });

  test("of an older version has them on itself, for all of its items", () => {
    const bare = { current_period_start: undefined, current_period_end: undefined };
    const items = { data: [item(bare), item({ ...bare, id: "si_2" })] };
    const older = subscription({ current_period_start: START, current_period_end: END, items });
    const periods = subscriptionRecord(older).items.map(({ period_start, period_end }) => [period_start, period_end]);
    expect(periods).toEqual([
      [iso(START), iso(END)],
      [iso(START), iso(END)],
    ]);
  });

  test("brings each product and price once, also when they are expanded", () => {
    const expanded = { id: "si_2", price: { id: "price_1", product: { id: "prod_1" } } };
    const two = subscription({ items: { data: [item(), item(expanded)] }, customer: { id: "cus_1" } });
    const { productIds, priceIds, customerId, items } = subscriptionRecord(two);
    expect([productIds, priceIds, customerId, items.length]).toEqual([["prod_1"], ["price_1"], "cus_1", 2]);
  });

  test("by use has no quantity", () => {
    expect(
      subscriptionRecord(subscription({ items: { data: [item({ quantity: undefined })] } })).items[0]?.quantity,
    ).toBeNull();
  });

  test.each([{}, { workspace_id: "ws_1" }, { workspace_id: "' OR 1=1" }])(
    "with the metadata %j has no workspace of ours",
    (metadata) => {
      expect(subscriptionRecord(subscription({ metadata })).row.workspace_id).toBeNull();
    },
  );
});

describe("a payment method is recognized", () => {
  const fingerprint = (type: string, details: object | null) =>
    paymentMethodRecord({ id: "pm_1", type, [type]: details } as unknown as Stripe.PaymentMethod).row.fingerprint;

  test.each<[string, object | null, string | null]>([
    ["card", { fingerprint: "Xt5EWLLDS7FJjR1c" }, "Xt5EWLLDS7FJjR1c"],
    ["sepa_debit", { fingerprint: "vifs0Ho7vwRn1Miu" }, "vifs0Ho7vwRn1Miu"],
    ["paypal", { payer_id: "J9LTEQ", payer_email: "ada@example.com" }, "paypal J9LTEQ"],
    ["cashapp", { buyer_id: "B1", cashtag: "$ada" }, "cashapp B1"],
    ["paypal", { payer_id: null }, null],
    ["link", { email: "ada@example.com" }, null],
    ["invented_later", null, null],
  ])("%s by %j: %s", (type, details, known) => {
    expect(fingerprint(type, details)).toBe(known);
  });
});

describe("what makes an invoice other than its items is named", () => {
  const beside = (more: object) => subscriptionRecord(subscription(more)).row.billed_beside;
  test.each([
    [{}, []],
    [
      {
        discounts: [],
        automatic_tax: { enabled: false },
        default_tax_rates: [],
        schedule: null,
        pause_collection: null,
      },
      [],
    ],
    [{ discounts: ["di_1"] }, ["discount"]],
    [{ discount: { id: "di_1" } }, ["discount"]],
    [{ items: { data: [item(), item({ discounts: ["di_1"] })] } }, ["discount"]],
    [{ automatic_tax: { enabled: true } }, ["tax"]],
    [{ default_tax_rates: [{ id: "txr_1" }] }, ["tax"]],
    [{ items: { data: [item({ tax_rates: [{ id: "txr_1" }] })] } }, ["tax"]],
    [{ schedule: "sub_sched_1", pause_collection: { behavior: "void" } }, ["schedule", "pause"]],
  ])("%j: %j", (more, named) => expect(beside(more)).toEqual(named));

  test("a customer's credit and discount too", () => {
    const customer = customerRecord({
      id: "cus_1",
      metadata: {},
      balance: -500,
      discount: { id: "di_1" },
    } as unknown as Stripe.Customer);
    expect(customer.row).toMatchObject({ balance_minor: -500, discounted: true });
    expect(customerRecord({ id: "cus_1", metadata: {}, balance: 0 } as Stripe.Customer).row).toMatchObject({
      balance_minor: 0,
      discounted: false,
    });
  });
});

describe("a product", () => {
  const product = (metadata: Record<string, string>) =>
    productRecord({ id: "prod_1", active: true, name: "Pro", metadata, created: START } as unknown as Stripe.Product);

  test("carries the feature ids of its metadata, each once, in their order", () => {
    expect(product({ features: "  rag\tchat\n chat  export " }).features).toEqual(["rag", "chat", "export"]);
  });

  test("without the key, or with nothing in it, carries none", () => {
    expect(product({}).features).toEqual([]);
    expect(product({ features: "  " }).features).toEqual([]);
  });

  test("without a plan group, or with a blank one, is an add-on", () => {
    expect(product({ plan_group: " plan " }).row.plan_group).toBe("plan");
    expect(product({ plan_group: " " }).row.plan_group).toBeNull();
    expect(product({}).row.plan_group).toBeNull();
  });
});

describe("a price", () => {
  const there = { active: true, metadata: {}, currency_options: {} };
  const price = (more: object) =>
    priceRecord({ ...there, id: "price_1", product: "prod_1", ...more } as unknown as DetailedPrice).row;

  test("of a fraction of a cent has no whole amount, and keeps the exact one", () => {
    const row = price({ unit_amount: null, unit_amount_decimal: "0.000000000001" });
    expect([row.unit_amount_minor, row.unit_amount_decimal]).toEqual([null, "0.000000000001"]);
  });

  test("of a package has no amount of its own: ten for each twenty begun", () => {
    const row = price({
      unit_amount: 1_000,
      unit_amount_decimal: "1000",
      transform_quantity: { divide_by: 20, round: "up" },
    });
    expect([row.unit_amount_minor, row.unit_amount_decimal]).toEqual([null, null]);
  });

  test("that is free costs 0, which is not nothing", () => {
    expect(price({ unit_amount: 0, unit_amount_decimal: "0" }).unit_amount_minor).toBe(0);
  });

  test("is per seat only when its metadata says exactly that", () => {
    expect(price({ metadata: { per_seat: "true" } }).per_seat).toBe(true);
    expect(price({ metadata: { per_seat: "yes" } }).per_seat).toBe(false);
  });

  test.each<[string, Record<string, string>, unknown[]]>([
    ["the members, unless it says otherwise", { per_seat: "true" }, ["members", null, null]],
    [
      "a number that is bought",
      { per_seat: "true", seats: "chosen", min_seats: "3", max_seats: " 50 " },
      ["chosen", 3, 50],
    ],
    ["none without per_seat", { seats: "chosen", min_seats: "3" }, [null, null, null]],
    [
      "no limit that is no number",
      { per_seat: "true", seats: "x", min_seats: "-1", max_seats: "many" },
      ["members", null, null],
    ],
  ])("per seat counts %s", (_, metadata, expected) => {
    const { seats, min_seats, max_seats } = price({ metadata });
    expect([seats, min_seats, max_seats]).toEqual(expected);
  });

  test("is hidden, a companion or a set-up fee only when its metadata says exactly that", () => {
    const all = (value: string) => price({ metadata: { hidden: value, companion: value, setup_fee_for: value } });
    expect(all("true")).toMatchObject({ hidden: true, companion: true, setup_fee_for: "true" });
    expect(all("yes")).toMatchObject({ hidden: false, companion: false, setup_fee_for: "yes" });
  });

  test("says what it costs in each currency, its own among them", () => {
    const tiers = [
      { up_to: 5, unit_amount: 900, unit_amount_decimal: "900", flat_amount: null, flat_amount_decimal: null },
      { up_to: null, unit_amount: null, unit_amount_decimal: "0.5", flat_amount: 100, flat_amount_decimal: "100" },
    ];
    const kept = [
      { up_to: 5, unit_amount_decimal: "900", flat_amount_decimal: null },
      { up_to: null, unit_amount_decimal: "0.5", flat_amount_decimal: "100" },
    ];
    const eur = { unit_amount: 800, unit_amount_decimal: "800", tax_behavior: "unspecified" };
    const flat = { currency: "usd", unit_amount: 1_000, unit_amount_decimal: "1000" };
    expect(price({ ...flat, currency_options: { eur } }).currency_options).toEqual({
      usd: { unit_amount_minor: 1_000, unit_amount_decimal: "1000", tiers: null },
      eur: { unit_amount_minor: 800, unit_amount_decimal: "800", tiers: null },
    });
    const tiered = { currency: "usd", tiers_mode: "volume", tiers, currency_options: { usd: {}, eur: { tiers } } };
    const none = { unit_amount_minor: null, unit_amount_decimal: null };
    expect(price(tiered).currency_options).toEqual({ usd: { ...none, tiers: kept }, eur: { ...none, tiers: kept } });
    expect(price(flat).currency_options).toEqual({
      usd: { ...none, unit_amount_minor: 1_000, unit_amount_decimal: "1000", tiers: null },
    });
  });

  test("that is bought once has no interval", () => {
    expect(price({ recurring: null, type: "one_time" })).toMatchObject({
      interval: null,
      interval_count: null,
      type: "one_time",
    });
  });
});

describe("an invoice names its subscription", () => {
  test.each([
    ["where it stands now", { parent: { subscription_details: { subscription: "sub_1" } } }],
    ["where it stood before", { subscription: "sub_1" }],
    ["expanded", { parent: { subscription_details: { subscription: { id: "sub_1" } } } }],
  ])("%s", (_, more) => {
    expect(
      invoiceRecord({ id: "in_1", customer: "cus_1", ...more } as unknown as Stripe.Invoice).row.subscription_id,
    ).toBe("sub_1");
  });
});

test("a payment method that was detached still belongs to whom it belonged", () => {
  const detached = paymentMethodRecord({ id: "pm_1", customer: null, type: "card" } as Stripe.PaymentMethod, "cus_1");
  expect([detached.row.customer_id, detached.customerId]).toEqual([null, "cus_1"]);
});

test("what is gone has every column of what was there, so that nothing of it lives on", () => {
  const columns = (record: { row: object }) => Object.keys(record.row);
  const gone = { id: "x", deleted: true } as const;
  const there = { id: "x", metadata: {} };
  expect(columns(customerRecord(gone))).toEqual(columns(customerRecord(there as Stripe.Customer)));
  expect(columns(productRecord(gone))).toEqual(columns(productRecord(there as Stripe.Product)));
  expect(columns(priceRecord(gone))).toEqual(columns(priceRecord(there as unknown as DetailedPrice)));
  expect(productRecord(gone).row).toMatchObject({ active: false, deleted: true, name: null });
  expect(priceRecord(gone).row).toMatchObject({ active: false, deleted: true });
});
