import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { keepPlan } from "@/lib/billing/cancellation/keep";
import { DONE, type Done, NEWS_SECONDS } from "@/lib/billing/dashboard/news";
import { readChanges } from "@/lib/billing/schedules/read";
import { inSeconds, setClock } from "@/lib/clock";
import { hear } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { join } from "../payments/people";
import { payerIn, type Payer } from "./people";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;
let dearer: string;
beforeAll(async () => {
  mirror = await startMirror();
  const { id } = await mirror.stripe.prices.create({
    product: String(mirror.price.product),
    currency: "usd",
    unit_amount: 9900,
    recurring: { interval: "month" },
  });
  dearer = id;
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

const newsOf = async ({ user, workspaceId }: Pick<Payer, "user" | "workspaceId">, done: Done | null) =>
  (await readChanges(workspaceId, { userId: user.id, done })).news;
const all = async (ada: Payer) => {
  const found: Done[] = [];
  for (const done of DONE) if ((await newsOf(ada, done)).length > 0) found.push(done);
  return found;
};

/** What happens at Stripe, and the one claim that our copy confirms afterwards. */
const happenings: [Done, (ada: Payer) => Promise<unknown>][] = [
  ["cancel", ({ id }) => mirror.stripe.subscriptions.update(id, { cancel_at_period_end: true })],
  ["cancel", ({ id }) => mirror.stripe.subscriptions.cancel(id)],
  [
    "change",
    async ({ id }) => {
      const { items } = await mirror.stripe.subscriptions.retrieve(id);
      await mirror.stripe.subscriptions.update(id, { items: [{ id: items.data[0]?.id, price: dearer }] });
    },
  ],
  [
    "card",
    async ({ id, customerId }) => {
      const card = await mirror.stripe.paymentMethods.attach("pm_card_mastercard", { customer: customerId });
      await mirror.stripe.subscriptions.update(id, { default_payment_method: card.id });
    },
  ],
];

/** Everything that was true from the start is old. */
async function longAgo({ id, customerId }: Payer): Promise<void> {
  const { pool } = mirror.database;
  await pool.query("UPDATE payment_method SET as_of = '2026-01-01' WHERE customer_id = $1", [customerId]);
  await pool.query("UPDATE invoice SET as_of = '2026-01-01' WHERE subscription_id = $1", [id]);
  await pool.query("UPDATE subscription_change SET at = '2026-01-01' WHERE subscription_id = $1", [id]);
}

test.each(happenings)(
  "what the address says of %s is told once our copy has it, and not an hour later",
  async (done, happen) => {
    const ada = await payerIn(mirror);
    await longAgo(ada);
    expect(await all(ada)).toEqual([]);
    await happen(ada);
    // Stripe has led back, and its event has not come.
    expect(await all(ada)).toEqual([]);
    await hear(mirror);
    expect(await all(ada)).toContain(done);
    expect(await newsOf(ada, done)).toEqual([{ subscriptionId: ada.id, isPlanned: false }]);
    expect(await newsOf(ada, null)).toEqual([]);
    setClock(inSeconds(new Date(), NEWS_SECONDS + 60));
    expect(await all(ada)).toEqual([]);
  },
);

test("a plan that is kept is told as such, and its cancellation no more", async () => {
  const ada = await payerIn(mirror);
  await longAgo(ada);
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  await keepPlan(ada.user, ada.workspaceId, ada.id);
  expect(await all(ada)).toEqual(["kept"]);
});

test("of a change at once and a later one that is planned, the address tells the later one", async () => {
  const ada = await payerIn(mirror);
  await longAgo(ada);
  const { stripe } = mirror;
  const { items } = await stripe.subscriptions.retrieve(ada.id);
  const [item] = items.data;
  const cheaper = item?.price.id ?? "";
  await stripe.subscriptions.update(ada.id, { items: [{ id: item?.id, price: dearer }] });
  await hear(mirror);
  expect(await newsOf(ada, "change")).toEqual([{ subscriptionId: ada.id, isPlanned: false }]);
  const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: ada.id });
  await stripe.subscriptionSchedules.update(id, {
    phases: [
      { items: [{ price: dearer, quantity: 1 }], start_date: phases[0]?.start_date, end_date: phases[0]?.end_date },
      { items: [{ price: cheaper, quantity: 1 }] },
    ],
  });
  await hear(mirror);
  expect(await newsOf(ada, "change")).toEqual([{ subscriptionId: ada.id, isPlanned: true }]);
});

test("an open checkout can be continued by who began it, in its workspace, until it expires", async () => {
  const [ada, bea] = [await payerIn(mirror), await payerIn(mirror)];
  const { pool } = mirror.database;
  await pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state,
       created_at, stripe_session_id, url, expires_at)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, false, '', '{}', 'open', now(), 'cs_1', 'https://pay.example/1', now() + interval '1 hour')`,
    [ada.workspaceId, ada.user.id, ada.customerId, dearer],
  );
  const open = async ({ user }: Payer, { workspaceId }: Payer) =>
    (await readChanges(workspaceId, { userId: user.id, done: null })).checkout;
  expect(await open(ada, ada)).toEqual({ url: "https://pay.example/1", planName: "Pro" });
  expect([await open(bea, ada), await open(ada, bea)]).toEqual([null, null]);
  setClock(inSeconds(new Date(), 3700));
  expect(await open(ada, ada)).toBeNull();
});

test("it is the payer's own news, in its own workspace", async () => {
  const [ada, bea] = [await payerIn(mirror), await payerIn(mirror)];
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  await join(mirror, bea.user.id, ada.workspaceId);
  expect(await newsOf({ ...bea, workspaceId: ada.workspaceId }, "cancel")).toEqual([]);
  expect(await newsOf({ ...ada, workspaceId: bea.workspaceId }, "cancel")).toEqual([]);
  expect(await newsOf(ada, "cancel")).toHaveLength(1);
});
