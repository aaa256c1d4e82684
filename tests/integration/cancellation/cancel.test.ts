import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readCancellation } from "@/lib/billing/cancellation/offer";
import { prepareCancellation } from "@/lib/billing/cancellation/prepare";
import { noteReason } from "@/lib/billing/cancellation/reason";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { METADATA } from "@/lib/stripe/metadata";
import { hear } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { join } from "../payments/people";
import { fetchedFrom, payerIn, type Payer } from "./people";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;
const prices: Record<string, string> = {};
beforeAll(async () => {
  mirror = await startMirror();
  const { stripe } = mirror;
  const group = { [METADATA.planGroup]: "plan" };
  for (const [name, features, unit_amount] of [
    ["Starter", "chat", 1200],
    ["Pro", "chat export", 2900],
    ["Business", "chat export audit_log", 9900],
    ["Export pack", "export", 500],
  ] as const) {
    const isPack = name === "Export pack";
    const product = await stripe.products.create({ name, metadata: { features, ...(!isPack && group) } });
    for (const interval of ["month", "year"] as const) {
      const price = { product: product.id, currency: "usd", recurring: { interval } };
      const { id } = await stripe.prices.create({
        ...price,
        unit_amount: unit_amount * (interval === "year" ? 10 : 1),
      });
      prices[`${name} ${interval}`] = id;
    }
  }
  await hear(mirror);
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.clearFaults());

const on = (price: string) => payerIn(mirror, { items: [{ price: prices[price] }] });
const read = ({ user, workspaceId, id }: Payer) => readCancellation(user, workspaceId, id);

async function configure(features: object): Promise<void> {
  const { data } = await mirror.stripe.billingPortal.configurations.list({ is_default: true });
  const [known] = data;
  if (known) await mirror.stripe.billingPortal.configurations.update(known.id, { features });
  else await mirror.stripe.billingPortal.configurations.create({ features });
  await hear(mirror);
}
const cancelSettings = (more: object) => ({ subscription_cancel: { enabled: true, mode: "at_period_end", ...more } });

test("it says what ends when, what is lost that nothing else gives, for whom, and what costs less", async () => {
  const ada = await on("Pro month");
  await mirror.stripe.subscriptions.create({
    customer: ada.customerId,
    items: [{ price: prices["Export pack month"] }],
    default_payment_method: (await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: ada.customerId }))
      .id,
    metadata: { [METADATA.workspaceId]: ada.workspaceId, [METADATA.userId]: ada.user.id },
  });
  const { userId } = await mirror.user();
  await join(mirror, userId, ada.workspaceId, "member");
  await hear(mirror);
  const { items } = await fetchedFrom(mirror, ada);
  expect(await read(ada)).toEqual({
    subscriptionId: ada.id,
    plans: ["Pro"],
    endsAt: new Date((items.data[0]?.current_period_end ?? 0) * 1000),
    isTrial: false,
    hasUsage: false,
    dropsPlanOf: null,
    lost: ["chat"],
    others: 1,
    cheaper: [
      {
        planName: "Starter",
        priceId: prices["Starter month"],
        amountMinor: 1200,
        currency: "usd",
        interval: "month",
        intervalCount: 1,
      },
    ],
    asks: false,
  });
});

test.each([
  ["Starter month", []],
  ["Pro year", ["Starter year"]],
  ["Business month", ["Pro month", "Starter month"]],
  ["Export pack month", []],
])("instead of %s it offers %j", async (plan, instead) => {
  const found = await read(await on(plan));
  expect(found?.cheaper.map(({ priceId }) => priceId)).toEqual(instead.map((one) => prices[one]));
});

/** From the end of the period on: the cheapest plan. */
async function plan(ada: Payer, metadata?: Record<string, string>): Promise<string> {
  const { id, phases } = await mirror.stripe.subscriptionSchedules.create({ from_subscription: ada.id });
  const [running] = phases;
  await mirror.stripe.subscriptionSchedules.update(id, {
    phases: [
      {
        start_date: running?.start_date,
        end_date: running?.end_date,
        items: [{ price: prices["Pro month"] }],
        proration_behavior: "none",
      },
      { items: [{ price: prices["Starter month"] }], proration_behavior: "none" },
    ],
    ...(metadata && { metadata }),
  });
  await hear(mirror);
  return id;
}
const scheduled = async (id: string) => (await mirror.stripe.subscriptionSchedules.retrieve(id)).status;
const cancelOf = async (ada: Payer) => {
  const cancellation = await read(ada);
  if (!cancellation) throw new Error("It is canceled.");
  await prepareCancellation(ada.user, ada.workspaceId, cancellation, { feedback: null, comment: null });
  return cancellation;
};

