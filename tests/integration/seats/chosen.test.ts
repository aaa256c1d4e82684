/** A number of seats that its payer chooses on our page: what it costs, when it is billed, and who may. */
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syncObject } from "@/lib/billing/mirror/sync";
import { alignSeats, noteStraySeats } from "@/lib/billing/seats/align";
import { changeSeats } from "@/lib/billing/seats/change";
import { holdLower } from "@/lib/billing/seats/lowering";
import { previewSeats } from "@/lib/billing/seats/preview";
import { joinWorkspace } from "@/lib/billing/workspaces/departures";
import type { User } from "@/lib/billing/user";
import { METADATA } from "@/lib/stripe/metadata";
import { invite } from "@/lib/workspaces/invitations";
import { until } from "../../support/integration";
import { type Mirror, startMirror } from "../../support/mirror";
import { bring, DAY, goTo, invoicesOf, payWith, type Person, subscribeAt } from "../change/people";
import { outcome } from "../workspaces/people";

let mirror: Mirror & { price: Stripe.Price };
let chosen: { month: Stripe.Price; year: Stripe.Price; other: Stripe.Price };
let members: Stripe.Price;
/** Of an add-on. */
let licenses: Stripe.Price;

const HOUR = 3600;
/** To December 3: thirty days. */
const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;

beforeAll(async () => {
  mirror = await startMirror();
  const sell = async (
    amount: number,
    more: Partial<Stripe.PriceCreateParams> & { metadata?: Record<string, string> } = {},
  ) => {
    const product = await mirror.stripe.products.create({ name: "Studio", metadata: { plan_group: "plan" } });
    return mirror.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: amount,
      recurring: { interval: "month" },
      ...more,
      metadata: { [METADATA.perSeat]: "true", [METADATA.seats]: "chosen", ...more.metadata },
    });
  };
  const range = { [METADATA.minSeats]: "2", [METADATA.maxSeats]: "40" };
  chosen = {
    month: await sell(2_000, { metadata: range }),
    year: await sell(36_500, { recurring: { interval: "year" } }),
    other: await sell(1_000, { metadata: { [METADATA.minSeats]: "6" } }),
  };
  const { id: addOn } = await mirror.stripe.products.create({ name: "Analytics" });
  licenses = await sell(700, { product: addOn });
  members = await sell(500, { metadata: { [METADATA.seats]: "members" } });
  await mirror.sync();
});
afterAll(() => mirror?.stop());

test("the number of an add-on may be lower than that of the members", async () => {
  const person = await buyer(licenses);
  for (let n = 0; n < 3; n++) await join(person);
  const { choice } = await previewSeats(person.user, person.workspaceId, undefined, 1);
  expect(choice).toMatchObject({ seats: 5, least: 1, members: 4, item: { seats: "units" } });
  const shown = { workspaceId: person.workspaceId, itemId: choice.item.item_id, before: 5, seats: 2 };
  await changeSeats(person.user, shown);
  await alignSeats(person.workspaceId);
  const { items } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
  expect(items.data.map(({ quantity }) => quantity)).toEqual([2]);
});

/** Five seats, bought ten days ago. */
async function buyer(price: Stripe.Price, more: Partial<Stripe.SubscriptionCreateParams> = {}): Promise<Person> {
  const person = await subscribeAt(mirror, START, price, { items: [{ price: price.id, quantity: 5 }], ...more });
  await goTo(mirror, person, START + 10 * DAY);
  return person;
}

const query = (text: string, values: unknown[]) => mirror.database.pool.query(text, values);
async function join({ workspaceId }: Pick<Person, "workspaceId">, role = "member"): Promise<User> {
  const { userId } = await mirror.user();
  await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
    userId,
    workspaceId,
    role,
  ]);
  return { id: userId, name: null, email: null };
}

