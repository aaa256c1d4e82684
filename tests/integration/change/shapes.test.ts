/** Changes of plan of subscriptions that Stripe's portal can't change: how they are paid, planned, refused and left. */
import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { syncObject } from "@/lib/billing/mirror/sync";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { previewPlanChange } from "@/lib/billing/portal/plan-change";
import { openPortal } from "@/lib/billing/portal/session";
import { hadProduct } from "@/lib/billing/checkout/sale";
import { dropPlanned } from "@/lib/billing/schedules/drop";
import { setPlannedSeats } from "@/lib/billing/schedules/seats";
import { Deadline } from "@/lib/stripe/deadline";
import { readChanges, withPlanned } from "@/lib/billing/schedules/read";
import { METADATA } from "@/lib/stripe/metadata";
import { everything } from "../../support/catalogs/everything";
import { claimOf } from "../../support/claim";
import { startMirror } from "../../support/mirror";
import { priceNamed, type SoldFile, sellFile } from "../../support/sell-file";
import { itemsNow, itemsOf, makeChange } from "./compare";
import { bring, DAY, goTo, invoicesOf, payWith, type Person, type Prices, setPortal, subscribeAt } from "./people";

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const NEXT_MONTH = Date.UTC(2026, 11, 3, 9, 30) / 1000;
const HOUR = 3600;
/** Used of the plan Build: 5,000 calls, and three packages of storage. */
const USED_MINOR = 1_000 + 1_500;

const LISTED = ["free_month", "solo_month", "solo_year", "team_month", "studio_month", "build_month"];
const AS_SET_UP: Parameters<typeof setPortal>[2] = {
  proration_behavior: "always_invoice",
  trial_update_behavior: "continue_trial",
  schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }] },
};

let mirror: Awaited<ReturnType<typeof startMirror>>;
let sold: SoldFile;
let own: Record<"flat" | "use" | "otherUse", Stripe.Price>;
const price = (name: string) => priceNamed(sold.prices, name);
const configure = (more: Partial<NonNullable<typeof AS_SET_UP>> = {}) =>
  setPortal(mirror, Object.fromEntries(LISTED.map((name) => [name, price(name)])) as unknown as Prices, {
    ...AS_SET_UP,
    ...more,
  });

beforeAll(async () => {
  mirror = await startMirror();
  const { stripe } = mirror;
  sold = await sellFile(stripe, everything);
  const product = async (name: string) =>
    (await stripe.products.create({ name, metadata: { [METADATA.planGroup]: "own" } })).id;
  const recurring = { interval: "month" as const };
  const metered = { ...recurring, usage_type: "metered" as const, meter: sold.meters.get("api_calls") };
  own = {
    flat: await stripe.prices.create({
      product: await product("Flat"),
      currency: "usd",
      unit_amount: 2_000,
      recurring,
    }),
    use: await stripe.prices.create({
      product: await product("Use"),
      currency: "usd",
      unit_amount: 1,
      recurring: metered,
    }),
    otherUse: await stripe.prices.create({
      product: await product("Other"),
      currency: "usd",
      unit_amount: 2,
      recurring: metered,
    }),
  };
  await mirror.sync();
});
afterAll(() => mirror?.stop());
beforeEach(() => configure());

const BUILD = () =>
  ["build_month", "build_calls_month", "build_storage_month"].map((name) => ({ price: price(name).id }));

async function after9Days(items: { price: string; quantity?: number }[], more: object = {}): Promise<Person> {
  const person = await subscribeAt(mirror, START, price("solo_month"), { items, ...more });
  await goTo(mirror, person, START + 9 * DAY);
  return person;
}

const use = async ({ customerId: customer }: Person, calls = 5_000, storage = 250): Promise<void> => {
  await mirror.localStripe.use({ customer, meter: sold.meters.get("api_calls") ?? "", total: calls });
  await mirror.localStripe.use({ customer, meter: sold.meters.get("storage_gb") ?? "", total: storage });
};

const preview = ({ user, workspaceId }: Person, to: Stripe.Price) => previewPlanChange(user, workspaceId, to.id);
const confirm = ({ user, workspaceId }: Person, to: Stripe.Price, begins = "now") =>
  confirmPlanChange(user, { workspaceId, priceId: to.id, begins });
