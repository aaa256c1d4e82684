/** For how many people a workspace's plans have room, and what is owed for them, in TypeScript and in SQL. */
import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setClock } from "@/lib/clock";
import { requirePaidItems } from "@/lib/billing/portal/paid-items";
import { requireChange } from "@/lib/billing/portal/change";
import { syncObject } from "@/lib/billing/mirror/sync";
import { alignSeats } from "@/lib/billing/seats/align";
import { changeSeats } from "@/lib/billing/seats/change";
import { readSeatLimit } from "@/lib/billing/seats/limit";
import { owedSeats, type SeatRule, seatsOwed } from "@/lib/billing/seats/owed";
import { inviteMember, joinWorkspace, leaveWorkspace } from "@/lib/billing/workspaces/departures";
import { METADATA } from "@/lib/stripe/metadata";
import { invite } from "@/lib/workspaces/invitations";
import { depth } from "../../support/depth";
import { type Mirror, startMirror } from "../../support/mirror";
import { bring, type Person, subscribeAt } from "../change/people";
import { outcome } from "../workspaces/people";

let mirror: Mirror & { price: Stripe.Price };
type Kind = "members" | "team" | "studio" | "flat" | "addOn" | "support";
let prices: Record<Kind, Stripe.Price>;
const RULES: Record<Kind, SeatRule> = {
  members: { perSeat: true, seats: "members", minSeats: 3, maxSeats: null },
  team: { perSeat: true, seats: "members", minSeats: null, maxSeats: 4 },
  studio: { perSeat: true, seats: "chosen", minSeats: 2, maxSeats: 6 },
  flat: { perSeat: false, seats: null, minSeats: null, maxSeats: null },
  addOn: { perSeat: true, seats: "chosen", minSeats: null, maxSeats: null },
  support: { perSeat: true, seats: "chosen", minSeats: null, maxSeats: null },
};

const START = Math.ceil(Date.now() / 1000) + 3_600;

beforeAll(async () => {
  mirror = await startMirror();
  const sell = async (kind: Kind): Promise<Stripe.Price> => {
    const { perSeat, seats, minSeats, maxSeats } = RULES[kind];
    const group = { [METADATA.planGroup]: kind === "addOn" ? "" : kind === "support" ? "support" : "plan" };
    const { id: product } = await mirror.stripe.products.create({ name: kind, metadata: group });
    return mirror.stripe.prices.create({
      product,
      currency: "usd",
      unit_amount: 1_000,
      recurring: { interval: "month" },
      metadata: {
        [METADATA.perSeat]: String(perSeat),
        [METADATA.seats]: seats ?? "",
        [METADATA.minSeats]: minSeats?.toString() ?? "",
        [METADATA.maxSeats]: maxSeats?.toString() ?? "",
      },
    });
  };
  const [members, team, studio, flat, addOn, support] = await Promise.all([
    sell("members"),
    sell("team"),
    sell("studio"),
    sell("flat"),
    sell("addOn"),
    sell("support"),
  ]);
  prices = { members, team, studio, flat, addOn, support };
  await mirror.sync();
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const query = async (text: string, values: unknown[]) =>
  (await mirror.database.pool.query<Record<string, unknown>>(text, values)).rows;

/** Somebody who has bought so many of it, in a workspace with so many members. */
async function buyer(kind: Kind, quantity: number, members = 1): Promise<Person> {
  const person = await subscribeAt(mirror, START, prices[kind], { items: [{ price: prices[kind].id, quantity }] });
  for (let n = 1; n < members; n++) await join(person);
  return person;
}

async function join({ workspaceId }: Person): Promise<void> {
  const { userId } = await mirror.user();
  await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'member')", [userId, workspaceId]);
}

/** A second subscription of the workspace. */
async function also({ customerId, workspaceId, user }: Person, kind: Kind, quantity: number): Promise<void> {
  const { id } = await mirror.stripe.subscriptions.create({
    customer: customerId,
    items: [{ price: prices[kind].id, quantity }],
    metadata: { [METADATA.workspaceId]: workspaceId, [METADATA.userId]: user.id },
  });
  await syncObject("subscription", id);
}

const firstItemOf = async ({ subscriptionId }: Person): Promise<string> =>
  (await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]?.id ?? "";

/** Changes the plan when the period ends. */
async function plan({ subscriptionId }: Person, kind: Kind, quantity: number): Promise<void> {
  const { id, phases } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: subscriptionId });
  const [now] = phases;
  if (!now) throw new Error("The schedule has no phase.");
  const [item] = now.items;
  await mirror.stripe.subscriptionSchedules.update(id, {
    phases: [
      { start_date: now.start_date, end_date: now.end_date, items: [{ price: String(item?.price), quantity: 1 }] },
      { items: [{ price: prices[kind].id, quantity }], duration: { interval: "month" } },
    ],
  });
  await syncObject("subscription_schedule", id);
}