const itemOf = async ({ subscriptionId }: Pick<Person, "subscriptionId">) =>
  (await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data[0]!;
const seatsOf = async (person: Pick<Person, "subscriptionId">) => (await itemOf(person)).quantity;

async function change(person: Person, seats: number, { before = 5, user = person.user } = {}): Promise<void> {
  await changeSeats(user, { workspaceId: person.workspaceId, itemId: (await itemOf(person)).id, before, seats });
}
const preview = async ({ user, workspaceId }: Person, seats?: number) =>
  previewSeats(user, workspaceId, undefined, seats);

describe("the sum that is shown is the sum that is billed", () => {
  test.each<[string, number, number, number]>([
    // Two more at $20 for twenty of thirty days. Stripe rounds what five cost and what seven cost, each for itself.
    ["more seats, for the days that are left", 7, 2_666, 14_000 + 2_666],
    ["fewer seats, whose days are given back", 3, -2_667, 6_000 - 2_667],
  ])("%s", async (_, seats, rest, next) => {
    const person = await buyer(chosen.month);
    const { choice, preview: shown } = await preview(person, seats);
    expect(choice).toMatchObject({ seats: 5, members: 1, least: 2, most: 40 });
    expect(shown).toMatchObject({ todayMinor: 0, restMinor: rest, invoice: { amountDueMinor: next } });
    expect(shown?.invoice?.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(next);
    await change(person, seats);
    expect(await seatsOf(person)).toBe(seats);
    expect(await invoicesOf(mirror, person)).toHaveLength(1);
    await goTo(mirror, person, START + 30 * DAY + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ total: next, status: "paid" });
  });

  test("a second change beside the first: each says its own part, and the invoice has both", async () => {
    const person = await buyer(chosen.month);
    await change(person, 7);
    await goTo(mirror, person, START + 20 * DAY);
    const { preview: shown } = await preview(person, 8);
    // One more for ten of thirty days.
    expect(shown).toMatchObject({ restMinor: 666, invoice: { amountDueMinor: 16_000 + 2_666 + 666 } });
    await change(person, 8, { before: 7 });
    await goTo(mirror, person, START + 30 * DAY + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ total: 16_000 + 2_666 + 666, status: "paid" });
  });

  test("also where the next invoice has more lines than an answer brings", async () => {
    const person = await buyer(chosen.month);
    const { subscriptionId: subscription } = person;
    const { customer } = await mirror.stripe.subscriptions.retrieve(subscription);
    const waiting = { customer: String(customer), subscription, currency: "usd", amount: 100, description: "Support" };
    for (let hour = 0; hour < 12; hour++) await mirror.stripe.invoiceItems.create(waiting);
    const { preview: shown } = await preview(person, 7);
    expect(shown).toMatchObject({ restMinor: 2_666, invoice: { amountDueMinor: 14_000 + 2_666 + 1_200 } });
    expect(shown?.invoice?.lines.map(({ kind, amountMinor }) => [kind, amountMinor]).toSorted()).toEqual([
      ["other", 1_200],
      ["plan", 14_000],
      ["rest", expect.any(Number)],
      ["unused", expect.any(Number)],
    ]);
  });

  test("of a year they are billed within a month", async () => {
    const person = await buyer(chosen.year);
    await alignSeats(person.workspaceId);
    const { preview: shown } = await preview(person, 6);
    // A dollar a day.
    expect(shown).toMatchObject({ restMinor: 35_500, invoice: { amountDueMinor: 35_500 } });
    expect(shown!.invoice!.at.getTime() / 1000).toBeLessThanOrEqual(START + 41 * DAY);
    await change(person, 6);
    await goTo(mirror, person, shown!.invoice!.at.getTime() / 1000 + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ total: 35_500, status: "paid" });
  });

  test("in a trial nothing is charged until it ends, then all of them", async () => {
    const person = await buyer(chosen.month, { trial_end: START + 14 * DAY });
    const { preview: shown } = await preview(person, 7);
    expect(shown).toMatchObject({ restMinor: 0, todayMinor: 0, invoice: { amountDueMinor: 14_000 } });
    await change(person, 7);
    await goTo(mirror, person, START + 14 * DAY + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ total: 14_000, status: "paid" });
  });

  test("of a canceled plan the last invoice has them", async () => {
    const person = await buyer(chosen.month);
    await mirror.stripe.subscriptions.update(person.subscriptionId, { cancel_at_period_end: true });
    await bring(mirror, person);
    const { preview: shown } = await preview(person, 7);
    expect(shown).toMatchObject({ restMinor: 2_666, invoice: { amountDueMinor: 2_666 } });
  });
});

test("no program changes the number: members who come and go leave it as it was bought", async () => {
  const person = await buyer(chosen.month);
  await join(person);
  await join(person);
  await query("DELETE FROM pending_work", []);
  await noteStraySeats(() => false);
  expect((await query("SELECT FROM pending_work", [])).rowCount).toBe(0);
  await alignSeats(person.workspaceId);
  expect(await seatsOf(person)).toBe(5);
});