const one = (name: string, quantity = 1) => [{ price: price(name).id, quantity }];

async function withoutCard({ customerId }: Person): Promise<void> {
  const { stripe } = mirror;
  for (const { id } of (await stripe.customers.listPaymentMethods(customerId)).data) {
    await stripe.paymentMethods.detach(id);
    await syncObject("payment_method", id);
  }
  await syncObject("customer", customerId);
}

describe("a plan with several items", () => {
  test.each(["pm_card_chargeCustomerFail", "pm_card_authenticationRequired"])(
    "stays whole while its change is not paid (%s), and is changed when it is",
    async (card) => {
      const person = await after9Days(BUILD());
      await use(person);
      const { invoice } = await preview(person, price("studio_year"));
      expect(invoice.lines.map(({ kind }) => kind).toSorted()).toEqual(["rest", "unused", "used", "used"]);
      await payWith(mirror, person.customerId, card);
      const refused = await confirm(person, price("studio_year")).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: "change_unpaid", extras: { href: expect.stringContaining("http") } });
      expect((await itemsNow(mirror, person)).map((item) => item.price)).toEqual(
        itemsOf(BUILD()).map((item) => item.price),
      );
      const [bill] = await invoicesOf(mirror, person);
      expect(bill).toMatchObject({ status: "open", amount_due: invoice.amountDueMinor });
      await payWith(mirror, person.customerId, "pm_card_visa");
      await mirror.stripe.invoices.pay(bill?.id ?? "");
      expect(await itemsNow(mirror, person)).toEqual(one("studio_year", 2));
    },
  );

  test("is planned with all its items; the dashboard names the next payment, and it can be kept", async () => {
    const person = await after9Days(BUILD());
    const next = async () => {
      const { planned } = await readChanges(person.workspaceId);
      const shown = await getDashboard(await claimOf(person.user.id), person.workspaceId);
      return shown?.subscriptions.map((subscription) => withPlanned(subscription, planned).nextPayment)[0];
    };
    expect(await next()).toMatchObject({ amountMinor: 4_900, beside: ["use"] });
    const change = await makeChange(mirror, person, price("solo_month"), one("solo_month"));
    expect(change).toMatchObject({ begins: "period_end", road: "api", isCertain: true, endsUse: true, withUse: true });
    await bring(mirror, person);
    expect(await next()).toMatchObject({ amountMinor: 1_200, beside: ["use"] });
    // Another change takes its place.
    expect((await preview(person, price("studio_month"))).dropsPlanOf).toEqual(change.invoice.at);
    await makeChange(mirror, person, price("free_month"), one("free_month"));
    await bring(mirror, person);
    await dropPlanned(person.user, person.workspaceId, person.subscriptionId);
    expect(await next()).toMatchObject({ amountMinor: 4_900, beside: ["use"] });
    await use(person);
    await goTo(mirror, person, NEXT_MONTH + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ amount_paid: 4_900 + USED_MINOR });
  });

  test("waits where the portal prorates nothing, because what was used would never be billed", async () => {
    await configure({ proration_behavior: "none" });
    const [, ...companions] = BUILD();
    const person = await after9Days([{ price: price("build_month_negotiated").id }, ...companions]);
    await use(person);
    // $39 a month to $40.
    const change = await makeChange(mirror, person, price("studio_month"), one("studio_month", 2));
    expect(change).toMatchObject({ begins: "period_end", invoice: { amountDueMinor: 4_000 } });
    await bring(mirror, person);
    await goTo(mirror, person, NEXT_MONTH + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ amount_paid: 4_000 + USED_MINOR });
    // Without use there is nothing to lose.
    const solo = await after9Days(one("solo_month"));
    expect(await preview(solo, price("studio_month"))).toMatchObject({ begins: "now", invoice: { isToday: false } });
  });

  test("leads from the endpoint to our pages, as does any other that the portal can't change", async () => {
    const person = await after9Days(BUILD());
    const { user, workspaceId } = person;
    const open = (flow: "subscription_update" | "subscription_update_confirm", to?: string) =>
      openPortal(user, { workspaceId, flow, ...(to && { priceId: price(to).id }) });
    expect((await open("subscription_update_confirm", "studio_month")).url).toContain("/dashboard/change?");
    expect((await open("subscription_update")).url).toMatch(/\/pricing\?workspace=/);
    const solo = await after9Days(one("solo_month"));
    const asSolo = { ...solo.user };
    const choice = await openPortal(asSolo, { workspaceId: solo.workspaceId, flow: "subscription_update" });
    expect(choice.url).toContain("/p/session/");
    const tiers = await openPortal(asSolo, {
      workspaceId: solo.workspaceId,
      flow: "subscription_update_confirm",
      priceId: price("studio_year").id,
    });
    expect(tiers.url).toContain("/dashboard/change?");
  });

  test("that nobody here made has no way", async () => {
    const outside = { metadata: { [METADATA.userId]: "" } };
    for (const items of [BUILD(), one("team_year", 3)]) {
      const person = await after9Days(items);
      await mirror.stripe.subscriptions.update(person.subscriptionId, outside);
      await bring(mirror, person);
      await expect(preview(person, price("studio_month"))).rejects.toMatchObject({ code: "change_not_possible" });
      const { user, workspaceId } = person;
      const asked = openPortal(user, {
        workspaceId,
        flow: "subscription_update_confirm",
        priceId: price("studio_month").id,
      });
      await expect(asked).rejects.toMatchObject({ code: "change_not_possible" });
    }
  });

  test("keeps what is no part of the plan, as long as it is billed in the same rhythm", async () => {
    const person = await after9Days([...one("solo_month"), ...one("phone_month", 2)]);
    const wanted = [...one("studio_month", 2), ...one("phone_month", 2)];
    expect(await makeChange(mirror, person, price("studio_month"), wanted)).toMatchObject({ road: "api" });
    await bring(mirror, person);
    const later = [...one("solo_month"), ...one("phone_month", 2)];
    expect(await makeChange(mirror, person, price("solo_month"), later)).toMatchObject({ begins: "period_end" });
    await bring(mirror, person);
    await expect(preview(person, price("solo_year"))).rejects.toMatchObject({ code: "change_not_possible" });
  });
});

