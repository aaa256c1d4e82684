import Stripe from "stripe";
import { expect, test } from "vitest";
import { planChangeSettings } from "@/lib/billing/mirror/planned";
import { noIds } from "@/lib/billing/setup/change";
import { asUpdate, orNone, portalChanges, wantedConfiguration } from "@/lib/billing/setup/portal";

type Configuration = Stripe.BillingPortal.ConfigurationCreateParams;
type Condition =
  Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate.ScheduleAtPeriodEnd.Condition;

const wanted = (conditions?: Condition[]): Configuration => ({
  business_profile: { headline: "Your plan" },
  features: {
    invoice_history: { enabled: true },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ["price"],
      products: [{ product: "prod_1", prices: ["price_1"], adjustable_quantity: { enabled: false } }],
      ...(conditions && { schedule_at_period_end: { conditions } }),
    },
  },
  metadata: { catalog_key: "portal" },
});

/** What the official client sends of an update. */
async function sent(params: Stripe.BillingPortal.ConfigurationUpdateParams): Promise<URLSearchParams> {
  let body = "";
  const httpClient = Stripe.createFetchHttpClient((_url, init) => {
    body = String(init?.body);
    return Promise.resolve(Response.json({ id: "bpc_1", object: "billing_portal.configuration" }));
  });
  await new Stripe("sk_test_1", { httpClient }).billingPortal.configurations.update("bpc_1", params);
  return new URLSearchParams(body);
}

const CONDITIONS = "features[subscription_update][schedule_at_period_end][conditions]";

test.each([
  [null, undefined],
  [true, { enabled: true }],
  [false, { enabled: false }],
])("the login page is switched as the catalog says: %s", (loginPage, sent) => {
  expect(wantedConfiguration([], loginPage).login_page).toEqual(sent);
});

test("the catalog that ships leaves the login page as it is set at Stripe", () => {
  expect(wantedConfiguration([])).not.toHaveProperty("login_page");
});

test("an empty list clears what is there, another one is sent as it is", () => {
  expect(orNone([])).toBe("");
  const list = ["price"] as const;
  expect(orNone(list)).toEqual(["price"]);
  expect(orNone(list)).not.toBe(list);
});

test.each<[string, Condition[] | undefined]>([
  ["an empty list of conditions", []],
  ["none", undefined],
])("an update with %s tells Stripe to clear them, which the list alone would not", async (_, conditions) => {
  expect([...(await sent(wanted(conditions) as Stripe.BillingPortal.ConfigurationUpdateParams)).keys()]).not.toContain(
    CONDITIONS,
  );
  expect((await sent(asUpdate(wanted(conditions)))).get(CONDITIONS)).toBe("");
});

test("an update with conditions sends them, and all else that is wanted", async () => {
  const all = wanted([{ type: "decreasing_item_amount" }, { type: "shortening_interval" }]);
  expect(asUpdate(all)).toEqual(all);
  const body = await sent(asUpdate(all));
  expect([0, 1].map((at) => body.get(`${CONDITIONS}[${at}][type]`))).toEqual([
    "decreasing_item_amount",
    "shortening_interval",
  ]);
  expect(body.get("features[subscription_update][products][0][prices][0]")).toBe("price_1");
  expect(body.get("business_profile[headline]")).toBe("Your plan");
});

test("what is wanted is not changed on the way", () => {
  const all = wanted([]);
  const before = structuredClone(all);
  asUpdate(all);
  expect(all).toEqual(before);
});

test("where the portal can offer none of the plans, changes are off there, and the app reads that it makes them", () => {
  const { features, metadata } = wantedConfiguration([]);
  expect(features.subscription_update).toMatchObject({ enabled: false, products: "" });
  const there = { ...features.subscription_update, products: null, default_allowed_updates: ["price"] };
  const kept = (of: unknown) =>
    planChangeSettings({
      features: { ...features, subscription_update: there },
      metadata: of,
    } as unknown as Stripe.BillingPortal.Configuration);
  expect(kept(metadata)).toMatchObject({ enabled: true, prices: [] });
  // Somebody switched changes off in the Dashboard.
  expect(kept({})).toMatchObject({ enabled: false, prices: null });
  const offered = wantedConfiguration([{ productId: "prod_1", portalPriceIds: ["price_1"] }]);
  expect(offered.features.subscription_update?.enabled).toBe(true);
  expect(offered.metadata).toMatchObject({ plan_changes: "" });
});

test("what Stripe lists in another order is no change", () => {
  const ids = { ...noIds(), products: new Map([["pro", "prod_1"]]), prices: new Map([["pro_month", "price_1"]]) };
  const plans = [{ key: "pro", name: "Pro", lookupKeys: ["pro_month"] }];
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.toReversed().map(backwards);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, backwards(one)]));
  };
  const there = backwards(wantedConfiguration([{ productId: "prod_1", portalPriceIds: ["price_1"] }]));
  const changesOf = (of: unknown) => portalChanges(plans, of as Stripe.BillingPortal.Configuration, ids, String);
  expect(changesOf(there)).toEqual([]);
  expect(changesOf({ ...(there as object), metadata: {} })).toMatchObject([
    { fields: [{ field: "metadata.catalog_key", before: null, after: "portal" }] },
  ]);
});
