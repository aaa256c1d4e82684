import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { payNow } from "@/lib/billing/payments/pay";
import { previewResume, type ResumeOffer, resumePlan } from "@/lib/billing/payments/resume";
import { setClock } from "@/lib/clock";
import { METADATA } from "@/lib/stripe/metadata";
import { hear, later, seconds } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { debtIn, type OnClock, payerOnClock, payWithCard, START } from "./people";
import { claimOf } from "../../support/claim";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;
const ORDINARY = { after_retries: "cancel", pause_after_first_failure: false, resume_when_paid: false } as const;

beforeAll(async () => {
  mirror = await startMirror();
  process.env.FRONT_END_BASE_URL = "http://localhost:3000";
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.localStripe.billing(ORDINARY));
afterEach(() => setClock(null));

type Buyer = OnClock & { id: string };

async function buyer(): Promise<Buyer> {
  const ada = await payerOnClock(mirror);
  return { ...ada, id: await ada.buys(mirror.price.id) };
}

const statusOf = async ({ id }: Buyer) => (await mirror.stripe.subscriptions.retrieve(id)).status;
const shownTo = async ({ user, workspaceId }: OnClock) =>
  (await getDashboard(await claimOf(user.id), workspaceId))?.subscriptions[0]?.plans[0];

const offerTo = ({ user, workspaceId, id }: Buyer) => previewResume(user, workspaceId, id);
const accept = ({ user, workspaceId, id }: Buyer, amount: number | undefined) =>
  resumePlan(user, workspaceId, id, amount ?? -1);

async function charged({ customerId }: OnClock): Promise<number> {
  const { data } = await mirror.stripe.charges.list({ customer: customerId, limit: 100 });
  return data.filter(({ paid }) => paid).reduce((sum, { amount }) => sum + amount, 0);
}

/** How often each second was billed, at the most and at the least of what lies under an invoice; credits count against it. */
async function mostBilled({ id, customerId }: Buyer): Promise<number> {
  const invoices = await mirror.stripe.invoices.list({ subscription: id, limit: 100 });
  const pending = await mirror.stripe.invoiceItems.list({ customer: customerId, pending: true, limit: 100 });
  const lines = [
    ...invoices.data.filter(({ status }) => status !== "void").flatMap(({ lines: { data } }) => data),
    ...pending.data,
  ].filter(({ amount }) => amount !== 0);
  const borders = lines.flatMap(({ period }) => [period.start, period.end]);
  const billedAt = (second: number) =>
    lines
      .filter(({ period }) => period.start <= second && second < period.end)
      .reduce((sum, { amount }) => sum + Math.sign(amount), 0);
  return Math.max(0, ...borders.map(billedAt));
}

const pause = async (
  ada: Buyer,
  credit: "now" | "none",
  invoicing: "invoice" | "pending_invoice_item" = "pending_invoice_item",
) => {
  await mirror.stripe.subscriptions.pause(ada.id, {
    bill_for: { unused_time_from: { type: credit } },
    invoicing_behavior: invoicing,
  });
  await hear(mirror);
};

test("a paid month that was paused without a credit continues for nothing, and renews on its day", async () => {
  const ada = await buyer();
  await ada.to(later(START, 10));
  await pause(ada, "none");
  expect(await shownTo(ada)).toMatchObject({ status: "paused", pausedReason: "pause_requested" });
  await ada.to(later(START, 15));
  expect(await offerTo(ada)).toMatchObject({ terms: "same_period", amountMinor: 0 });
  await accept(ada, 0);
  expect([await statusOf(ada), await charged(ada)]).toEqual(["active", 2900]);
  expect((await shownTo(ada))?.periodEnd).toEqual(new Date("2027-02-04T10:00:00Z"));
  await ada.to(new Date("2027-02-05T10:00:00Z"));
  expect([await charged(ada), await mostBilled(ada)]).toEqual([5800, 1]);
});

test.each(["pending_invoice_item", "invoice"] as const)(
  "one whose rest was given back (%s) begins a new month, and the credit comes off",
  async (invoicing) => {
    const ada = await buyer();
    await ada.to(later(START, 10));
    await pause(ada, "now", invoicing);
    await ada.to(later(START, 15));
    const offer = await offerTo(ada);
    // 21 of 31 days of $29 were given back.
    expect(offer).toMatchObject({ terms: "new_period", amountMinor: 2900 - Math.round((2900 * 21) / 31) });
    await accept(ada, offer?.amountMinor);
    expect([await statusOf(ada), await charged(ada)]).toEqual(["active", 2900 + (offer?.amountMinor ?? 0)]);
    expect(await mostBilled(ada)).toBe(1);
  },
);

test("what was given back is found, however much else is on the invoice, or waits for one", async () => {
  const wait = ({ customerId, id }: Buyer, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        mirror.stripe.invoiceItems.create({ customer: customerId, subscription: id, currency: "usd", amount: 0 }),
      ),
    );
  const [ada, bea] = [await buyer(), await buyer()];
  await ada.to(later(START, 10));
  await pause(ada, "now");
  await wait(ada, 101);
  expect(await offerTo(ada)).toMatchObject({ terms: "new_period" });

  await bea.to(later(START, 10));
  await wait(bea, 12);
  await pause(bea, "now", "invoice");
  const paused = await mirror.stripe.subscriptions.retrieve(bea.id, { expand: ["latest_invoice"] });
  expect(paused.latest_invoice).toMatchObject({ lines: { has_more: true } });
  expect(await offerTo(bea)).toMatchObject({ terms: "new_period" });
});