describe("a plan that is paid by use", () => {
  test("begins when the paid month is over, and ends at once with what was used", async () => {
    const flat = await after9Days([{ price: own.flat.id }]);
    const change = await makeChange(mirror, flat, own.use, [{ price: own.use.id }]);
    expect(change).toMatchObject({ begins: "period_end", road: "api", to: { amountMinor: null } });
    await bring(mirror, flat);
    await goTo(mirror, flat, NEXT_MONTH + 2 * HOUR);
    expect(await itemsNow(mirror, flat)).toEqual([{ price: own.use.id, quantity: undefined }]);
    await use(flat, 300);
    const back = await makeChange(mirror, flat, own.flat, [{ price: own.flat.id, quantity: 1 }]);
    expect(back).toMatchObject({ begins: "now", invoice: { isToday: true } });
    const used = back.invoice.lines.filter(({ kind }) => kind === "used");
    expect(used).toMatchObject([{ amountMinor: 300 }]);
  });

  test("is exchanged for another at once: each bills its own time", async () => {
    const person = await after9Days([{ price: own.use.id }]);
    await use(person, 100);
    const change = await makeChange(mirror, person, own.otherUse, [{ price: own.otherUse.id }]);
    expect(change).toMatchObject({ begins: "now", invoice: { isToday: true, amountDueMinor: 100 } });
  });
});

