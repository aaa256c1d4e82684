import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { open, submit } from "./pages.ts";
import {
  checkout,
  confirm,
  control,
  eventually,
  type Hook,
  type Local,
  monthly,
  receiver,
  refused,
  startLocal,
} from "./support.ts";

let local: Local;
let hook: Hook;
let ids: { customer: string; subscription: string; invoice: string; event: string };
const at = (path: string) => `${local.server.url}${path}`;

beforeAll(async () => {
  local = await startLocal();
  hook = await receiver();
  const { stripe } = local;
  await stripe.webhookEndpoints.create({ url: hook.url, enabled_events: ["*"] });
  const session = await confirm(stripe, await checkout(stripe, { customer_email: "<i>ada</i>@example.com" }));
  const event = (await stripe.events.list({ type: "customer.subscription.created" })).data[0];
  ids = {
    customer: String(session.customer),
    subscription: String(session.subscription),
    invoice: String(session.invoice),
    event: event?.id ?? "",
  };
  await eventually(() => expect(hook.types()).toContain("checkout.session.completed"));
});
afterAll(async () => {
  await local.stop();
  await hook.stop();
});

describe("the dashboard", () => {
  it("lists what is there, and shows each of it", async () => {
    for (const [list, id] of [
      ["customers", ids.customer],
      ["subscriptions", ids.subscription],
      ["invoices", ids.invoice],
      ["events", ids.event],
    ]) {
      const all = await open(at(`/${list}`));
      expect(all.status).toBe(200);
      expect(all.text).toContain(`href="/${list}/${id}"`);
      expect(all.text).toMatch(/<th scope="col"/);
      const one = await open(at(`/${list}/${id}`));
      expect(one.status).toBe(200);
      expect(one.text).toContain(`<code>${id}</code>`);
      expect(one.text).toMatch(/<h1[^>]*>/);
      expect(one.text).not.toContain("<i>ada");
    }
    expect((await open(at("/"))).text).toContain(hook.url);
  });

  it("has pages of fifty", async () => {
    for (let n = 0; n < 52; n += 1) await local.stripe.customers.create({ name: `Page ${n}` });
    const first = await open(at("/customers"));
    const older =
      /href="(\/customers\?after=[^"]+)">Older/.exec(first.text)?.[1] ?? expect.fail("There is no second page");
    expect(first.text).toContain("Page 51");
    expect((await open(at(older))).text).toContain(ids.customer);
    expect((await open(at("/customers?after=cus_gone"))).status).toBe(200);
  });

  it("answers what is not there with 404", async () => {
    for (const path of ["/customers/cus_none", "/events/evt_none", "/invoices/x", "/subscriptions/x"])
      expect((await open(at(path))).status).toBe(404);
  });

  it("shows an event with each attempt, and sends it again", async () => {
    const shown = await open(at(`/events/${ids.event}`));
    expect(shown.text).toContain("HTTP 200");
    expect(shown.text).toContain("customer.subscription.created");
    const count = () => hook.types().filter((type) => type === "customer.subscription.created").length;
    const before = count();
    const sent = await submit(at(`/events/${ids.event}/resend`));
    expect(sent).toMatchObject({ status: 303, location: `/events/${ids.event}?done=sent` });
    await eventually(() => expect(count()).toBe(before + 1));
    expect((await open(at(sent.location ?? ""))).text).toContain("The event is being sent again.");
    expect((await open(at("/events?type=customer.sub"))).text).not.toContain("checkout.session.completed");
  });

  it("makes the next charge fail, once", async () => {
    const { stripe } = local;
    const price = await monthly(stripe);
    const subscribe = () =>
      stripe.subscriptions.create({
        customer: ids.customer,
        items: [{ price: price.id }],
        default_payment_method: "pm_card_visa",
        payment_behavior: "error_if_incomplete",
      });
    expect((await submit(at(`/customers/${ids.customer}/decline`))).status).toBe(303);
    expect((await open(at("/"))).text).toContain(`1 for ${ids.customer}`);
    expect(await refused(subscribe())).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect((await subscribe()).status).toBe("active");
    await control(local, "POST", "/declines", { times: 2 });
    for (const _time of [1, 2]) expect((await refused(subscribe())).statusCode).toBe(402);
    expect((await subscribe()).status).toBe("active");
  });

  it("advances a test clock, as far as Stripe lets it go", async () => {
    const { stripe } = local;
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_800_000_000, name: "Spring" });
    const customer = await stripe.customers.create({
      test_clock: clock.id,
      payment_method: "pm_card_visa",
      invoice_settings: { default_payment_method: "pm_card_visa" },
    });
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
      product_data: { name: "Clocked" },
    });
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    expect((await open(at("/clocks"))).text).toContain("Spring");
    expect((await open(at(`/clocks/${clock.id}`))).text).toContain(customer.id);
    expect((await submit(at(`/clocks/${clock.id}/advance`), { step: "month" })).location).toBe(
      `/clocks/${clock.id}?done=advancing`,
    );
    await eventually(async () => expect((await stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe("ready"));
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(2);
    expect((await submit(at(`/clocks/${clock.id}/advance`), { step: "year" })).text).toContain(
      "cannot be advanced by more than two intervals",
    );
  });

  it("turns faults on and off", async () => {
    const wrong = await submit(at("/faults"), {
      of: "calls",
      "call-kind": "status",
      method: "GET",
      path: "^(",
      status: "503",
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('role="alert"');
    expect(wrong.text).toContain('value="^("');
    expect(
      (
        await submit(at("/faults"), {
          of: "calls",
          "call-kind": "status",
          method: "GET",
          path: "/v1/prices",
          status: "503",
          "call-rate": "1",
        })
      ).location,
    ).toBe("/faults?done=on");
    expect(
      (
        await submit(at("/faults"), {
          of: "webhooks",
          "webhook-kind": "delay",
          event: "price.*",
          "webhook-ms": "10",
          "webhook-rate": "0.5",
          "webhook-seed": "9",
        })
      ).status,
    ).toBe(303);
    expect(await control(local, "GET", "/faults")).toMatchObject([
      { kind: "status", status: 503, times: null },
      { kind: "delay", event: "price.*", ms: 10, rate: 0.5, seed: 9 },
    ]);
    expect((await refused(local.stripe.prices.list())).statusCode).toBe(503);
    expect((await open(at("/faults"))).text).toContain("GET /v1/prices");
    const [first] = (await control(local, "GET", "/faults")) as { id: string }[];
    await submit(at(`/faults/${first?.id}/remove`));
    expect((await local.stripe.prices.list()).object).toBe("list");
    await submit(at("/faults/clear"));
    expect(await control(local, "GET", "/faults")).toEqual([]);
  });

  it("sets and removes rate limits, and keeps those of single endpoints", async () => {
    expect((await open(at("/faults"))).text).toContain("Calls are not limited");
    const wrong = await submit(at("/limits"), { all: "many", each_endpoint: "" });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining("all must be a number of calls")]);
    await control(local, "PUT", "/limits", { endpoints: { "GET /v1/prices": 3 } });
    expect((await submit(at("/limits"), { all: "20", each_endpoint: "" })).location).toBe("/faults?done=limited");
    expect(await control(local, "GET", "/limits")).toMatchObject({
      all: { per_second: 20, burst: 20 },
      each_endpoint: null,
      endpoints: { "GET /v1/prices": { per_second: 3, burst: 3 } },
    });
    const { text } = await open(at("/faults"));
    for (const part of ["All calls", "GET /v1/prices", "Refused with 429", "Remove limits"])
      expect(text).toContain(part);
    await submit(at("/limits/clear"));
    expect(await control(local, "GET", "/limits")).toMatchObject({ all: null, endpoints: {} });
  });

  it("holds webhooks and sends them", async () => {
    await submit(at("/deliveries/hold"));
    expect((await open(at("/"))).text).toContain("Send held webhooks");
    await submit(at("/deliveries/send"));
    expect((await open(at("/"))).text).toContain("Hold webhooks");
  });
});