test("after the paid month a new one is charged, once, however often it is clicked", async () => {
  const ada = await buyer();
  await ada.to(later(START, 10));
  await pause(ada, "none");
  await ada.to(later(START, 50));
  const offer = await offerTo(ada);
  expect(offer).toMatchObject({ terms: "new_period", amountMinor: 2900 });
  await expect(accept(ada, 0)).rejects.toMatchObject({ code: "amount_changed" });
  await expect(accept(ada, undefined)).rejects.toMatchObject({ code: "amount_changed" });
  expect(await charged(ada)).toBe(2900);
  // One of the three asks for its sum when another has resumed it already.
  await mirror.localStripe.fault({
    method: "POST",
    path: "/v1/invoices/create_preview",
    kind: "hang",
    ms: 500,
    times: 1,
  });
  await Promise.all([1, 2, 3].map(() => accept(ada, 2900)));
  await accept(ada, 2900); // an old tab
  expect([await statusOf(ada), await charged(ada), await mostBilled(ada)]).toEqual(["active", 5800, 1]);
  expect(await offerTo(ada)).toBeNull();
});

/** Its second payment fails, and that pauses it. */
async function failed(settings: Parameters<typeof mirror.localStripe.billing>[0]): Promise<Buyer> {
  await mirror.localStripe.billing(settings);
  const ada = await buyer();
  await payWithCard(mirror, ada, ada.id, "pm_card_chargeCustomerFail");
  await ada.to(later(START, 32));
  await ada.to(later(START, 50));
  return ada;
}

test.each([
  ["final_payment_failure", { after_retries: "pause" }],
  ["first_payment_failure", { pause_after_first_failure: true }],
  // Stripe may resume it as soon as that is paid.
  ["final_payment_failure", { after_retries: "pause", resume_when_paid: true }],
] as const)("%s: the open invoice is paid, and the month that it pays continues (%j)", async (reason, settings) => {
  const ada = await failed(settings);
  expect(await shownTo(ada)).toMatchObject({ status: "paused", pausedReason: reason });
  expect(await offerTo(ada)).toMatchObject({ terms: "pay_first" });
  await expect(accept(ada, 0)).rejects.toMatchObject({ code: "resume_not_possible" });
  const debt = await debtIn(ada);
  expect(debt).toMatchObject({ status: "paused", amount: { minor: 2900 } });
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  await payNow(ada.user, ada.workspaceId, debt?.payNow?.invoiceIds ?? []);
  expect([await statusOf(ada), await charged(ada), await debtIn(ada)]).toEqual(["active", 5800, null]);
  expect((await shownTo(ada))?.periodEnd).toEqual(new Date("2027-03-04T10:00:00Z"));
  await ada.to(new Date("2027-03-05T10:00:00Z"));
  expect([await charged(ada), await mostBilled(ada)]).toEqual([8700, 1]);
});

test("what was owed for a month that is over is paid, and the next month only after its sum was seen", async () => {
  const ada = await failed({ after_retries: "pause" });
  await ada.to(later(START, 100));
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  await payNow(ada.user, ada.workspaceId, (await debtIn(ada))?.payNow?.invoiceIds ?? []);
  expect([await statusOf(ada), await charged(ada)]).toEqual(["paused", 5800]);
  expect(await shownTo(ada)).toMatchObject({ pausedReason: "final_payment_failure", openInvoices: [] });
  expect(await offerTo(ada)).toMatchObject({ terms: "new_period", amountMinor: 2900 });
  await accept(ada, 2900);
  expect([await statusOf(ada), await charged(ada), await mostBilled(ada)]).toEqual(["active", 8700, 1]);
});

test("a trial that ended without a card is resumed with one, and charged from then on", async () => {
  const ada = await payerOnClock(mirror);
  const end_behavior = { missing_payment_method: "pause" } as const;
  const { data } = await mirror.stripe.paymentMethods.list({ customer: ada.customerId });
  for (const { id } of data) await mirror.stripe.paymentMethods.detach(id);
  const id = await ada.buys(mirror.price.id, {
    trial_end: seconds(later(START, 10)),
    trial_settings: { end_behavior },
  });
  await ada.to(later(START, 11));
  const bob = { ...ada, id };
  expect(await shownTo(bob)).toMatchObject({ pausedReason: "trial_end_without_payment_method" });
  expect((await getDashboard(await claimOf(bob.user.id), bob.workspaceId))?.subscriptions[0]?.method).toBeNull();
  await ada.payWith("pm_card_visa");
  await hear(mirror);
  expect((await getDashboard(await claimOf(bob.user.id), bob.workspaceId))?.subscriptions[0]?.method).not.toBeNull();
  expect(await offerTo(bob)).toMatchObject({ terms: "new_period", amountMinor: 2900 });
  await accept(bob, 2900);
  expect([await statusOf(bob), await charged(bob), await mostBilled(bob)]).toEqual(["active", 2900, 1]);
});

