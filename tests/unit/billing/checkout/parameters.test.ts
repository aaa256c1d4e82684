import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import type { Sale } from "@/lib/billing/checkout/sale";
import { catalogPrice } from "@/tests/support/catalog-price";

const settings = {
  STRIPE_API_SECRET: "sk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
  NEXTAUTH_SECRET: "a-long-enough-secret-text",
  DATABASE_URL: "postgresql://db/app",
  NODE_ENV: "production",
  FRONT_END_BASE_URL: "https://app.example.com",
  NEXTAUTH_URL: "https://app.example.com",
};
const workspaceId = "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11";

type CheckoutRequest = Partial<Omit<Sale, "price">> & {
  price?: Partial<CatalogPrice>;
  ui?: "hosted" | "embedded";
  currency?: string;
  trialDays?: number | null;
  trialWithoutCard?: "cancel" | "pause" | null;
};

async function parametersFor({
  ui = "hosted",
  trialDays = 7,
  trialWithoutCard = null,
  currency = "usd",
  price = {},
  ...sale
}: CheckoutRequest = {}) {
  const { checkoutParameters } = await import("@/lib/billing/checkout/parameters");
  return checkoutParameters({
    user: { id: "user_1", name: "Ada", email: "ada@example.com" },
    workspaceId,
    customerId: "cus_1",
    ui,
    sale: { price: catalogPrice(price), quantity: 1, companions: [], setupFee: null, ...sale },
    currency,
    trialDays,
    trialWithoutCard,
  });
}