describe("other web pages", () => {
  const post = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((done, failed) => {
      // Not fetch, which sets some of these headers itself
      request(at(path), { method: "POST", headers }, (response) =>
        response.resume().on("end", () => done(response.statusCode)),
      )
        .on("error", failed)
        .end("{}");
    });

  it("can do nothing here", async () => {
    for (const path of [
      "/reset",
      "/decline",
      "/faults",
      "/faults/clear",
      "/limits",
      "/limits/clear",
      "/deliveries/hold",
      `/events/${ids.event}/resend`,
      `/customers/${ids.customer}/decline`,
      "/_local/reset",
      "/_local/faults",
      "/_local/limits",
      "/_local/deliveries/resend",
      "/_local/billing",
    ]) {
      expect([path, await post(path, { origin: "https://evil.example" })]).toEqual([path, 403]);
      expect(await post(path, { origin: "null" })).toBe(403);
      expect(await post(path, { "sec-fetch-site": "cross-site" })).toBe(403);
      expect(await post(path, { "sec-fetch-site": "same-site" })).toBe(403);
      expect(await post(path, { origin: "http://evil.example", host: "evil.example" })).toBe(403);
    }
    expect(await post("/reset", { origin: local.server.url, "sec-fetch-site": "same-origin" })).toBe(422);
    expect((await local.stripe.customers.list()).data.length).toBeGreaterThan(0);
  });

  it("can frame nothing", async () => {
    expect((await open(at("/"))).headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});

it("deletes everything once that is confirmed", async () => {
  expect((await submit(at("/reset"))).text).toContain("Tick the box to confirm.");
  expect((await local.stripe.customers.list()).data.length).toBeGreaterThan(0);
  expect((await submit(at("/reset"), { confirm: "yes" })).location).toBe("/?done=reset");
  expect((await local.stripe.customers.list()).data).toEqual([]);
});
