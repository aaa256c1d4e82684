import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeline } from "@/lib/billing/timeline/timeline";
import type { Change, Names, TimelineInvoice } from "@/lib/billing/timeline/history";

const HERE = "0b0e4d0c-53a1-4f0b-9a0e-2f7f5c1d7a11";
const ELSEWHERE = "6f1c2a34-98fb-4b1c-8d2e-0c9f3e5a7b22";

const usd = (unitAmountMinor: number, interval = "month") => ({
  unitAmountMinor,
  currency: "usd",
  interval,
  intervalCount: 1,
});
const names: Names = {
  products: new Map([
    ["prod_starter", { name: "Starter", features: ["chat"] }],
    ["prod_pro", { name: "Pro", features: ["chat", "export"] }],
    ["prod_addon", { name: "Archive", features: ["archive"] }],
  ]),
  prices: new Map([
    ["price_starter", usd(900)],
    ["price_pro", usd(2_900)],
    ["price_pro_year", usd(29_000, "year")],
  ]),
};

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
const item = (plan: "starter" | "pro" | "addon", quantity = 1, price_id = `price_${plan}`) => ({
  product_id: `prod_${plan}`,
  price_id,
  quantity,
});

const GRANTING = ["active", "trialing", "past_due"];
let ids = 0;
const change = (day: number, status: string, more: Partial<Change> = {}): Change => ({
  id: ++ids,
  subscriptionId: "sub_1",
  workspaceId: HERE,
  at: at(day),
  status,
  live: status !== "canceled" && status !== "incomplete_expired",
  granting: GRANTING.includes(status),
  items: [item("pro")],
  trialEnd: null,
  cancelAt: null,
  cancelAtPeriodEnd: false,
  boughtAt: null,
  ...more,
});

const invoice = (more: Partial<TimelineInvoice>): TimelineInvoice => ({
  id: "in_1",
  subscriptionId: "sub_1",
  number: null,
  status: "paid",
  billingReason: "subscription_cycle",
  currency: "usd",
  totalMinor: 2_900,
  amountPaidMinor: 2_900,
  attemptCount: 1,
  nextPaymentAttempt: null,
  createdAt: at(20),
  ...more,
});

/** What is said, oldest first. */
const told = (...changes: Change[]) =>
  timeline(HERE, { changes }, names)
    .reverse()
    .map(({ sentences }) => sentences.join(" "));
const last = (...changes: Change[]) => told(...changes).at(-1);