describe("a change", () => {
  test("to a hidden price is for whom it was offered to; what comes with both stays", async () => {
    const person = await after9Days(BUILD());
    const negotiated = price("build_month_negotiated");
    await expect(preview(person, negotiated)).rejects.toMatchObject({ code: "price_not_available" });
    await mirror.database.pool.query(
      `INSERT INTO price_offer (id, price_id, workspace_id, until, offered_by, offered_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'sales', $4)`,
      [negotiated.id, person.workspaceId, new Date((START + 20 * DAY) * 1000), new Date(START * 1000)],
    );
    const [, ...companions] = BUILD();
    const change = await makeChange(mirror, person, negotiated, [{ price: negotiated.id, quantity: 1 }, ...companions]);
    expect(change).toMatchObject({
      begins: "period_end",
      endsUse: false,
      withUse: true,
      invoice: { amountDueMinor: 3_900 },
    });
    await use(person);
    await bring(mirror, person);
    await goTo(mirror, person, NEXT_MONTH + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ amount_paid: 3_900 + USED_MINOR });
  });

  test("of a plan that is paid by invoice sends one", async () => {
    const person = await after9Days(one("solo_month"), { collection_method: "send_invoice", days_until_due: 14 });
    const change = await makeChange(mirror, person, price("studio_month"), one("studio_month", 2));
    expect(change).toMatchObject({ road: "api", isSent: true, needsCard: false, invoice: { isToday: true } });
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ collection_method: "send_invoice" });
  });

  test("in a trial keeps the trial's end, whatever the new plan's trial is, and needs no card yet", async () => {
    const trial_end = START + 14 * DAY;
    const person = await subscribeAt(mirror, START, price("build_month"), { items: BUILD(), trial_end });
    await withoutCard(person);
    const change = await makeChange(mirror, person, price("studio_month"), one("studio_month", 2));
    expect(change).toMatchObject({ begins: "in_trial", needsCard: false, trialEnd: new Date(trial_end * 1000) });
    const { trial_end: after, status } = await mirror.stripe.subscriptions.retrieve(person.subscriptionId);
    expect([after, status]).toEqual([trial_end, "trialing"]);
  });

  test("from a free plan needs a card, and one to it does not", async () => {
    const person = await after9Days(one("free_month"));
    await withoutCard(person);
    expect((await preview(person, price("studio_month"))).needsCard).toBe(true);
    expect((await preview(person, price("build_month"))).needsCard).toBe(true);
    const paying = await after9Days(one("solo_month"));
    await withoutCard(paying);
    expect((await preview(paying, price("free_month"))).needsCard).toBe(false);
  });

  test("to a plan for fewer people than there are is refused", async () => {
    const person = await after9Days(one("solo_month"));
    await mirror.database.pool.query(
      `WITH made AS (INSERT INTO "user" (id, email) SELECT gen_random_uuid(), 'm' || n || '-' || $1 || '@example.com' FROM generate_series(1, 40) n RETURNING id)
       INSERT INTO membership (user_id, workspace_id, role) SELECT id, $1::uuid, 'member' FROM made`,
      [person.workspaceId],
    );
    await expect(preview(person, price("studio_month"))).rejects.toMatchObject({ code: "too_many_members" });
    expect((await preview(person, price("team_month"))).to.quantity).toBe(41);
  });
});

const itemsAt = async ({ subscriptionId }: Person) =>
  (await mirror.stripe.subscriptions.retrieve(subscriptionId)).items.data;

