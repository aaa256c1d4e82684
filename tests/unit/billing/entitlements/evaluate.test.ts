import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accessTo, evaluate, type Fact } from "@/lib/billing/entitlements/evaluate";

const NOW = new Date("2027-03-01T12:00:00Z");
const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const fact = (what: string, more: Partial<Fact> = {}): Fact => ({
  what,
  featureIds: "export",
  plan: what === "override" ? null : "Pro",
  since: null,
  owing_since: null,
  trial_end: null,
  ends_at: null,
  ended_at: null,
  used: null,
  paying: null,
  ...more,
});

const access = (facts: Fact[], graceDays: number | null = 14) =>
  accessTo({ features: evaluate(facts, NOW, graceDays) }, "export");

describe("a feature may be used, and until when:", () => {
  test.each<[string, Fact, { kind: string; plan?: string; until: Date | null }]>([
    ["by a plan", fact("active"), { kind: "plan", plan: "Pro", until: null }],
    [
      "by a plan that was canceled, until it ends",
      fact("active", { ends_at: day(3) }),
      { kind: "plan", plan: "Pro", until: day(3) },
    ],
    [
      "by a plan whose end our clock has passed: Stripe has not said so yet",
      fact("active", { ends_at: day(-1) }),
      { kind: "plan", plan: "Pro", until: day(-1) },
    ],
    ["by a trial", fact("trialing", { trial_end: day(7) }), { kind: "trial", plan: "Pro", until: day(7) }],
    [
      "by a trial whose end our clock has passed",
      fact("trialing", { trial_end: day(-1) }),
      { kind: "trial", plan: "Pro", until: day(-1) },
    ],
    [
      "while a payment is tried again",
      fact("past_due", { since: day(-13) }),
      { kind: "grace", plan: "Pro", until: day(1) },
    ],
    [
      "while a payment is tried again, and no longer than the plan",
      fact("past_due", { since: day(-4), ends_at: day(3) }),
      { kind: "grace", plan: "Pro", until: day(3) },
    ],
    [
      "while a payment is tried again, and no longer than the grace",
      fact("past_due", { since: day(-4), ends_at: day(20) }),
      { kind: "grace", plan: "Pro", until: day(10) },
    ],
    [
      "while a payment is tried again by a plan whose end our clock has passed",
      fact("past_due", { since: day(-4), ends_at: day(-1) }),
      { kind: "grace", plan: "Pro", until: day(-1) },
    ],
    ["by support's word", fact("override", { ends_at: day(2) }), { kind: "override", until: day(2) }],
  ])("%s", (_, one, reason) => {
    expect(access([one])).toEqual({
      feature: "export",
      allowed: true,
      reason,
      limit: null,
      limitUntil: reason.until,
      used: 0,
    });
  });

  test("as long as Stripe tries, when PAST_DUE_GRACE_DAYS is None", () => {
    expect(access([fact("past_due", { since: day(-300) })], null)).toMatchObject({
      allowed: true,
      reason: { kind: "grace", until: null },
    });
    expect(access([fact("past_due", { since: day(-300), ends_at: day(4) })], null)).toMatchObject({
      allowed: true,
      reason: { kind: "grace", until: day(4) },
    });
  });
});

