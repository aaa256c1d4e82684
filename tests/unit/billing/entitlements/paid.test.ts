// What a subscription gives by what it has paid for: random histories of changes, payments and failures, told in the
// words that Stripe's invoices use, and single cases with their numbers.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bill } from "@/lib/billing/entitlements/bills";
import { givesOf, type Item, itemsBeforeUnpaid, type Paying } from "@/lib/billing/entitlements/paid";
import type { Gave, Given } from "@/lib/billing/mirror/invoice-lines";

const START = Date.UTC(2027, 0, 1);
const day = (days: number): Date => new Date(START + days * 86_400_000);

/** Monthly plans, each dearer than the one before and with a feature more; the last is paid by the year. */
const PLANS = ["starter", "pro", "business", "yearly"] as const;
type Plan = (typeof PLANS)[number];
const AMOUNTS: Record<Plan, number> = { starter: 900, pro: 2900, business: 9900, yearly: 99000 };

const products = Object.fromEntries(PLANS.map((plan) => [plan, { plan, featureIds: plan }]));
const prices = Object.fromEntries(
  PLANS.map((plan) => [
    `price_${plan}`,
    { currency: "usd", unitAmountMinor: AMOUNTS[plan], days: plan === "yearly" ? 360 : 30 },
  ]),
);

const item = (plan: Plan, id = "si_1"): Item => ({ id, product_id: plan, price_id: `price_${plan}`, quantity: 1 });

const given = (plan: Plan, more: Partial<Given> = {}): Given => ({
  product_id: plan,
  price_id: `price_${plan}`,
  quantity: 1,
  amount_minor: AMOUNTS[plan],
  whole: true,
  instead_of: null,
  from: day(0).toISOString(),
  to: day(30).toISOString(),
  ...more,
});

const changeOf = (from: Plan, to: Plan, invoice: string | null = null): Gave => ({
  si_1: given(to, { whole: false, instead_of: { product_id: from, invoice_id: invoice } }),
});

let bills = 0;
const bill = (status: string, gave: Gave | null, more: Partial<Bill> = {}): Bill => ({
  id: `in_${bills++}`,
  status,
  reason: "subscription_update",
  collection: "charge_automatically",
  total: 900,
  gave,
  at: day(0).toISOString(),
  ...more,
});

const paying = (now: Plan[], oldestFirst: Bill[], more: Partial<Paying> = {}): Paying => ({
  subscription: "sub_1",
  status: "active",
  currency: "usd",
  items: now.map((plan, n) => item(plan, `si_${n + 1}`)),
  began: [item("starter")],
  trialed: null,
  trialEnd: null,
  sendInvoice: false,
  discounted: false,
  hasPaid: true,
  bills: oldestFirst.toReversed(),
  products,
  prices,
  ...more,
});

const plansOf = (one: Paying, now = day(10)): (string | null)[] => givesOf(one, now).plans.map(({ plan }) => plan);

const first = () => bill("paid", { si_1: given("starter") }, { reason: "subscription_create" });

const seats = (quantity: number) => ({ si_1: given("starter", { quantity }) });
const raised = (quantity: number) => ({ si_1: given("starter", { quantity, whole: false }) });
const bought = () => bill("paid", seats(2), { reason: "subscription_create" });
const renewal = { reason: "subscription_cycle" };

test.each<[string, Bill[], number | null]>([
  ["nothing, if it is not billed yet", [], null],
  ["nothing, once it is paid", [bill("paid", raised(6))], null],
  ["nothing, once its invoice is sent", [bill("open", raised(6), { collection: "send_invoice" })], null],
  ["nothing, where a renewal bills it", [bill("open", seats(6), renewal)], null],
  ["nothing, once a whole period of it is paid", [bill("void", raised(6)), bill("paid", seats(6), renewal)], null],
  ["the number of before, while it is owed", [bill("open", raised(6))], 2],
  ["the number of before, once it is written off", [bill("uncollectible", raised(6))], 2],
  ["the number of before, once it is void", [bill("void", raised(6))], 2],
  ["the number of before, until a whole period is paid", [bill("void", raised(6)), bill("open", seats(6), renewal)], 2],
])("six seats instead of two hold back %s", (_, since, held) => {
  const six = { ...item("starter"), quantity: 6 };
  const before = itemsBeforeUnpaid(paying(["starter"], [bought(), ...since], { items: [six] }), day(10));
  expect(before?.map(({ quantity }) => quantity) ?? null).toEqual(held === null ? null : [held]);
});