test("a pause soon after the trial: the credit of what was paid comes off", async () => {
  const ada = await payerOnClock(mirror);
  const bob = { ...ada, id: await ada.buys(mirror.price.id, { trial_end: seconds(later(START, 7)) }) };
  await ada.to(later(START, 8));
  expect(await charged(bob)).toBe(2900);
  await pause(bob, "now");
  await ada.to(later(START, 13));
  const offer = await offerTo(bob);
  expect(offer).toMatchObject({ terms: "new_period", amountMinor: 2900 - Math.round((2900 * 30) / 31) });
  await accept(bob, offer?.amountMinor);
  expect([await statusOf(bob), await mostBilled(bob)]).toEqual(["active", 1]);
});

test("a refused resume leaves it paused; its invoice is paid, and no second one is made", async () => {
  const ada = await buyer();
  await ada.to(later(START, 10));
  await pause(ada, "none");
  await ada.to(later(START, 50));
  await payWithCard(mirror, ada, ada.id, "pm_card_chargeCustomerFail");
  await expect(accept(ada, 2900)).rejects.toMatchObject({ code: "payment_declined" });
  expect([await statusOf(ada), await charged(ada)]).toEqual(["paused", 2900]);
  expect(await offerTo(ada)).toMatchObject({ terms: "pay_first" });
  await payWithCard(mirror, ada, ada.id, "pm_card_mastercard");
  await payNow(ada.user, ada.workspaceId, (await debtIn(ada))?.payNow?.invoiceIds ?? []);
  expect([await statusOf(ada), await charged(ada), await mostBilled(ada)]).toEqual(["active", 5800, 1]);
});

test.each([
  ["system", "resume_not_possible"],
  [null, "offered"],
  ["added_later", "offered"],
])("a pause by %s", async (reason, outcome) => {
  const ada = await buyer();
  await ada.to(later(START, 10));
  await mirror.localStripe.pause(ada.id, reason);
  await hear(mirror);
  expect(await shownTo(ada)).toMatchObject({ status: "paused", pausedReason: reason ?? "unknown" });
  if (outcome === "offered") expect(await offerTo(ada)).toMatchObject({ terms: "same_period" });
  else {
    await expect(offerTo(ada)).rejects.toMatchObject({ code: outcome });
    await expect(accept(ada, 0)).rejects.toMatchObject({ code: outcome });
  }
  expect(await statusOf(ada)).toBe("paused");
});

test("only the payer resumes, and only what a checkout of ours made", async () => {
  const ada = await buyer();
  const eve = await payerOnClock(mirror);
  await mirror.localStripe.pause(ada.id, "pause_requested");
  await hear(mirror);
  await expect(resumePlan(eve.user, ada.workspaceId, ada.id, 0)).rejects.toMatchObject({ code: "workspace_not_found" });
  await mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    eve.user.id,
    ada.workspaceId,
  ]);
  await expect(resumePlan(eve.user, ada.workspaceId, ada.id, 0)).rejects.toMatchObject({ code: "not_the_payer" });
  // As of one that was made in the Dashboard.
  await mirror.stripe.subscriptions.update(ada.id, { metadata: { [METADATA.userId]: "" } });
  await hear(mirror);
  await expect(accept(ada, 0)).rejects.toMatchObject({ code: "resume_not_possible" });
  expect(await statusOf(ada)).toBe("paused");
});

test("whatever is paused and resumed when, no second is billed twice, and what was agreed is what is charged", async () => {
  const step = fc.record({
    credit: fc.constantFrom("now" as const, "none" as const),
    invoicing: fc.constantFrom("invoice" as const, "pending_invoice_item" as const),
    runs: fc.integer({ min: 1, max: 25 }),
    rests: fc.integer({ min: 1, max: 28 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
      const ada = await buyer();
      let day = 0;
      for (const { credit, invoicing, runs, rests } of steps) {
        await ada.to(later(START, (day += runs)));
        await pause(ada, credit, invoicing);
        await ada.to(later(START, (day += rests)));
        const before = await charged(ada);
        const offer: ResumeOffer | null = await offerTo(ada);
        expect(offer?.lines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(offer?.amountMinor);
        await accept(ada, offer?.amountMinor);
        expect(await statusOf(ada)).toBe("active");
        expect((await charged(ada)) - before).toBe(offer?.amountMinor);
      }
      expect(await mostBilled(ada)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 6 },
  );
});