describe("a change whose invoice is not paid yet", () => {
  const change = (status: string, isOpen = true) =>
    fact(status, {
      plan: "Business",
      featureIds: "export sso",
      since: day(-1),
      paying: {
        subscription: "sub_1",
        status,
        currency: "usd",
        items: [{ id: "si_1", product_id: "business", price_id: "b", quantity: 1 }],
        began: [{ product_id: "pro", price_id: "p", quantity: 1 }],
        trialed: null,
        trialEnd: null,
        sendInvoice: false,
        discounted: false,
        hasPaid: true,
        bills: [
          {
            id: "in_1",
            status: isOpen ? "open" : "void",
            reason: "subscription_update",
            collection: "charge_automatically",
            total: 7000,
            gave: {},
            at: day(-1).toISOString(),
          },
        ],
        products: {
          pro: { plan: "Pro", featureIds: "export" },
          business: { plan: "Business", featureIds: "export sso" },
        },
        prices: {},
      },
    });
  const reasonOf = (facts: Fact[], feature = "sso") => accessTo({ features: evaluate(facts, NOW, 14) }, feature).reason;

  test.each(["active", "past_due"])("is why its features are refused, while %s; the rest goes on", (status) => {
    expect(reasonOf([change(status)])).toEqual({ kind: "unpaid_change", plan: "Business", limit: null });
    expect(reasonOf([change(status)], "export")).toMatchObject({ plan: "Pro" });
  });
  test("is told beside a limit that it would widen, in whatever order the plans come", () => {
    const change20 = { ...change("active"), featureIds: "projects:20" };
    const plan = (limit: string) => fact("active", { featureIds: `projects${limit}` });
    const changeBeside = (...facts: Fact[]) => {
      const access = accessTo({ features: evaluate(facts, NOW, 14) }, "projects");
      return access.allowed ? access.unpaidChange : access.reason;
    };
    const told = { plan: "Business", limit: 20 };
    for (const [limits, expected] of [
      [[":3"], told],
      [[":3", ":5"], told],
      [[":3", ":30"], undefined],
      [[":20"], undefined],
      [[""], undefined],
      [["", ":3"], undefined],
    ] as const) {
      const facts = [change20, ...limits.map(plan)];
      expect(changeBeside(...facts)).toEqual(expected);
      expect(changeBeside(...facts.toReversed())).toEqual(expected);
    }
  });
  test("is no reason any more once it can't be paid", () => {
    expect(reasonOf([change("active", false)])).toEqual({ kind: "not_included" });
  });
  test("counts before a plan that is over, and after one that only waits", () => {
    const over = fact("canceled", { featureIds: "sso", ended_at: day(-3) });
    const waiting = fact("unpaid", { featureIds: "sso", since: day(-3) });
    for (const facts of [
      [change("active"), over],
      [over, change("active")],
    ])
      expect(reasonOf(facts)).toMatchObject({ kind: "unpaid_change" });
    for (const facts of [
      [change("active"), waiting, over],
      [over, waiting, change("active")],
    ])
      expect(reasonOf(facts)).toMatchObject({ kind: "ended", stopped: { needs: "payment" } });
  });
});