describe("a subscription gives", () => {
  test.each<[string, Paying, Plan[]]>([
    [
      "what it was, while an upgrade is unpaid",
      paying(["pro"], [first(), bill("open", changeOf("starter", "pro"))]),
      ["starter"],
    ],
    ["what it was, before an upgrade is billed at all", paying(["pro"], [first()]), ["starter"]],
    ["the upgrade, once it is paid", paying(["pro"], [first(), bill("paid", changeOf("starter", "pro"))]), ["pro"]],
    [
      "the upgrade, once its invoice is sent",
      paying(["pro"], [first(), bill("open", changeOf("starter", "pro"), { collection: "send_invoice" })]),
      ["pro"],
    ],
    [
      "what it was, if what was sent is overdue",
      paying(["pro"], [first(), bill("open", changeOf("starter", "pro"), { collection: "send_invoice" })], {
        status: "past_due",
        sendInvoice: true,
      }),
      ["starter"],
    ],
    [
      "what it was, if the upgrade's invoice is voided",
      paying(["pro"], [first(), bill("void", changeOf("starter", "pro"))]),
      ["starter"],
    ],
    [
      "what it was, if it is written off",
      paying(["pro"], [first(), bill("uncollectible", changeOf("starter", "pro"))]),
      ["starter"],
    ],
    [
      "an upgrade that an invoice of nothing settled",
      paying(["pro"], [first(), bill("paid", changeOf("starter", "pro"), { total: 0 })]),
      ["pro"],
    ],
    [
      "what it was, when paying the difference between an unpaid plan and a third",
      paying(
        ["business"],
        [first(), bill("open", changeOf("starter", "pro")), bill("paid", changeOf("pro", "business"))],
      ),
      ["starter"],
    ],
    [
      "what it was, when an upgrade is paid with what was given back of one that was not",
      paying(
        ["pro"],
        [
          first(),
          bill("open", changeOf("starter", "pro")),
          bill("paid", changeOf("pro", "starter")),
          bill("paid", changeOf("starter", "pro")),
        ],
      ),
      ["starter"],
    ],
    [
      "an upgrade that is paid after one that was never made",
      paying(["pro"], [first(), bill("void", changeOf("starter", "pro")), bill("paid", changeOf("starter", "pro"))]),
      ["pro"],
    ],
    [
      "a plan whose whole period is paid, whatever was owed before",
      paying(
        ["pro"],
        [
          first(),
          bill("open", changeOf("starter", "pro")),
          bill("paid", { si_1: given("pro") }, { reason: "subscription_cycle" }),
        ],
      ),
      ["pro"],
    ],
    ["a smaller plan at once", paying(["starter"], [bill("paid", { si_1: given("business") })]), ["starter"]],
    [
      "what it was, after a bigger plan by a shorter interval",
      paying(["business"], [bill("paid", { si_1: given("starter") })]),
      ["starter"],
    ],
    [
      "what it was, after a longer interval, though each day costs less",
      paying(["yearly"], [bill("paid", { si_1: given("business") })]),
      ["business"],
    ],
    ["no plan that was added and is not paid", paying(["starter", "pro"], [first()]), ["starter"]],
    [
      "what is left when a plan is removed",
      paying(["starter"], [bill("paid", { si_1: given("starter"), si_2: given("pro") })]),
      ["starter"],
    ],
    [
      "what its trial ended with, while its first invoice is a draft",
      paying(["pro"], [bill("paid", { si_1: given("starter") })], {
        trialEnd: day(8).toISOString(),
        trialed: [item("pro")],
      }),
      ["pro"],
    ],
    [
      "what its trial ended with, and not what was chosen since",
      paying(["business"], [], { trialEnd: day(8).toISOString(), trialed: [item("pro")] }),
      ["pro"],
    ],
    [
      "what it is, as before, where the lines of its invoices are not known",
      paying(["pro"], [bill("paid", null), bill("open", changeOf("starter", "pro"))]),
      ["pro"],
    ],
    [
      "what it is, where a discount makes everything free",
      paying(["pro"], [bill("paid", { si_1: given("starter", { amount_minor: 0 }) })], { discounted: true }),
      ["pro"],
    ],
    [
      "what it was, where a discount made only the first plan free",
      paying(
        ["pro"],
        [bill("paid", { si_1: given("starter", { amount_minor: 0 }) }), bill("open", changeOf("starter", "pro"))],
        { discounted: true },
      ),
      ["starter"],
    ],
    [
      "what it was, where a discount made only the first plan free and the upgrade's invoice is voided",
      paying(
        ["pro"],
        [bill("paid", { si_1: given("starter", { amount_minor: 0 }) }), bill("void", changeOf("starter", "pro"))],
        { discounted: true },
      ),
      ["starter"],
    ],
  ])("%s", (_, one, plans) => {
    expect(plansOf(one)).toEqual(plans);
  });

  test("what is billed by use at once", () => {
    const metered = { ...prices, price_pro: { currency: "usd", unitAmountMinor: 1, days: 30, metered: true } };
    expect(plansOf(paying(["starter", "pro"], [first()], { prices: metered }))).toEqual(["starter", "pro"]);
  });
});

