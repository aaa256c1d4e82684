import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, clocked, DAY, firstItem, HOUR, lastEvent, subscribe, emitted } from "./clocks.ts";
import { checkout, control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

describe("a test clock", () => {
  it("is created, named, listed and deleted with its customers", async () => {
    const { stripe } = local;
    const { clock, customer } = await clocked(stripe, "2030-01-01T00:00:00Z");
    expect(clock).toMatchObject({
      object: "test_helpers.test_clock",
      frozen_time: at("2030-01-01T00:00:00Z"),
      status: "ready",
      name: null,
      livemode: false,
    });
    expect(customer).toMatchObject({ test_clock: clock.id, created: clock.frozen_time });
    const subscription = await subscribe(stripe, { customer });
    expect(subscription).toMatchObject({ test_clock: clock.id, created: clock.frozen_time });
    expect((await stripe.testHelpers.testClocks.list()).data[0]?.id).toBe(clock.id);
    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ id: clock.id, deleted: true });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
    const gone = await refused(stripe.testHelpers.testClocks.retrieve(clock.id));
    expect(gone).toMatchObject({
      statusCode: 404,
      param: "test_clock",
      message: `No such billingclock: '${clock.id}'`,
    });
    expect(
      (await stripe.events.list({ type: "test_helpers.test_clock.*", limit: 2 })).data.map(({ type }) => type),
    ).toEqual(["test_helpers.test_clock.deleted", "test_helpers.test_clock.created"]);
  });

  it("hides its customers and subscriptions from lists that do not name it", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2030-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on);
    const ids = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id);
    expect(ids(await stripe.subscriptions.list({ limit: 100 }))).not.toContain(subscription.id);
    expect(ids(await stripe.subscriptions.list({ customer: on.customer.id }))).toEqual([subscription.id]);
    expect(ids(await stripe.subscriptions.list({ test_clock: on.clock.id }))).toEqual([subscription.id]);
    expect(ids(await stripe.customers.list({ limit: 100 }))).not.toContain(on.customer.id);
    expect(ids(await stripe.customers.list({ test_clock: on.clock.id }))).toEqual([on.customer.id]);
  });

  it("takes three customers, and those that have no subscription yet", async () => {
    const { stripe } = local;
    const { clock } = await clocked(stripe, "2030-01-01T00:00:00Z");
    for (let more = 0; more < 2; more++) await stripe.customers.create({ test_clock: clock.id });
    expect((await refused(stripe.customers.create({ test_clock: clock.id }))).param).toBe("test_clock");
    const late = await stripe.customers.create({});
    const second = await stripe.testHelpers.testClocks.create({
      frozen_time: at("2030-01-01T00:00:00Z"),
      customer: late.id,
      name: "late",
    });
    expect(await stripe.customers.retrieve(late.id)).toMatchObject({ test_clock: second.id });
  });

  it("advances forward, and no more than two intervals", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2030-01-01T00:00:00Z");
    const advance = (frozen_time: number) => stripe.testHelpers.testClocks.advance(on.clock.id, { frozen_time });
    expect((await refused(advance(on.clock.frozen_time))).param).toBe("frozen_time");
    expect((await refused(advance(at("2032-01-01T00:00:01Z")))).param).toBe("frozen_time");
    await on.to(at("2031-01-01T00:00:00Z"));
    await subscribe(stripe, on);
    expect((await refused(advance(at("2031-03-01T00:00:01Z")))).param).toBe("frozen_time");
    const advancing = await advance(at("2031-03-01T00:00:00Z"));
    expect(advancing).toMatchObject({
      status: "advancing",
      frozen_time: at("2031-01-01T00:00:00Z"),
      status_details: { advancing: { target_frozen_time: at("2031-03-01T00:00:00Z") } },
    });
  });

  it("refuses changes of what is on it while it advances", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2030-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on);
    const { store } = local.server.app;
    const clock = store.get("test_helpers.test_clock", on.clock.id) ?? expect.fail();
    // Caught in the middle: such an advance is over too soon to meet it by chance
    store.transaction(() => store.put("test_helpers.test_clock", { ...clock, status: "advancing" }));
    const busy = await refused(stripe.customers.update(on.customer.id, { name: "Too soon" }));
    expect(busy).toMatchObject({
      statusCode: 429,
      message: `Test clock advancement underway - cannot perform modifications: ${on.clock.id}`,
    });
    expect((await refused(subscribe(stripe, on))).statusCode).toBe(429);
    expect((await refused(stripe.subscriptions.cancel(subscription.id))).statusCode).toBe(429);
    expect((await refused(stripe.testHelpers.testClocks.del(on.clock.id))).statusCode).toBe(429);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
    store.transaction(() => store.put("test_helpers.test_clock", clock));
    expect((await stripe.subscriptions.cancel(subscription.id)).status).toBe("canceled");
  });
});