/** A change whose invoice can't be paid. */
async function fails(person: Person, change: Stripe.SubscriptionUpdateParams): Promise<void> {
  const { id } = await mirror.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
    customer: person.customerId,
  });
  await mirror.stripe.customers.update(person.customerId, { invoice_settings: { default_payment_method: id } });
  await mirror.stripe.subscriptions.update(person.subscriptionId, {
    ...change,
    default_payment_method: id,
    payment_behavior: "allow_incomplete",
  });
  await bring(mirror, person);
  const { latest_invoice } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
  await syncObject("invoice", String(latest_invoice));
}

const latestInvoiceOf = async ({ subscriptionId }: Person): Promise<string> =>
  String((await mirror.stripe.subscriptions.retrieve(subscriptionId)).latest_invoice);

/** Two seats became six, and the invoice for that ended so. */
async function raised(status: "open" | "paid" | "uncollectible" | "void"): Promise<Person> {
  const person = await buyer("studio", 2);
  await fails(person, {
    items: [{ id: await firstItemOf(person), quantity: 6 }],
    proration_behavior: "always_invoice",
  });
  const invoice = await latestInvoiceOf(person);
  if (status === "paid") await mirror.stripe.invoices.pay(invoice, { paid_out_of_band: true });
  if (status === "uncollectible") await mirror.stripe.invoices.markUncollectible(invoice);
  if (status === "void") await mirror.stripe.invoices.voidInvoice(invoice);
  await syncObject("invoice", invoice);
  await bring(mirror, person);
  return person;
}

async function soldBySales(person: Person): Promise<void> {
  const metadata = { [METADATA.userId]: "", [METADATA.checkoutId]: "none" };
  await mirror.stripe.subscriptions.update(person.subscriptionId, { metadata });
  await bring(mirror, person);
}