beforeEach(() => {
  vi.resetModules(); // The settings are read once per process.
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

test("within our page Stripe returns by return_url alone, nothing else differs, and the fingerprint does", async () => {
  const [hosted, embedded] = [await parametersFor(), await parametersFor({ ui: "embedded" })];
  const { success_url, cancel_url, ...same } = hosted.parameters;
  expect(cancel_url).toBe("https://app.example.com/dashboard");
  expect(embedded.parameters).toEqual({ ...same, ui_mode: "embedded_page", return_url: success_url });
  expect(embedded.fingerprint).not.toBe(hosted.fingerprint);
});

test("name the customer, the return addresses, the price and the workspace", async () => {
  const { parameters } = await parametersFor();
  expect(parameters).toMatchObject({
    customer: "cus_1",
    success_url: "https://app.example.com/payment?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://app.example.com/dashboard",
    allowed_payment_method_types: ["card"],
    mode: "subscription",
    line_items: [{ price: "price_1", quantity: 1 }],
    subscription_data: { metadata: { workspace_id: workspaceId } },
    metadata: { workspace_id: workspaceId },
    allow_promotion_codes: true,
  });
  expect(Object.keys(parameters)).not.toContain("payment_method_types");
});

test("name the payment methods of the setting", async () => {
  vi.stubEnv("DEFAULT_PAYMENT_METHOD_TYPES", '["card", "sepa_debit"]');
  expect((await parametersFor()).parameters.allowed_payment_method_types).toEqual(["card", "sepa_debit"]);
});

test("leave the payment methods to the Dashboard where the setting names none", async () => {
  vi.stubEnv("DEFAULT_PAYMENT_METHOD_TYPES", "[]");
  const { parameters, fingerprint } = await parametersFor();
  expect(JSON.stringify(parameters)).not.toContain("payment_method_types");
  // An open session with other methods isn't handed out again.
  vi.resetModules();
  vi.stubEnv("DEFAULT_PAYMENT_METHOD_TYPES", '["card"]');
  expect((await parametersFor()).fingerprint).not.toBe(fingerprint);
});

test("say the currency, and switch off what Stripe would decide otherwise, unless a setting says so", async () => {
  const off = { managed_payments: { enabled: false }, adaptive_pricing: { enabled: false } };
  expect((await parametersFor({ currency: "eur" })).parameters).toMatchObject({ currency: "eur", ...off });
  vi.resetModules();
  vi.stubEnv("MANAGED_PAYMENTS", "true");
  vi.stubEnv("ADAPTIVE_PRICING", "True");
  expect((await parametersFor()).parameters).toMatchObject({
    currency: "usd",
    managed_payments: { enabled: true },
    adaptive_pricing: { enabled: true },
  });
});

const usage = catalogPrice({ priceId: "price_usage", metered: true });
const setupFee = {
  priceId: "price_fee",
  currency: "usd",
  unitAmountMinor: 9_900,
  options: { usd: { unitAmountMinor: 9_900, unitAmountDecimal: "9900", tiers: null } },
};

test("have no quantity for a price by use", async () => {
  expect((await parametersFor({ quantity: null })).parameters.line_items).toEqual([{ price: "price_1" }]);
});

test("sell the price that was named, then what is metered beside it, then the fee, once", async () => {
  const { parameters } = await parametersFor({ quantity: 3, companions: [usage], setupFee });
  expect(parameters.line_items).toEqual([
    { price: "price_1", quantity: 3 },
    { price: "price_usage" },
    { price: "price_fee", quantity: 1 },
  ]);
});

describe("a payment method", () => {
  const free = { unitAmountMinor: 0, unitAmountDecimal: "0" };
  const costsEuros = {
    ...free,
    options: {
      usd: { unitAmountMinor: 0, unitAmountDecimal: "0", tiers: null },
      eur: { unitAmountMinor: 500, unitAmountDecimal: "500", tiers: null },
    },
  };

  test.each<[string, CheckoutRequest, "if_required" | undefined]>([
    ["a plan that costs", {}, undefined],
    ["a free plan", { price: free, trialDays: null }, "if_required"],
    ["a free plan with usage", { price: free, companions: [usage] }, undefined],
    ["a free plan with a fee", { price: free, setupFee }, undefined],
    ["a plan that is free in the other currency only", { price: costsEuros, currency: "eur" }, undefined],
    ["a trial without a card", { trialWithoutCard: "cancel" }, "if_required"],
    ["such a plan for somebody who had a trial", { trialWithoutCard: "cancel", trialDays: null }, undefined],
  ])("of %s", async (_, request, expected) => {
    expect((await parametersFor(request)).parameters.payment_method_collection).toBe(expected);
  });

  test.each(["cancel", "pause"] as const)("that is missing at a trial's end: %s", async (trialWithoutCard) => {
    const ends = async (request: CheckoutRequest) =>
      (await parametersFor(request)).parameters.subscription_data?.trial_settings;
    expect(await ends({ trialWithoutCard })).toEqual({ end_behavior: { missing_payment_method: trialWithoutCard } });
    expect(await ends({ trialWithoutCard, trialDays: null })).toBeUndefined();
    expect(await ends({})).toBeUndefined();
  });
});

describe("a trial", () => {
  const seconds = async (trialDays: number | null) => {
    const { parameters } = await parametersFor({ trialDays });
    const end = parameters.subscription_data?.trial_end;
    return end === undefined ? undefined : Number(end) - Date.now() / 1000;
  };

  test.each([
    [1, 2 * 86_400 + 300],
    [2, 3 * 86_400],
    [7, 8 * 86_400],
    [729, 730 * 86_400],
  ])("of %d days ends after %d seconds", async (days, expected) => {
    expect(Math.abs(((await seconds(days)) ?? 0) - expected)).toBeLessThan(5);
  });

  test("that is not promised is not sent", async () => {
    expect(await seconds(null)).toBeUndefined();
  });
});

describe("the fingerprint", () => {
  test("is the same for the same request at another time", async () => {
    const first = await parametersFor();
    vi.setSystemTime(Date.now() + 86_400_000);
    const later = await parametersFor();
    vi.useRealTimers();
    expect(later.fingerprint).toBe(first.fingerprint);
  });

  test("is another for another price, number, trial or currency, other parts, other settings", async () => {
    const prints = [
      await parametersFor(),
      await parametersFor({ price: { priceId: "price_2" } }),
      await parametersFor({ quantity: 2 }),
      await parametersFor({ companions: [usage] }),
      await parametersFor({ setupFee }),
      await parametersFor({ trialWithoutCard: "cancel" }),
      await parametersFor({ trialWithoutCard: "pause" }),
      await parametersFor({ trialDays: null }),
      await parametersFor({ currency: "eur" }),
    ];
    for (const [name, value] of [
      ["ALLOW_PROMOTION_CODES", "false"],
      ["ADAPTIVE_PRICING", "true"],
    ] as const) {
      vi.resetModules();
      vi.stubEnv(name, value);
      prints.push(await parametersFor());
    }
    expect(new Set(prints.map((one) => one.fingerprint)).size).toBe(11);
  });
});