describe("a feature may not be used:", () => {
  test.each<[string, Fact, object]>([
    [
      "after the grace",
      fact("past_due", { since: day(-14) }),
      { kind: "ended", was: "grace", plan: "Pro", on: NOW, stopped: { needs: "payment", plan: "Pro", on: NOW } },
    ],
    [
      "after the grace of a plan that was to end before",
      fact("past_due", { since: day(-14), ends_at: day(-9) }),
      { kind: "ended", was: "grace", plan: "Pro", on: day(-9) },
    ],
    [
      "after the last attempt",
      fact("unpaid", { since: day(-1) }),
      {
        kind: "ended",
        was: "grace",
        plan: "Pro",
        on: day(-1),
        stopped: { needs: "payment", plan: "Pro", on: day(-1) },
      },
    ],
    [
      "after the last attempt that came after the grace",
      fact("unpaid", { since: day(-1), owing_since: day(-20) }),
      {
        kind: "ended",
        was: "grace",
        plan: "Pro",
        on: day(-6),
        stopped: { needs: "payment", plan: "Pro", on: day(-6) },
      },
    ],
    [
      "after the last attempt that came within the grace",
      fact("unpaid", { since: day(-1), owing_since: day(-5) }),
      {
        kind: "ended",
        was: "grace",
        plan: "Pro",
        on: day(-1),
        stopped: { needs: "payment", plan: "Pro", on: day(-1) },
      },
    ],
    [
      "after a trial without a card",
      fact("paused", { since: day(-1) }),
      { kind: "ended", was: "trial", plan: "Pro", on: day(-1), stopped: { needs: "card", plan: "Pro", on: day(-1) } },
    ],
    ...(
      [
        ["trial_end_without_payment_method", "trial", "card"],
        ["first_payment_failure", "grace", "payment"],
        ["final_payment_failure", "grace", "payment"],
        ["pause_requested", "plan", "resume"],
        ["system", "plan", "resume"],
        ["unknown", "plan", "resume"],
        ["added_later", "plan", "resume"],
      ] as const
    ).map(([paused_reason, was, needs]): [string, Fact, object] => [
      `while it is paused: ${paused_reason}`,
      fact("paused", { since: day(-1), paused_reason }),
      { kind: "ended", was, plan: "Pro", on: day(-1), stopped: { needs, plan: "Pro", on: day(-1) } },
    ]),
    [
      "after the plan",
      fact("canceled", { ended_at: day(-2), since: day(-1) }),
      { kind: "ended", was: "plan", plan: "Pro", on: day(-2) },
    ],
    [
      "after a trial that was canceled",
      fact("canceled", { ended_at: day(-2), trial_end: day(3) }),
      { kind: "ended", was: "trial", plan: "Pro", on: day(-2) },
    ],
    [
      "after a trial at whose end it was canceled",
      fact("canceled", { ended_at: day(-2), trial_end: day(-2) }),
      { kind: "ended", was: "trial", plan: "Pro", on: day(-2) },
    ],
    [
      "after a plan that began with a trial",
      fact("canceled", { ended_at: day(-2), trial_end: day(-9) }),
      { kind: "ended", was: "plan", plan: "Pro", on: day(-2) },
    ],
    [
      "after the day that support named",
      fact("override", { ends_at: NOW, ended_at: NOW }),
      { kind: "ended", was: "override", plan: null, on: NOW },
    ],
    ["before the first payment", fact("incomplete"), { kind: "not_included" }],
    ["by a status that nobody knows yet", fact("suspended"), { kind: "not_included" }],
    ["by what was merely counted", fact("use", { used: 3 }), { kind: "not_included" }],
  ])("%s", (_, one, reason) => {
    expect(access([one])).toEqual({ feature: "export", allowed: false, reason });
  });

  test("with no grace at all, from the first failure on", () => {
    expect(access([fact("past_due", { since: NOW })], 0)).toMatchObject({ allowed: false, reason: { was: "grace" } });
  });

  test("of several that ended the last one is told", () => {
    const facts = [
      fact("canceled", { ended_at: day(-9) }),
      fact("override", { ended_at: day(-3) }),
      fact("canceled", { ended_at: day(-5) }),
    ];
    expect(access(facts)).toMatchObject({ reason: { was: "override", on: day(-3) } });
  });

  test("a plan that still stands is told beside what ended after it; of several the one that stopped last", () => {
    const facts = [
      fact("unpaid", { since: day(-9), plan: "Pro" }),
      fact("paused", { since: day(-5), plan: "Max" }),
      fact("override", { ended_at: day(-3) }),
    ];
    const stopped = { needs: "card", plan: "Max", on: day(-5) };
    for (const list of [facts, facts.toReversed(), [facts[1], facts[2], facts[0]] as Fact[]]) {
      expect(access(list)).toMatchObject({ reason: { kind: "ended", was: "override", on: day(-3), stopped } });
    }
  });
});