describe("there is room", () => {
  const cases: Record<string, [() => Promise<Person>, number | null, string]> = {
    "by members without a maximum, for anyone": [() => buyer("members", 3), null, "seats"],
    "by members, up to the maximum": [() => buyer("team", 1), 4, "plan"],
    "for the number that was chosen, which can be raised": [() => buyer("studio", 3), 3, "seats"],
    "for the highest number that is sold, and then in a bigger plan": [() => buyer("studio", 6), 6, "plan"],
    "for as many as sales agreed on": [
      async () => {
        const person = await buyer("team", 3);
        await soldBySales(person);
        return person;
      },
      3,
      "contact",
    ],
    "in the larger one of two plans that exclude each other": [
      async () => {
        const person = await buyer("studio", 3);
        await also(person, "team", 1);
        return person;
      },
      4,
      "plan",
    ],
    "in the smaller one of two plans that don't exclude each other": [
      async () => {
        const person = await buyer("team", 1);
        await also(person, "support", 2);
        return person;
      },
      2,
      "seats",
    ],
    "as the plan says, whatever the number of an add-on is": [
      async () => {
        const person = await buyer("team", 1);
        await also(person, "addOn", 2);
        return person;
      },
      4,
      "plan",
    ],
    "for anyone, where the only number is an add-on's": [() => buyer("addOn", 2), null, "seats"],
    "for as many as sales agreed on, of an add-on too": [
      async () => {
        const person = await buyer("addOn", 3);
        await soldBySales(person);
        return person;
      },
      3,
      "contact",
    ],
    "for anyone, in a plan that is not per seat": [() => buyer("flat", 1), null, "seats"],
    "for the number that is planned, before its day": [
      async () => {
        const person = await buyer("flat", 1);
        await plan(person, "studio", 3);
        return person;
      },
      3,
      "plan",
    ],
    "for the number of before, while a change is unpaid": [() => raised("open"), 2, "plan"],
    "for the number of before, once nobody expects the change to be paid": [() => raised("uncollectible"), 2, "plan"],
    "for the number of before, once the change's invoice is void": [() => raised("void"), 2, "plan"],
    "for the number of before, if the number is changed again meanwhile": [
      async () => {
        const person = await raised("uncollectible");
        await mirror.stripe.subscriptionItems.update(await firstItemOf(person), {
          quantity: 5,
          proration_behavior: "none",
        });
        await bring(mirror, person);
        return person;
      },
      2,
      "plan",
    ],
    "for the new number once the change is paid": [() => raised("paid"), 6, "plan"],
    "in the plan of before, whose change is not paid for": [
      async () => {
        const person = await buyer("team", 1);
        await fails(person, {
          items: [{ id: await firstItemOf(person), price: prices.members.id, quantity: 3 }],
          proration_behavior: "always_invoice",
        });
        await mirror.stripe.invoices.voidInvoice(await latestInvoiceOf(person));
        await bring(mirror, person);
        return person;
      },
      4,
      "plan",
    ],
    "for the number that was chosen, while the plan is unpaid": [
      async () => {
        const person = await buyer("studio", 3);
        await query("UPDATE subscription SET status = 'unpaid' WHERE id = $1", [person.subscriptionId]);
        return person;
      },
      3,
      "plan",
    ],
  };
  test.each(Object.entries(cases))("%s", async (_, [make, seats, more]) => {
    const { workspaceId, user } = await make();
    expect(await readSeatLimit(workspaceId)).toMatchObject({ seats, more });
    const free = (seats ?? 5) - 1;
    for (let n = 0; n < free; n++) {
      const token = await inviteMember(user.id, workspaceId, { role: "member", email: null });
      const { userId } = await mirror.user();
      await joinWorkspace({ id: userId, name: null, email: null }, token);
    }
    const next = inviteMember(user.id, workspaceId, { role: "member", email: null });
    if (seats === null) return expect(next).resolves.toEqual(expect.any(String));
    await expect(next).rejects.toMatchObject({ code: "seat_limit_reached", extras: { seats: { limit: seats, more } } });
  });

  test.each<[Kind, number, number]>([
    ["studio", 5, 2],
    ["team", 2, 2],
  ])("of %s: of twenty who join at once exactly as many as there are free seats", async (kind, quantity, members) => {
    const person = await buyer(kind, quantity, members);
    const { seats } = (await readSeatLimit(person.workspaceId)) ?? {};
    const guests = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { userId } = await mirror.user();
        const token = await invite(person.user.id, person.workspaceId, { role: "member", email: null });
        return () => outcome(joinWorkspace({ id: userId, name: null, email: null }, token));
      }),
    );
    const outcomes = await Promise.all(guests.map((come) => come()));
    const free = (seats ?? 0) - members;
    expect(outcomes.toSorted()).toEqual([
      ...Array.from({ length: free }, () => "done"),
      ...Array.from({ length: 20 - free }, () => "seat_limit_reached"),
    ]);
    expect(await quantityOf(person)).toBe(kind === "team" ? seats : quantity);
  });
});

const itemOf = async ({ subscriptionId }: Person) =>
  (await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]!;
const quantityOf = async (person: Person) => (await itemOf(person)).quantity;

test("what is owed is the same in TypeScript and in SQL", async () => {
  const seats = fc.constantFrom(null, "members" as const, "chosen" as const);
  const some = fc.option(fc.integer({ min: 0, max: 12 }), { nil: null });
  const rule = fc.record({ perSeat: fc.boolean(), seats, minSeats: some, maxSeats: some });
  const cases = fc.sample(
    fc.tuple(rule, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 20 })),
    depth(300, 3_000),
  );
  const rows = await query(
    `SELECT ${owedSeats("p", "c.members", "c.bought")} AS owed
     FROM jsonb_to_recordset($1::jsonb) AS c (n int, per_seat boolean, seats text, min_seats int, max_seats int, members bigint, bought bigint)
     CROSS JOIN LATERAL (SELECT c.per_seat, c.seats, c.min_seats, c.max_seats) p ORDER BY c.n`,
    [
      JSON.stringify(
        cases.map(([{ perSeat, seats: by, minSeats, maxSeats }, members, bought], n) => ({
          n,
          per_seat: perSeat,
          seats: by,
          min_seats: minSeats,
          max_seats: maxSeats,
          members,
          bought,
        })),
      ),
    ],
  );
  expect(rows.map(({ owed }) => Number(owed))).toEqual(cases.map((one) => seatsOwed(...one)));
});