describe("advancing replays what would have happened", () => {
  it("month after month, with the anchor of a month’s end", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-31T10:00:00Z");
    const { id } = await subscribe(stripe, on);
    const ends: string[] = [];
    for (const date of ["2027-02-28T12:00:00Z", "2027-03-31T12:00:00Z", "2027-04-30T12:00:00Z"]) {
      await on.to(at(date));
      const subscription = await stripe.subscriptions.retrieve(id);
      ends.push(new Date(firstItem(subscription).current_period_end * 1000).toISOString().slice(0, 16));
    }
    expect(ends).toEqual(["2027-03-31T10:00", "2027-04-30T10:00", "2027-05-31T10:00"]);
    const invoices = await stripe.invoices.list({ subscription: id });
    expect(invoices.data.map(({ status, total, billing_reason }) => [status, total, billing_reason])).toEqual([
      ["paid", 1000, "subscription_cycle"],
      ["paid", 1000, "subscription_cycle"],
      ["paid", 1000, "subscription_cycle"],
      ["paid", 1000, "subscription_create"],
    ]);
    expect(invoices.data[0]).toMatchObject({
      created: at("2027-04-30T10:00:00Z"),
      status_transitions: { finalized_at: at("2027-04-30T11:00:00Z"), paid_at: at("2027-04-30T11:00:00Z") },
      test_clock: on.clock.id,
    });
  });

  it("a trial, announced three days ahead, charged an hour after its end", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-05-01T00:00:00Z");
    const { id, trial_end } = await subscribe(stripe, on, { trial_period_days: 14 });
    const began = await lastEvent(stripe);
    const end = trial_end ?? 0;
    await on.to(end - 3 * DAY - 1);
    expect(await emitted(stripe, id, began)).toEqual(["invoice.upcoming"]);
    await on.to(end - 3 * DAY);
    expect((await emitted(stripe, id, began)).at(-1)).toBe("customer.subscription.trial_will_end");
    const announced = await lastEvent(stripe);
    await on.to(end);
    expect(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "active",
      latest_invoice: { status: "draft", created: end },
    });
    await on.to(end + HOUR);
    expect(await emitted(stripe, id, announced)).toEqual([
      "customer.subscription.updated",
      "invoice.created",
      "invoice.updated",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
    const [event] = (await stripe.events.list({ type: "invoice.paid", limit: 1 })).data;
    expect(Math.abs((event?.created ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  });

  it.each([
    ["cancel", "canceled"],
    ["unpaid", "unpaid"],
    ["leave", "past_due"],
  ] as const)("a refused renewal is tried on the fixed days, and then: %s", async (after_retries, status) => {
    const { stripe } = local;
    await control(local, "PUT", "/billing", { after_retries });
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { id } = await subscribe(stripe, on);
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: on.customer.id });
    await stripe.subscriptions.update(id, { default_payment_method: bad.id });
    const due = at("2027-02-01T01:00:00Z");
    await on.to(due);
    const began = await lastEvent(stripe);
    expect(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "past_due",
      latest_invoice: { status: "open", attempt_count: 1, next_payment_attempt: due + 3 * DAY },
    });
    await on.to(due + 15 * DAY);
    const emitted4 = await emitted(stripe, id, began);
    expect(emitted4.filter((type) => type === "invoice.payment_failed")).toHaveLength(3);
    expect(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status,
      latest_invoice: { attempt_count: 4, next_payment_attempt: null },
    });
    expect(emitted4.at(-1)).toBe(
      { cancel: "customer.subscription.deleted", unpaid: "customer.subscription.updated", leave: "invoice.updated" }[
        after_retries
      ],
    );
    await control(local, "PUT", "/billing", { after_retries: "cancel" });
  });

  it("planned ends, the 23 hours of an unpaid beginning, the 24 hours of a session", async () => {
    const { stripe } = local;
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const planned = await subscribe(stripe, on, { cancel_at_period_end: true });
    const unpaid = await subscribe(stripe, on, { payment_behavior: "default_incomplete", expand: ["latest_invoice"] });
    expect(unpaid).toMatchObject({ status: "incomplete", latest_invoice: { status: "open", attempt_count: 0 } });
    const session = await checkout(stripe, { customer: on.customer.id });
    expect(session.created).toBe(on.clock.frozen_time);
    await on.to(on.clock.frozen_time + 23 * HOUR - 1);
    expect((await stripe.subscriptions.retrieve(unpaid.id)).status).toBe("incomplete");
    await on.to(on.clock.frozen_time + 23 * HOUR);
    expect(await stripe.subscriptions.retrieve(unpaid.id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "incomplete_expired",
      latest_invoice: { status: "void" },
    });
    await on.to(session.expires_at);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
    await on.to(at("2027-02-01T02:00:00Z"));
    expect(await stripe.subscriptions.retrieve(planned.id)).toMatchObject({
      status: "canceled",
      ended_at: at("2027-02-01T00:00:00Z"),
      canceled_at: on.clock.frozen_time,
    });
    expect((await stripe.invoices.list({ subscription: planned.id })).data).toHaveLength(1);
  });
});