describe("of several that give it", () => {
  test("the one that lasts longest is told", () => {
    const facts = [
      fact("past_due", { since: day(-1) }),
      fact("override", { ends_at: day(20) }),
      fact("trialing", { trial_end: day(5) }),
    ];
    expect(access(facts)).toMatchObject({ reason: { kind: "override", until: day(20) } });
    expect(access([...facts, fact("active")])).toMatchObject({ reason: { kind: "plan", until: null } });
  });

  test("the largest limit counts, and none is larger than any; what ended has no say", () => {
    const limited = (what: string, featureId: string, more: Partial<Fact> = {}) =>
      fact(what, { featureIds: featureId, ...more });
    expect(
      access([
        limited("active", "export:5"),
        limited("active", "export:20"),
        limited("canceled", "export:99"),
        fact("use", { used: 4 }),
      ]),
    ).toMatchObject({ limit: 20, limitUntil: null, used: 4 });
    expect(
      access([limited("active", "export:5"), limited("override", "export:50", { ends_at: day(1) })]),
    ).toMatchObject({ reason: { kind: "plan" }, limit: 50, limitUntil: day(1) });
    expect(
      access([
        limited("override", "export:5", { ends_at: day(2) }),
        limited("override", "export:5", { ends_at: day(1) }),
      ]),
    ).toMatchObject({ limit: 5, limitUntil: day(2) });
    expect(access([limited("override", "export", { ends_at: day(1) }), limited("active", "export:5")])).toMatchObject({
      reason: { kind: "plan" },
      limit: null,
      limitUntil: day(1),
    });
    expect(access([limited("active", "export:5"), limited("active", "export")])).toMatchObject({ limit: null });
  });

  test("the features stand in the order in which the plans name them", () => {
    const facts = [
      fact("canceled", { featureIds: "sso" }),
      fact("active", { featureIds: "chat api" }),
      fact("active", { featureIds: "chat export" }),
    ];
    expect(evaluate(facts, NOW, 14).map(({ feature }) => feature)).toEqual(["chat", "sso", "api", "export"]);
  });
});

const moment = fc.integer({ min: -30, max: 30 }).map(day);
const past = fc.integer({ min: -30, max: 0 }).map(day);
const facts = fc.array(
  fc.record({
    what: fc.constantFrom(
      "active",
      "trialing",
      "past_due",
      "unpaid",
      "paused",
      "canceled",
      "incomplete",
      "override",
      "use",
    ),
    featureIds: fc
      .subarray(["chat", "export", "seats:5", "seats:9"], { minLength: 1 })
      .map((featureIds) => featureIds.join(" ")),
    plan: fc.constant("Pro"),
    since: past,
    owing_since: fc.option(past),
    trial_end: moment,
    ends_at: fc.option(moment),
    ended_at: fc.option(past),
    used: fc.integer({ min: 0, max: 9 }),
    paying: fc.constant(null),
  }),
  { maxLength: 6 },
);

/** What decides; a reason's words may differ where two last equally long. */
const decided = (list: Fact[], now: Date) =>
  evaluate(list, now, 14).map((one) => [
    one.feature,
    one.allowed,
    one.allowed && one.limit,
    one.allowed ? one.reason.until : "on" in one.reason && one.reason.on,
  ]);

test("the order in which things are known decides nothing", () => {
  fc.assert(
    fc.property(
      facts.filter((list) => !list.some(({ what }) => what === "use")),
      fc.infiniteStream(fc.nat()),
      (list, keys) => {
        const shuffled = list
          .map((one) => ({ one, key: keys.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(decided(shuffled, NOW)).toEqual(decided(list, NOW));
      },
    ),
  );
});

test("time alone only takes away, and what it takes it says so", () => {
  fc.assert(
    fc.property(facts, fc.nat({ max: 40 }), (list, days) => {
      const before = evaluate(list, NOW, 14);
      for (const after of evaluate(list, day(days), 14)) {
        const was = accessTo({ features: before }, after.feature);
        if (after.allowed) expect(was.allowed).toBe(true);
        // Of an end that our clock has passed already, and Stripe has not confirmed, nothing is promised.
        else if (was.allowed && !(was.reason.until && was.reason.until < NOW))
          expect(after.reason).toMatchObject({ kind: "ended", on: was.reason.until });
      }
    }),
  );
});