// Whatever happens, in any order: Stripe's quantity is what the rule owes, and nobody is in a workspace without a seat.
type Step = { do: "join" } | { do: "leave" } | { do: "buy"; seats: number } | { do: "change"; to: Kind };

class History {
  private readonly guests: string[] = [];
  constructor(
    private readonly person: Person,
    private kind: Kind,
    private bought: number,
  ) {}

  private get members(): number {
    return this.guests.length + 1;
  }
  private get rule(): SeatRule {
    return RULES[this.kind];
  }

  async take(step: Step): Promise<void> {
    await this[step.do](step as never);
    await alignSeats(this.person.workspaceId);
    const owed = seatsOwed(this.rule, this.members, this.bought);
    expect(await quantityOf(this.person)).toBe(owed);
    if (this.rule.perSeat) expect(owed).toBeGreaterThanOrEqual(this.members);
  }

  async join(): Promise<void> {
    const { userId } = await mirror.user();
    const { user, workspaceId } = this.person;
    const token = await invite(user.id, workspaceId, { role: "member", email: null });
    const most = this.kind === "studio" ? this.bought : this.kind === "team" ? 4 : Infinity;
    const expected = this.members < most ? "done" : "seat_limit_reached";
    expect(await outcome(joinWorkspace({ id: userId, name: null, email: null }, token))).toBe(expected);
    if (expected === "done") this.guests.push(userId);
  }

  async leave(): Promise<void> {
    const id = this.guests.pop();
    if (id) await leaveWorkspace({ id, name: null, email: null }, this.person.workspaceId, false);
  }

  async buy({ seats }: { seats: number }): Promise<void> {
    const { user, workspaceId } = this.person;
    const shown = { workspaceId, itemId: (await itemOf(this.person)).id, before: this.bought, seats };
    const fits = seats >= Math.max(2, this.members) && seats <= 6;
    const expected =
      this.kind !== "studio" ? "no_subscription" : fits || seats === this.bought ? "done" : "seats_out_of_range";
    expect(await outcome(changeSeats(user, shown))).toBe(expected);
    if (expected === "done") this.bought = seats;
  }

  /** As a change of plan asks Stripe for it. */
  async change({ to }: { to: Kind }): Promise<void> {
    if (to === this.kind) return;
    const { user, workspaceId, subscriptionId } = this.person;
    const change = requirePaidItems(user, workspaceId).then((paid) => requireChange(paid, prices[to].id));
    const expected = this.members > (RULES[to].maxSeats ?? Infinity) ? "too_many_members" : "done";
    expect(await outcome(change)).toBe(expected);
    if (expected !== "done") return;
    const { changes: items } = (await change).next;
    await mirror.stripe.subscriptions.update(subscriptionId, { items, proration_behavior: "always_invoice" });
    await bring(mirror, this.person);
    await syncObject("invoice", await latestInvoiceOf(this.person));
    if (to === "studio") this.bought = Math.max(2, this.members);
    this.kind = to;
  }
}

test("members who come and go, numbers that are bought, and changes of plan leave the quantity that is owed", async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ do: "join" }) },
    { weight: 2, arbitrary: fc.constant<Step>({ do: "leave" }) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 7 }).map((seats): Step => ({ do: "buy", seats })) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Kind>("members", "team", "studio", "flat").map((to): Step => ({ do: "change", to })),
    },
  );
  const first = fc.constantFrom<[Kind, number]>(["members", 3], ["team", 1], ["studio", 2]);
  await fc.assert(
    fc.asyncProperty(first, fc.array(step, { minLength: 8, maxLength: 16 }), async ([kind, bought], steps) => {
      const history = new History(await buyer(kind, bought), kind, bought);
      for (const one of steps) await history.take(one);
    }),
    { numRuns: depth(8, 80) },
  );
});