describe("in plain words", () => {
  const trial = change(1, "trialing", { trialEnd: at(8) });

  test("a plan with a trial, its end, a late payment, and the end of it all", () => {
    expect(
      told(
        trial,
        change(8, "active"),
        change(9, "past_due"),
        change(10, "active"),
        change(11, "unpaid"),
        change(12, "canceled"),
      ),
    ).toEqual([
      "Bought Pro ($29 per month). A trial began. It ends on November 8, 2026.",
      "The trial ended, and the plan goes on.",
      "A payment failed. The plan goes on while it is tried again.",
      "The payment that was owed is settled: the plan goes on.",
      "Payments failed for good. The plan is stopped until one goes through.",
      "The plan ended with a payment still owed.",
    ]);
  });

  test.each<[string, Change, Change]>([
    ["The trial now ends on November 20, 2026.", trial, change(2, "trialing", { trialEnd: at(20) })],
    ["The plan was paused.", trial, change(8, "paused")],
    ...(
      [
        ["trial_end_without_payment_method", "The trial ended without a card, so the plan is paused."],
        ["first_payment_failure", "The first payment failed, so the plan is paused."],
        ["final_payment_failure", "The last payment attempt failed, so the plan is paused."],
        ["pause_requested", "The plan was paused on request."],
        ["system", "Stripe paused the plan."],
        ["added_later", "The plan was paused."],
      ] as const
    ).map(([pausedReason, sentence]): [string, Change, Change] => [
      sentence,
      trial,
      change(8, "paused", { pausedReason }),
    ]),
    [
      "An invoice is overdue. The plan continues for now.",
      change(1, "active"),
      change(2, "past_due", { byInvoice: true }),
    ],
    ["The first payment went through: the plan began.", change(1, "incomplete"), change(2, "active")],
    [
      "The first payment never went through, so the plan did not start.",
      change(1, "incomplete"),
      change(2, "incomplete_expired"),
    ],
    ["The plan goes on after its pause.", change(1, "paused"), change(2, "active")],
    ["The plan was canceled and ended at once.", change(1, "active"), change(2, "canceled")],
    [
      "The status became frozen; it was active. It isn't known here, so the plan grants nothing.",
      change(1, "active"),
      change(2, "frozen", { live: true }),
    ],
    [
      "A cancellation was set: the plan ends on November 30, 2026.",
      change(1, "active"),
      change(2, "active", { cancelAt: at(30), cancelAtPeriodEnd: true }),
    ],
    [
      "A cancellation was set: the plan ends at the end of its period.",
      change(1, "active"),
      change(2, "active", { cancelAtPeriodEnd: true }),
    ],
    ["The cancellation was taken back.", change(1, "active", { cancelAt: at(30) }), change(2, "active")],
    [
      "The plan now ends on November 29, 2026.",
      change(1, "active", { cancelAt: at(30) }),
      change(2, "active", { cancelAt: at(29) }),
    ],
    [
      "The plan ended, as its cancellation had said.",
      change(1, "active", { cancelAt: at(30) }),
      change(30, "canceled"),
    ],
    [
      "The plan changed from Pro ($29 per month) to Starter ($9 per month).",
      change(1, "active"),
      change(2, "active", { items: [item("starter")] }),
    ],
    [
      "The price changed from Pro ($29 per month) to Pro ($290 per year).",
      change(1, "active"),
      change(2, "active", { items: [item("pro", 1, "price_pro_year")] }),
    ],
    [
      "The quantity changed from Pro ($29 per month) to Pro (3 × $29 per month).",
      change(1, "active"),
      change(2, "active", { items: [item("pro", 3)] }),
    ],
    ["Archive was added.", change(1, "active"), change(2, "active", { items: [item("pro"), item("addon")] })],
    [
      "Pro ($29 per month) was removed.",
      change(1, "active", { items: [item("pro"), item("addon")] }),
      change(2, "active", { items: [item("addon")] }),
    ],
    [
      "Pro ($29 per month) was given to another workspace.",
      change(1, "active"),
      change(2, "active", { workspaceId: ELSEWHERE }),
    ],
    [
      "Pro ($29 per month) was given to this workspace.",
      change(1, "active", { workspaceId: ELSEWHERE }),
      change(2, "active"),
    ],
  ])("%s", (sentence, before, after) => expect(last(before, after)).toBe(sentence));

  test("ids stand for what is not known any more", () => {
    expect(told(change(1, "active", { items: [{ product_id: "prod_gone", price_id: null, quantity: 2 }] }))).toEqual([
      "Bought 2 × prod_gone.",
    ]);
  });

  test("what people don't see is not told", () =>
    expect(told(change(1, "active"), change(2, "active"))).toHaveLength(1));

  test("it begins when Stripe made the subscription, though it was seen later", () => {
    expect(timeline(HERE, { changes: [change(9, "active", { boughtAt: at(1) })] }, names)[0]?.at).toEqual(at(1));
  });
});

