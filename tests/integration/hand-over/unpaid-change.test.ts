// Who takes over a plan that was changed and not paid for: they don't continue for nothing what nobody has paid for.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readDebt } from "@/lib/billing/hand-over/debt";
import { takeOver } from "@/lib/billing/hand-over/take-over";
import { readHandOvers } from "@/lib/billing/hand-over/view";
import { setClock } from "@/lib/clock";
import { Deadline } from "@/lib/stripe/deadline";
import { hear, later } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { join, type OnClock, payerOnClock, START, stranger } from "../payments/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let dearer: string;
beforeAll(async () => {
  mirror = await startMirror();
  process.env.FRONT_END_BASE_URL = "http://localhost:3000";
  const product = await mirror.stripe.products.create({ name: "Business", metadata: { features: "audit" } });
  const recurring = { interval: "month" } as const;
  const made = { product: product.id, currency: "usd", unit_amount: 9900, recurring };
  dearer = (await mirror.stripe.prices.create(made)).id;
  await hear(mirror);
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

/** Bought and paid, and moved to a dearer plan without a bill; the payer has left, and Eve is the owner. */
async function changed(): Promise<{ ada: OnClock; eve: Awaited<ReturnType<typeof stranger>>; id: string }> {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id);
  const { items } = await mirror.stripe.subscriptions.retrieve(id);
  await mirror.stripe.subscriptions.update(id, {
    items: [{ id: String(items.data[0]?.id), price: dearer }],
    proration_behavior: "create_prorations",
  });
  await hear(mirror);
  await ada.to(later(START, 1));
  const eve = await stranger(mirror);
  await join(mirror, eve.id, ada.workspaceId);
  await mirror.database.pool.query("DELETE FROM membership WHERE user_id = $1", [ada.user.id]);
  return { ada, eve, id };
}

const isOwed = async (id: string) =>
  (await readDebt(await mirror.stripe.subscriptions.retrieve(id), new Deadline())).isOwed;

test("is charged at once, and told so", async () => {
  const { ada, eve, id } = await changed();
  expect(await readHandOvers(eve.id, ada.workspaceId, true)).toMatchObject([{ mayTake: true, isOverdue: true }]);
  await takeOver(eve, ada.workspaceId, id);
  const { rows } = await mirror.database.pool.query("SELECT kind, anchor FROM hand_over WHERE predecessor_id = $1", [
    id,
  ]);
  expect(rows).toEqual([{ kind: "charge", anchor: null }]);
});

test("not where the change has been paid, also if our copy has not heard of it", async () => {
  const { ada, id } = await changed();
  expect(await isOwed(id)).toBe(true);
  const bill = await mirror.stripe.invoices.create({ customer: ada.customerId, subscription: id });
  await mirror.stripe.invoices.pay(String(bill.id));
  expect(await isOwed(id)).toBe(false);
});

test("more seats, which count at once, are owed by nobody yet", async () => {
  const ada = await payerOnClock(mirror);
  const id = await ada.buys(mirror.price.id);
  const { items } = await mirror.stripe.subscriptions.retrieve(id);
  await mirror.stripe.subscriptionItems.update(String(items.data[0]?.id), { quantity: 3 });
  await hear(mirror);
  expect(await isOwed(id)).toBe(false);
});