test("what is planned has the new number in every phase, as far as its price is sold for it", async () => {
  const person = await buyer(chosen.month);
  const { id, phases } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: person.subscriptionId });
  const { start_date, end_date } = phases[0]!;
  const phase = (price: Stripe.Price, quantity: number) => ({ items: [{ price: price.id, quantity }] });
  const lasting = { proration_behavior: "none", duration: { interval: "month", interval_count: 1 } } as const;
  const { rows } = await query("SELECT id FROM installation", []);
  await mirror.stripe.subscriptionSchedules.update(id, {
    metadata: { [METADATA.installationId]: (rows[0] as { id: string }).id },
    phases: [
      { ...phase(chosen.month, 5), start_date, end_date },
      { ...phase(chosen.other, 6), ...lasting },
      { ...phase(members, 1), ...lasting },
      { ...phase(mirror.price, 1), ...lasting },
    ],
  });
  await bring(mirror, person);
  await join(person);
  expect((await preview(person, 4)).preview).toMatchObject({ invoice: null, restMinor: -1_334 });
  await change(person, 4);
  const quantities = async () =>
    (await mirror.stripe.subscriptionSchedules.retrieve(id)).phases.map(({ items }) => items[0]?.quantity);
  expect([await seatsOf(person), await quantities()]).toEqual([4, [4, 6, 2, 1]]);
  // A member more changes only what goes by members.
  await join(person);
  await alignSeats(person.workspaceId);
  expect(await quantities()).toEqual([4, 6, 2, 1]);
});

describe("refused", () => {
  test("a number that the price is not sold for", async () => {
    const person = await buyer(chosen.month);
    for (const seats of [1, 41, 0, -5, 5.5, NaN, 1e20]) {
      expect(await outcome(change(person, seats))).toBe("seats_out_of_range");
      expect(await outcome(preview(person, seats))).toBe("seats_out_of_range");
    }
    expect(await seatsOf(person)).toBe(5);
  });

  test("fewer than the members, and a price whose members are more than it is sold for", async () => {
    const person = await buyer(chosen.month);
    for (let n = 0; n < 3; n++) await join(person);
    expect(await outcome(change(person, 3))).toBe("seats_out_of_range");
    expect(await outcome(change(person, 4))).toBe("done");
    await query("UPDATE price SET max_seats = 3 WHERE id = $1", [chosen.month.id]);
    expect(await outcome(change(person, 5, { before: 4 }))).toBe("too_many_members");
    await query("UPDATE price SET max_seats = 40 WHERE id = $1", [chosen.month.id]);
  });

  test("another number than the page showed", async () => {
    const person = await buyer(chosen.month);
    await change(person, 6);
    expect(await outcome(change(person, 7))).toBe("change_looks_different");
    // The same form again has nothing left to do.
    expect(await outcome(change(person, 6))).toBe("done");
    expect(await seatsOf(person)).toBe(6);
  });

  const because = {
    "that sales agreed on": async ({ subscriptionId }: Person) => {
      const metadata = { [METADATA.userId]: "", [METADATA.checkoutId]: randomUUID() };
      await mirror.stripe.subscriptions.update(subscriptionId, { metadata });
      return "seats_not_changeable";
    },
    "that are paid by invoice": async ({ subscriptionId }: Person) => {
      const sent = { collection_method: "send_invoice", days_until_due: 30 } as const;
      await mirror.stripe.subscriptions.update(subscriptionId, sent);
      return "seats_not_changeable";
    },
    "by members": async (person: Person) => {
      await mirror.stripe.subscriptionItems.update((await itemOf(person)).id, { price: members.id, quantity: 5 });
      return "no_subscription";
    },
    "beside what somebody planned at Stripe": async ({ subscriptionId }: Person) => {
      const { id, phases } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: subscriptionId });
      const items = [{ price: chosen.other.id, quantity: 6 }];
      const { start_date, end_date } = phases[0]!;
      const running = { items: [{ price: chosen.month.id, quantity: 5 }], start_date, end_date };
      const next = { items, duration: { interval: "month", interval_count: 1 } } as const;
      await mirror.stripe.subscriptionSchedules.update(id, { phases: [running, next] });
      return "seats_not_changeable";
    },
  };
  test.each(Object.entries(because))("seats %s", async (_, make) => {
    const person = await buyer(chosen.month);
    const code = await make(person);
    await bring(mirror, person);
    expect(await outcome(change(person, 6))).toBe(code);
    expect(await seatsOf(person)).toBe(5);
  });

  test("more seats with a bill unpaid, or with no card; fewer are not", async () => {
    const unpaid = await buyer(chosen.month);
    await payWith(mirror, unpaid.customerId, "pm_card_chargeCustomerFail");
    await goTo(mirror, unpaid, START + 31 * DAY);
    expect(await outcome(change(unpaid, 6))).toBe("seats_unpaid");
    expect(await outcome(change(unpaid, 4))).toBe("done");
    const cardless = await buyer(chosen.month);
    const { data } = await mirror.stripe.paymentMethods.list({ customer: cardless.customerId });
    for (const { id } of data) {
      await mirror.stripe.paymentMethods.detach(id);
      await syncObject("payment_method", id);
    }
    await syncObject("customer", cardless.customerId);
    expect(await outcome(change(cardless, 6))).toBe("no_payment_method");
    expect(await outcome(change(cardless, 4))).toBe("done");
  });

  test("to who does not pay: an owner, an admin, a member, a stranger", async () => {
    const person = await buyer(chosen.month);
    const by = async (user: User) => outcome(change(person, 6, { user }));
    expect(await by(await join(person, "owner"))).toBe("not_the_payer");
    expect(await by(await join(person, "admin"))).toBe("not_the_payer");
    expect(await by(await join(person))).toBe("billing_role_required");
    expect(await by({ id: randomUUID(), name: null, email: null })).toBe("workspace_not_found");
    expect(await seatsOf(person)).toBe(5);
  });
});

