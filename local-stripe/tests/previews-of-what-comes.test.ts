// The preview of a next invoice is the invoice that is then made: with a schedule's phases, usage, and trials without a card.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, firstItem, HOUR, subscribe } from "./clocks.ts";
import { control, monthly, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let price: string;
let dearer: string;
let setup: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  price = (await monthly(stripe, 3100)).id;
  dearer = (await monthly(stripe, 6200)).id;
  setup = (await stripe.prices.create({ currency: "usd", unit_amount: 500, product_data: { name: "Set-up" } })).id;
});
afterAll(() => local.stop());

const JAN = at("2027-01-01T00:00:00Z");
const MID = at("2027-01-11T00:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const MAR = at("2027-03-01T00:00:00Z");
const JUNE = at("2027-06-01T00:00:00Z");

const said = ({ created, total, lines }: Stripe.Invoice) => ({
  created,
  total,
  lines: lines.data.map(({ amount, description, period }) => ({ amount, description, period })),
});

/** The first invoice that is made from now on. */
async function nextInvoice(id: string, to: (instant: number) => Promise<void>): Promise<Stripe.Invoice> {
  const known = (await stripe.invoices.list({ subscription: id })).data.length;
  for (const instant of [MID, FEB, MAR]) {
    await to(instant + 2 * HOUR);
    const made = (await stripe.invoices.list({ subscription: id })).data.at(-1 - known);
    if (made) return made;
  }
  return expect.fail("no invoice");
}

type Phase = Partial<Stripe.SubscriptionScheduleUpdateParams.Phase>;
const add_invoice_items = () => [{ price: setup }];

describe("a phase that begins", () => {
  it.each<[string, number, () => Phase, number]>([
    ["within the period, prorated", MID, () => ({ items: [{ price: dearer }] }), 6200 - 2100 + 4200],
    [
      "within the period, with more to pay once",
      MID,
      () => ({ items: [{ price: dearer }], add_invoice_items: add_invoice_items() }),
      6200 - 2100 + 4200 + 500,
    ],
    [
      "within the period, billed at once",
      MID,
      () => ({
        items: [{ price: dearer }],
        add_invoice_items: add_invoice_items(),
        proration_behavior: "always_invoice",
      }),
      4200 - 2100 + 500,
    ],
    [
      "within the period, only with more to pay once, billed at once",
      MID,
      () => ({ add_invoice_items: add_invoice_items(), proration_behavior: "always_invoice" }),
      500,
    ],
    [
      "within the period, not prorated",
      MID,
      () => ({ items: [{ price: dearer }], add_invoice_items: add_invoice_items(), proration_behavior: "none" }),
      6200 + 500,
    ],
    [
      "within the period, with a trial",
      MID,
      () => ({ trial_end: FEB, add_invoice_items: add_invoice_items() }),
      3100 - 2100 + 500,
    ],
    ["with the period", FEB, () => ({ add_invoice_items: add_invoice_items() }), 3100 + 500],
    [
      "with the period, with a trial",
      FEB,
      () => ({ items: [{ price: dearer }], trial_end: MAR, add_invoice_items: add_invoice_items() }),
      6200 + 500,
    ],
    ["with the period, all of it a trial", FEB, () => ({ trial: true, end_date: MAR }), 3100],
  ])("%s", async (_what, end_date, phase, total) => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { id } = await subscribe(stripe, on, { items: [{ price }] });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    await stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        { items: [{ price }], start_date: JAN, end_date },
        { items: [{ price }], end_date: JUNE, ...phase() },
      ],
    });
    const preview = await stripe.invoices.createPreview({ subscription: id });
    expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
      current_phase: { start_date: JAN, end_date },
    });
    expect(preview.total).toBe(total);
    expect(said(await nextInvoice(id, on.to))).toEqual(said(preview));
  });
});

it("an end at once bills what was used until then", async () => {
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "calls_until_the_end",
    default_aggregation: { formula: "sum" },
  });
  const metered = await stripe.prices.create({
    currency: "usd",
    unit_amount: 2,
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    product_data: { name: "Calls" },
  });
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(stripe, on, { items: [{ price }, { price: metered.id }] });
  await control(local, "PUT", "/usage", { customer: on.customer.id, meter: meter.id, total: 2000 });
  await on.to(MID);
  const preview = await stripe.invoices.createPreview({
    subscription: id,
    subscription_details: { cancel_now: true },
  });
  expect(preview.total).toBe(4000 - 2100);
  await stripe.subscriptions.cancel(id, { invoice_now: true, prorate: true });
  const [made] = (await stripe.invoices.list({ subscription: id })).data;
  expect(made && said(made)).toEqual(said(preview));
});

describe("a trial without a card", () => {
  it.each(["cancel", "pause"] as const)("that would %s: what is billed if there is one by then", async (behavior) => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z", "");
    const { id } = await subscribe(stripe, on, {
      items: [{ price }],
      trial_end: FEB,
      trial_settings: { end_behavior: { missing_payment_method: behavior } },
    });
    const preview = await stripe.invoices.createPreview({ subscription: id });
    expect(preview.total).toBe(3100);
    const { id: card } = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    await stripe.subscriptions.update(id, { default_payment_method: card });
    expect(said(await nextInvoice(id, on.to))).toEqual(said(preview));
  });

  it("that was paused: what its resumption bills", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z", "");
    const begun = await subscribe(stripe, on, {
      items: [{ price }],
      trial_end: MID,
      trial_settings: { end_behavior: { missing_payment_method: "pause" } },
    });
    await on.to(MID + HOUR);
    expect(await stripe.subscriptions.retrieve(begun.id)).toMatchObject({ status: "paused" });
    const { id: card } = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    await stripe.subscriptions.update(begun.id, { default_payment_method: card });
    const preview = await stripe.invoices.createPreview({
      subscription: begun.id,
      subscription_details: { resume_at: "now" },
    });
    const resumed = await stripe.subscriptions.resume(begun.id, {
      payment_behavior: "resume_on_payment_success",
      expand: ["latest_invoice"],
    });
    expect(firstItem(resumed).current_period_start).toBe(MID + HOUR);
    expect(said(resumed.latest_invoice as Stripe.Invoice)).toEqual(said(preview));
  });
});