describe("invoices", () => {
  const says = (more: Partial<TimelineInvoice>) =>
    timeline(HERE, { invoices: [invoice(more)] }, names)[0]?.sentences[0];

  test.each<[string | undefined, Partial<TimelineInvoice>]>([
    ["Renewed: $29.00 paid (invoice A-1).", { number: "A-1" }],
    ["Renewed: $29.00 paid, at attempt 3.", { attemptCount: 3 }],
    ["Renewed: nothing was due.", { amountPaidMinor: 0 }],
    ["First payment: $29.00 paid.", { billingReason: "subscription_create" }],
    ["Plan change: $29.00 paid.", { billingReason: "subscription_update" }],
    ["Invoice settled: $29.00 paid.", { billingReason: "manual" }],
    [
      "A payment of $29.00 failed, attempt 2. The next attempt is on November 23, 2026.",
      { status: "open", attemptCount: 2, nextPaymentAttempt: at(23) },
    ],
    ["A payment of $29.00 failed, attempt 4. It is not tried again by itself.", { status: "open", attemptCount: 4 }],
    ["An invoice over $29.00 is due.", { status: "open", attemptCount: 0 }],
    ["An invoice over $29.00 was written off after 4 attempts.", { status: "uncollectible", attemptCount: 4 }],
    ["An invoice over an unknown amount was voided.", { status: "void", currency: null }],
    [undefined, { status: "draft" }],
    [undefined, { billingReason: "subscription_create", amountPaidMinor: 0 }],
  ])("%s", (sentence, more) => expect(says(more)).toBe(sentence));

  test("stand among the changes, by time", () => {
    const entries = timeline(
      HERE,
      { changes: [change(1, "active"), change(25, "canceled")], invoices: [invoice({})] },
      names,
    );
    expect(entries.map(({ at: day }) => day.getUTCDate())).toEqual([25, 20, 1]);
  });
});

describe("access", () => {
  const access = (...changes: Change[]) =>
    timeline(HERE, { changes }, names)
      .reverse()
      .map(({ gained, lost }) => [gained, lost]);

  test("is gained and lost with the change that did it", () => {
    expect(access(change(1, "active"), change(2, "active", { items: [item("starter")] }), change(3, "unpaid"))).toEqual(
      [
        [["chat", "export"], []],
        [[], ["export"]],
        [[], ["chat"]],
      ],
    );
  });

  test("that another subscription still grants is not lost", () => {
    const other = { subscriptionId: "sub_2", items: [item("starter")] };
    expect(access(change(1, "active"), change(2, "active", other), change(3, "canceled"))).toEqual([
      [["chat", "export"], []],
      [[], []],
      [[], ["export"]],
    ]);
  });

  test("goes with the subscription that is given to another workspace", () => {
    expect(access(change(1, "active"), change(2, "active", { workspaceId: ELSEWHERE }))).toEqual([
      [["chat", "export"], []],
      [[], ["chat", "export"]],
    ]);
  });
});

describe("in whatever order the rows come", () => {
  const rows = fc.array(
    fc.record({
      day: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom("active", "trialing", "past_due", "unpaid", "canceled", "incomplete"),
      subscriptionId: fc.constantFrom("sub_1", "sub_2", "sub_3"),
      workspaceId: fc.constantFrom(HERE, HERE, HERE, ELSEWHERE, null),
      items: fc.subarray([item("starter"), item("pro"), item("addon")]),
    }),
    { maxLength: 12 },
  );
  const made = rows.map((all) => all.map(({ day, status, ...more }, id) => change(day, status, { ...more, id })));

  test("the timeline is the same, and the newest stands first", () => {
    const shuffled = made.chain((changes) =>
      fc.tuple(fc.constant(changes), fc.shuffledSubarray(changes, { minLength: changes.length })),
    );
    fc.assert(
      fc.property(shuffled, ([changes, mixed]) => {
        const entries = timeline(HERE, { changes }, names);
        expect(timeline(HERE, { changes: mixed }, names)).toEqual(entries);
        const times = entries.map((entry) => entry.at.getTime());
        expect(times).toEqual([...times].sort((a, b) => b - a));
      }),
    );
  });

  test("gains and losses lead from nothing to what the last looks at each subscription grant", () => {
    fc.assert(
      fc.property(made, (changes) => {
        const has = new Set<string>();
        for (const { gained, lost } of timeline(HERE, { changes }, names).reverse()) {
          for (const feature of gained) expect(has.has(feature)).toBe(false);
          for (const feature of lost) expect(has.delete(feature)).toBe(true);
          for (const feature of gained) has.add(feature);
        }
        const latest = new Map(changes.map((one) => [one.subscriptionId, one]));
        const granted = [...latest.values()]
          .filter(({ granting, workspaceId }) => granting && workspaceId === HERE)
          .flatMap(({ items }) =>
            items.flatMap(({ product_id }) => names.products.get(product_id ?? "")?.features ?? []),
          );
        expect([...has].sort()).toEqual([...new Set(granted)].sort());
      }),
    );
  });
});