test("two numbers and twice the same, all confirmed at once, are one change", async () => {
  const person = await buyer(chosen.month);
  const outcomes = await Promise.all([7, 8, 7, 8].map((seats) => outcome(change(person, seats))));
  expect(outcomes.toSorted()).toEqual(["change_looks_different", "change_looks_different", "done", "done"]);
  const [made, rest] = outcomes[0] === "done" ? [7, 2_666] : [8, 4_000];
  expect(await seatsOf(person)).toBe(made);
  await goTo(mirror, person, START + 30 * DAY + 2 * HOUR);
  const [next] = await invoicesOf(mirror, person);
  expect(next?.total).toBe(made * 2_000 + rest);
});

describe("who joins while the number is lowered", () => {
  const guest = async ({ user, workspaceId }: Person) => {
    const { userId } = await mirror.user();
    const token = await invite(user.id, workspaceId, { role: "member", email: null });
    return () => outcome(joinWorkspace({ id: userId, name: null, email: null }, token));
  };

  test("finds no seat, although Stripe has not lowered it yet", async () => {
    const person = await buyer(chosen.month);
    for (let n = 0; n < 2; n++) await join(person);
    const come = await guest(person);
    const path = `/v1/subscriptions/${person.subscriptionId}`;
    await mirror.localStripe.fault({ method: "POST", path, kind: "hang", ms: 1_500, times: 1 });
    const lowered = change(person, 3);
    const held = () => query("SELECT FROM workspace WHERE id = $1 AND seats_lowered_to = 3", [person.workspaceId]);
    await until("the lower number to hold", async () => (await held()).rowCount === 1);
    expect(await come()).toBe("seat_limit_reached");
    await lowered;
    expect([(await held()).rowCount, await seatsOf(person)]).toEqual([0, 3]);
    await change(person, 4, { before: 3 });
    expect(await come()).toBe("done");
    expect(await outcome(holdLower(person.workspaceId, 3, 40))).toBe("seats_out_of_range");
  });

  test("keeps the seat that they were quicker for: never are there fewer seats than members", async () => {
    const person = await buyer(chosen.month);
    for (let n = 0; n < 2; n++) await join(person);
    const come = await guest(person);
    const outcomes = await Promise.all([change(person, 3), come()].map((work) => outcome(Promise.resolve(work))));
    const { rowCount } = await query("SELECT FROM membership WHERE workspace_id = $1", [person.workspaceId]);
    expect(await seatsOf(person)).toBeGreaterThanOrEqual(rowCount ?? 0);
    expect(outcomes).toContain("done");
  });

  test("after a refusal of Stripe, finds the seats as they were", async () => {
    const person = await buyer(chosen.month);
    for (let n = 0; n < 2; n++) await join(person);
    await mirror.stripe.subscriptions.cancel(person.subscriptionId);
    expect(await outcome(change(person, 3))).not.toBe("done");
    const { rows } = await query("SELECT seats_lowered_to FROM workspace WHERE id = $1", [person.workspaceId]);
    expect(rows).toEqual([{ seats_lowered_to: null }]);
  });
});