test("a planned change is named and dropped before the plan is canceled, and what was planned is not offered", async () => {
  const ada = await on("Pro month");
  const schedule = await plan(ada);
  const { dropsPlanOf, endsAt, cheaper } = await cancelOf(ada);
  expect(dropsPlanOf).toEqual(endsAt);
  expect(cheaper).toEqual([]);
  expect(await scheduled(schedule)).toBe("released");
  expect(await read(ada)).toMatchObject({ dropsPlanOf: null, cheaper: [{ planName: "Starter" }] });
});

test("what somebody else has planned is not", async () => {
  const ada = await on("Pro month");
  const schedule = await plan(ada, { made_by: "sales" });
  expect((await cancelOf(ada)).dropsPlanOf).toBeNull();
  expect(await scheduled(schedule)).toBe("active");
});

test("the portal's configuration says when it ends, and who asks for the reason", async () => {
  const ada = await on("Pro month");
  expect((await read(ada))?.asks).toBe(false);
  await configure(cancelSettings({ cancellation_reason: { enabled: true, options: ["too_expensive"] } }));
  expect((await read(ada))?.asks).toBe(false);
  await configure(cancelSettings({ cancellation_reason: { enabled: false, options: [] } }));
  expect(await read(ada)).toMatchObject({ asks: true, endsAt: expect.any(Date) as Date });
  await configure(cancelSettings({ mode: "immediately" }));
  expect((await read(ada))?.endsAt).toBeNull();
  await configure({ subscription_cancel: { enabled: false } });
  await expect(read(ada)).rejects.toMatchObject({ code: "change_not_possible" });
  await configure(cancelSettings({}));
});

const details = async (ada: Payer) => (await fetchedFrom(mirror, ada)).cancellation_details;
const REASON = { feedback: "too_expensive", comment: "It was fine." } as const;

test("Stripe is told the reason once the plan is canceled, and once only", async () => {
  const ada = await on("Pro month");
  await noteReason(ada.workspaceId, ada.id, REASON);
  await runPendingWork(ada.workspaceId);
  // Stripe's page may still be left.
  expect(await details(ada)).toMatchObject({ feedback: null, comment: null });
  await mirror.stripe.subscriptions.update(ada.id, { cancel_at_period_end: true });
  await hear(mirror);
  expect(await details(ada)).toMatchObject(REASON);
  await hear(mirror);
  await mirror.localStripe.clearRequests();
  const again = "INSERT INTO pending_work (workspace_id, since) VALUES ($1, now())";
  await mirror.database.pool.query(again, [ada.workspaceId]);
  await runPendingWork(ada.workspaceId);
  expect(await mirror.localStripe.requests()).toEqual([]);
});

test("also of one that ended at once, and of a plan whose payer had said nothing nothing is told", async () => {
  const [ada, bea] = [await on("Pro month"), await on("Pro month")];
  await noteReason(ada.workspaceId, ada.id, { feedback: null, comment: "Bye" });
  await noteReason(bea.workspaceId, bea.id, { feedback: null, comment: null });
  for (const { id } of [ada, bea]) await mirror.stripe.subscriptions.cancel(id);
  await hear(mirror);
  expect(await details(ada)).toMatchObject({ feedback: null, comment: "Bye" });
  expect(await details(bea)).toMatchObject({ feedback: null, comment: null });
});

test("a failure is tried again, and a refusal is not", async () => {
  const [ada, bea] = [await on("Pro month"), await on("Pro month")];
  for (const [one, status] of [
    [ada, 500],
    [bea, 400],
  ] as const) {
    await noteReason(one.workspaceId, one.id, REASON);
    await mirror.stripe.subscriptions.update(one.id, { cancel_at_period_end: true });
    const error = status === 400 ? { type: "invalid_request_error", message: "No" } : undefined;
    await mirror.localStripe.fault({ path: `/v1/subscriptions/${one.id}`, kind: "status", status, error, times: 9 });
    await hear(mirror).catch(() => undefined);
    await mirror.localStripe.clearFaults();
    await hear(mirror);
  }
  for (const one of [ada, bea]) await runPendingWork(one.workspaceId).catch(() => undefined);
  expect([(await details(ada))?.feedback, (await details(bea))?.feedback]).toEqual(["too_expensive", null]);
});