describe("while a payment is overdue", () => {
  const owing = (more: Partial<Paying>, ...all: Bill[]) =>
    givesOf(paying(["starter"], all, { status: "past_due", hasPaid: false, ...more }), day(40));
  const failed = () => bill("open", { si_1: given("starter") }, { reason: "subscription_cycle" });
  const free = (to: number) =>
    bill("paid", { si_1: given("starter", { amount_minor: 0, to: day(to).toISOString() }) }, { total: 0 });

  test.each<[string, boolean, Partial<Paying>, Bill[]]>([
    ["has grace by any payment", true, { hasPaid: true }, [failed()]],
    ["has none without one", false, {}, [failed()]],
    ["has none by a trial", false, { trialEnd: day(30).toISOString() }, [free(30), failed()]],
    ["has grace by a whole period that was free", true, {}, [free(30), failed()]],
    ["has none by a free period that still runs", false, {}, [free(60), failed()]],
    ["has grace where its invoices are sent", true, { sendInvoice: true }, [failed()]],
    ["has grace until its invoices are known", true, {}, []],
    [
      "has none by an invoice that was voided or written off",
      false,
      {},
      [bill("void", { si_1: given("starter") }), bill("uncollectible", { si_1: given("starter") }), failed()],
    ],
    // An active one that is overdue owes a draft, which is not among its bills.
    ["has none by a trial, with a draft", false, { status: "active", trialEnd: day(30).toISOString() }, [free(30)]],
    ["has grace by any payment, with a draft", true, { status: "active", hasPaid: true }, [free(30)]],
    ["has grace until its invoices are known, with a draft", true, { status: "active" }, []],
  ])("a subscription %s", (_, has, more, all) => {
    expect(owing(more, ...all).hasGrace).toBe(has);
  });

  test("it keeps what is paid until that ends, if only a change is owed", () => {
    const change = bill("open", changeOf("starter", "pro"));
    const one = paying(["pro"], [first(), change], { status: "past_due" });
    expect(givesOf(one, day(10)).paidUntil).toEqual(day(30));
    const renewal = bill("open", { si_1: given("pro") }, { reason: "subscription_cycle" });
    expect(givesOf({ ...one, bills: [renewal, ...one.bills] }, day(31)).paidUntil).toEqual(day(30));
    const seats = bill("open", { si_1: given("starter", { whole: false, quantity: 9 }) });
    expect(givesOf({ ...one, bills: [seats, ...one.bills] }, day(10)).paidUntil).toBeNull();
  });
});

type Step =
  | { to: Plan; pays: "paid" | "open" | "void" | "uncollectible"; later: boolean }
  | { renews: "paid" | "open" };

const status = fc.constantFrom("paid" as const, "open" as const, "void" as const, "uncollectible" as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ to: fc.constantFrom(...PLANS), pays: status, later: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ renews: fc.constantFrom("paid" as const, "open" as const) }) },
);

/**
 * What is paid for, calculated from money alone: what the plan of each moment costs, and whether every bill that led to it was
 * paid. A plan is paid for when its whole period was, or when it is the sum of what was paid for before and a difference.
 */
function play(steps: Step[]) {
  let [now, paidFor]: [Plan, Plan] = ["starter", "starter"];
  const all = [first()];
  let chain = true; // what Stripe takes to be paid, is
  let billedBy: string | null = all[0]?.id ?? null;
  let pending = false; // a change waits for the next invoice
  for (const one of steps) {
    if ("renews" in one) {
      const made = bill(one.renews, { si_1: given(now) }, { reason: "subscription_cycle" });
      all.push(made);
      billedBy = made.id;
      chain = one.renews === "paid";
      pending = false;
      if (chain) paidFor = now;
    } else if (one.to !== now) {
      if (one.later) {
        now = one.to;
        pending = true;
        continue;
      }
      const made = bill(one.pays, {
        si_1: given(one.to, {
          whole: false,
          instead_of: { product_id: pending ? paidFor : now, invoice_id: billedBy },
        }),
      });
      all.push(made);
      now = one.to;
      billedBy = made.id;
      pending = false;
      if (one.pays === "paid" && chain) paidFor = now;
      else chain = false;
    }
  }
  return { now, paidFor, all };
}

test("in any history it gives what was paid for last, never more and never less, or a plan that costs no more", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const { now, paidFor, all } = play(steps);
      const cheaper =
        (now === "yearly" ? 360 : 30) <= (paidFor === "yearly" ? 360 : 30) &&
        AMOUNTS[now] / (now === "yearly" ? 360 : 30) <= AMOUNTS[paidFor] / (paidFor === "yearly" ? 360 : 30);
      expect(plansOf(paying([now], all))).toEqual([cheaper ? now : paidFor]);
    }),
    { numRuns: 2_000 },
  );
});

test("voiding what is owed gives as much as owing it", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), (steps, which) => {
      const { now, all } = play(steps);
      const open = all.filter((one) => one.status === "open");
      const chosen = open[which % Math.max(open.length, 1)];
      if (!chosen) return;
      const worth = (state: Bill["status"]) => {
        const plan = plansOf(
          paying(
            [now],
            all.map((one) => (one === chosen ? { ...one, status: state } : one)),
          ),
        )[0];
        return PLANS.findIndex((name) => name === plan);
      };
      expect(worth("void")).toBe(worth("open"));
    }),
  );
});