describe("a set-up fee", () => {
  const FEE = 9_900;
  const feesOf = async (person: Person): Promise<Record<string, number>> => {
    const bills = (await invoicesOf(mirror, person)).flatMap(({ status, lines }) =>
      lines.data
        .filter(({ pricing }) => pricing?.price_details?.price === price("team_setup").id)
        .map(({ amount }) => ({ status: String(status), amount })),
    );
    return Object.fromEntries(
      [...new Set(bills.map(({ status }) => status))].map((status) => [
        status,
        bills.filter((bill) => bill.status === status).reduce((sum, { amount }) => sum + amount, 0),
      ]),
    );
  };
  const owed = async ({ workspaceId }: Person) => !(await hadProduct(workspaceId, String(price("team_month").product)));

  test("is paid with a change to its plan, also from a free one, and not again by who comes back", async () => {
    const person = await after9Days(one("free_month"));
    const change = await makeChange(mirror, person, price("team_month"), one("team_month", 3));
    expect(change).toMatchObject({ road: "api", begins: "now", to: { feeMinor: FEE }, invoice: { isToday: true } });
    expect(change.invoice.lines).toContainEqual(expect.objectContaining({ kind: "fee", amountMinor: FEE }));
    expect(await feesOf(person)).toEqual({ paid: FEE });
    await goTo(mirror, person, NEXT_MONTH + 2 * HOUR);
    await mirror.stripe.subscriptions.update(person.subscriptionId, {
      items: [{ id: (await itemsAt(person))[0]?.id ?? "", price: price("free_month").id, quantity: 1 }],
    });
    await bring(mirror, person);
    const again = await preview(person, price("team_month"));
    expect(again).toMatchObject({ road: "portal", to: { feeMinor: 0 } });
    expect(again.invoice.lines.map(({ kind }) => kind)).not.toContain("fee");
    expect((await preview(person, price("studio_month"))).to.feeMinor).toBeNull();
  });

  test("is not in the portal, which can't charge it", async () => {
    const person = await after9Days(one("solo_month"));
    const { url } = await openPortal(person.user, {
      workspaceId: person.workspaceId,
      flow: "subscription_update_confirm",
      priceId: price("team_month").id,
    });
    expect(url).toContain("/dashboard/change?");
  });

  test("is paid once, however often the payment is tried", async () => {
    const person = await after9Days(one("free_month"));
    await payWith(mirror, person.customerId, "pm_card_chargeCustomerFail");
    await expect(confirm(person, price("team_month"))).rejects.toMatchObject({ code: "change_unpaid" });
    expect(await owed(person)).toBe(true);
    await payWith(mirror, person.customerId, "pm_card_visa");
    await confirm(person, price("team_month"));
    expect((await feesOf(person)).paid).toBe(FEE);
    expect(await owed(person)).toBe(false);
  });

  test("is paid when the plan begins, if that is later, whoever joins until then", async () => {
    const person = await after9Days(one("studio_month", 2));
    const change = await preview(person, price("team_month"));
    expect(change).toMatchObject({ begins: "period_end", to: { feeMinor: FEE } });
    expect(change.invoice.amountDueMinor).toBe(2_400 + FEE);
    await confirm(person, price("team_month"), "period_end");
    await setPlannedSeats(person.subscriptionId, { members: 4 }, new Deadline());
    expect(await feesOf(person)).toEqual({});
    expect(await owed(person)).toBe(true);
    const { planned } = await readChanges(person.workspaceId);
    expect(planned).toMatchObject([{ feesMinor: [FEE], items: [{ quantity: 4 }] }]);
    const shown = await getDashboard(await claimOf(person.user.id), person.workspaceId);
    const [next] = shown?.subscriptions.map((one) => withPlanned(one, planned).nextPayment) ?? [];
    expect(next).toMatchObject({
      dueMinor: 3_200 + FEE,
      parts: [{ amountMinor: 3_200 }, { kind: "fee", amountMinor: FEE }],
    });
    await goTo(mirror, person, NEXT_MONTH + 2 * HOUR);
    expect((await invoicesOf(mirror, person))[0]).toMatchObject({ amount_paid: 3_200 + FEE });
    expect(await owed(person)).toBe(false);
    await goTo(mirror, person, NEXT_MONTH + 32 * DAY);
    expect(await feesOf(person)).toEqual({ paid: FEE });
  });

  test("is paid after a trial, and is still owed by who leaves before", async () => {
    const trial_end = START + 14 * DAY;
    const [stays, leaves] = await Promise.all(
      [1, 2].map(() => subscribeAt(mirror, START, price("solo_month"), { items: one("solo_month"), trial_end })),
    );
    if (!stays || !leaves) throw new Error("Nobody came.");
    for (const person of [stays, leaves]) {
      const change = await preview(person, price("team_month"));
      expect(change).toMatchObject({ begins: "in_trial", to: { feeMinor: FEE } });
      expect(change.invoice.amountDueMinor).toBe(2_400 + FEE);
      await confirm(person, price("team_month"), "in_trial");
      expect(await owed(person)).toBe(true);
    }
    await mirror.stripe.subscriptions.cancel(leaves.subscriptionId);
    await bring(mirror, leaves);
    expect(await owed(leaves)).toBe(true);
    await goTo(mirror, stays, trial_end + 2 * HOUR);
    expect(await feesOf(stays)).toEqual({ paid: FEE });
    expect(await owed(stays)).toBe(false);
  });
});
