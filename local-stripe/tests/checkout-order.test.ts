// The order of a session: quantities and items that the payer or the shop changes, and bank accounts in setup mode.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CARD, open, submit } from "./pages.ts";
import { checkout, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let price: string;
beforeAll(async () => {
  local = await startLocal();
  price = (await monthly(local.stripe)).id;
});
afterAll(() => local.stop());

const urlOf = (session: Stripe.Checkout.Session) => session.url ?? "";
const linesOf = async (id: string) => (await local.stripe.checkout.sessions.listLineItems(id)).data;
const retrieve = (id: string) => local.stripe.checkout.sessions.retrieve(id);
const adjustable = { enabled: true, minimum: 2, maximum: 5 };

describe("an adjustable quantity", () => {
  it("is changed within its bounds, and bills what was seen", async () => {
    const session = await checkout(local.stripe, {
      line_items: [{ price, quantity: 2, adjustable_quantity: adjustable, metadata: { seat: "yes" } }],
    });
    const [line] = await linesOf(session.id);
    expect(line).toMatchObject({ adjustable_quantity: adjustable, metadata: { seat: "yes" }, amount_total: 2000 });
    const quantity = `quantity[${line?.id}]`;
    const page = await open(urlOf(session));
    expect(page.text).toMatch(new RegExp(`<input[^>]*name="${quantity.replace(/[[\]]/g, "\\$&")}"[^>]*value="2"`));

    for (const wrong of ["1", "6", "x", "-2", "2.5"]) {
      const again = await submit(urlOf(session), { ...CARD, [quantity]: wrong, do: "quantities" });
      expect([again.status, again.text.includes("Enter a number from 2 to 5.")], wrong).toEqual([422, true]);
    }
    const changed = await submit(urlOf(session), { ...CARD, [quantity]: "4", do: "quantities" });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain("$40.00");
    expect(changed.text).toContain(`value="${CARD.cvc}"`);
    expect(await retrieve(session.id)).toMatchObject({ amount_subtotal: 4000, amount_total: 4000 });
    expect(await linesOf(session.id)).toMatchObject([{ id: line?.id, quantity: 4, amount_total: 4000 }]);

    // A quantity that nobody saw the price of is not paid
    const unseen = await submit(urlOf(session), { ...CARD, [quantity]: "3" });
    expect([unseen.status, unseen.text.includes("The quantity changed.")]).toEqual([200, true]);
    expect(await retrieve(session.id)).toMatchObject({ status: "open", amount_total: 3000 });
    expect((await submit(urlOf(session), { ...CARD, [quantity]: "3" })).status).toBe(303);
    const done = await local.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
    expect((done.subscription as Stripe.Subscription).items.data).toMatchObject([{ quantity: 3 }]);
    expect(done.invoice).toMatchObject({ total: 3000, amount_paid: 3000 });
  });

  it("of nothing leaves the item out, and one item stays", async () => {
    const second = (await monthly(local.stripe, 500)).id;
    const free = { enabled: true };
    const session = await checkout(local.stripe, {
      line_items: [
        { price, quantity: 1, adjustable_quantity: free },
        { price: second, quantity: 1, adjustable_quantity: free },
      ],
    });
    const [one, two] = (await linesOf(session.id)).map(({ id }) => `quantity[${id}]`);
    const nothing = { [one ?? ""]: "0", [two ?? ""]: "0", do: "quantities" };
    expect((await submit(urlOf(session), nothing)).text).toContain("Keep at least one item.");
    await submit(urlOf(session), { [one ?? ""]: "0", [two ?? ""]: "99", do: "quantities" });
    expect((await retrieve(session.id)).amount_total).toBe(49_500);
    expect((await submit(urlOf(session), CARD)).status).toBe(303);
    const done = await local.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect((done.subscription as Stripe.Subscription).items.data).toMatchObject([
      { price: { id: second }, quantity: 99 },
    ]);
  });

  it("keeps a promotion code’s discount right", async () => {
    const coupon = await local.stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const session = await checkout(local.stripe, {
      discounts: [{ coupon: coupon.id }],
      line_items: [{ price, quantity: 2, adjustable_quantity: adjustable }],
    });
    const [line] = await linesOf(session.id);
    await submit(urlOf(session), { [`quantity[${line?.id}]`]: "5", do: "quantities" });
    expect(await retrieve(session.id)).toMatchObject({
      amount_subtotal: 5000,
      amount_total: 2500,
      total_details: { amount_discount: 2500 },
    });
  });

  it("is refused where it would leave too little to charge, and so is taking an item away", async () => {
    const cents = (await monthly(local.stripe, 20)).id;
    const session = await checkout(local.stripe, {
      line_items: [{ price: cents, quantity: 4, adjustable_quantity: { enabled: true } }],
      optional_items: [{ price, quantity: 1 }],
    });
    const [line] = await linesOf(session.id);
    const two = { [`quantity[${line?.id}]`]: "2" };
    const sentence = "Your total would be below $0.50, the smallest amount we can charge.";
    for (const form of [
      { ...two, do: "quantities" },
      { ...CARD, ...two },
    ]) {
      const again = await submit(urlOf(session), form);
      expect([again.status, again.text.includes(sentence)]).toEqual([422, true]);
      expect(await linesOf(session.id)).toMatchObject([{ quantity: 4 }]);
    }
    await submit(urlOf(session), { do: "add-item:0" });
    expect((await submit(urlOf(session), { ...two, do: "quantities" })).status).toBe(200);
    const again = await submit(urlOf(session), { do: "remove-item:0" });
    expect([again.status, again.text.includes(sentence)]).toEqual([422, true]);
    expect(await retrieve(session.id)).toMatchObject({ amount_total: 1040 });
  });

  it.each([
    [{ price: "", quantity: 1, adjustable_quantity: adjustable }, "line_items[0][quantity]"],
    [{ price: "", quantity: 100, adjustable_quantity: { enabled: true } }, "line_items[0][quantity]"],
    [
      { price: "", quantity: 3, adjustable_quantity: { enabled: true, minimum: 4, maximum: 3 } },
      "line_items[0][adjustable_quantity][minimum]",
    ],
    [
      { price: "", quantity: 3, adjustable_quantity: { enabled: true, maximum: 1_000_000 } },
      "line_items[0][adjustable_quantity][maximum]",
    ],
  ])("is refused: %o", async (item, param) => {
    const error = await refused(checkout(local.stripe, { line_items: [{ ...item, price }] }));
    expect([error.statusCode, error.param]).toEqual([400, param]);
  });

  it("is nobody’s to change where it isn’t adjustable", async () => {
    const session = await checkout(local.stripe);
    const [line] = await linesOf(session.id);
    await submit(urlOf(session), { [`quantity[${line?.id}]`]: "7", do: "quantities" });
    expect(await linesOf(session.id)).toMatchObject([{ quantity: 1, adjustable_quantity: null }]);
  });
});

describe("optional items", () => {
  it("are added and taken away again", async () => {
    const extra = (await monthly(local.stripe, 300)).id;
    const optional_items = [
      { price: extra, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 3 } },
    ];
    const session = await checkout(local.stripe, { optional_items });
    expect(session.optional_items).toEqual(optional_items);
    expect((await open(urlOf(session))).text).toContain('aria-label="Add Starter"');
    expect((await submit(urlOf(session), { do: "add-item:0" })).text).toContain('aria-label="Remove Starter"');
    // Twice is once
    await submit(urlOf(session), { do: "add-item:0" });
    expect((await retrieve(session.id)).amount_total).toBe(1600);
    await submit(urlOf(session), { do: "remove-item:0" });
    expect((await retrieve(session.id)).amount_total).toBe(1000);
    await submit(urlOf(session), { do: "add-item:0" });
    expect((await submit(urlOf(session), CARD)).status).toBe(303);
    const done = await local.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    expect((done.subscription as Stripe.Subscription).items.data).toMatchObject([
      { quantity: 1 },
      { price: { id: extra }, quantity: 2 },
    ]);
  });
});

describe("an update by the API", () => {
  it("changes metadata, line items, and what the shop knows of the delivery", async () => {
    const { stripe } = local;
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      ui_mode: "embedded_page",
      return_url: "http://localhost:3000/done",
      line_items: [{ price, quantity: 1, metadata: { a: "1" } }],
      metadata: { a: "1", b: "2" },
    });
    const [line] = await linesOf(session.id);
    const other = (await monthly(stripe, 700)).id;
    const changed = await stripe.checkout.sessions.update(session.id, {
      metadata: { b: "" },
      line_items: [
        { price: other, quantity: 2 },
        { id: line?.id ?? "", quantity: 3, adjustable_quantity: { enabled: true, maximum: 9 } },
      ],
      collected_information: { shipping_details: { name: "Ada", address: { country: "DE", line1: "Weg 1" } } },
    });
    expect(changed).toMatchObject({
      metadata: { a: "1" },
      amount_total: 4400,
      collected_information: { shipping_details: { name: "Ada", address: { country: "DE", city: null } } },
    });
    expect(await linesOf(session.id)).toMatchObject([
      { price: { id: other }, quantity: 2 },
      {
        id: line?.id,
        price: { id: price },
        quantity: 3,
        metadata: { a: "1" },
        adjustable_quantity: { enabled: true, maximum: 9, minimum: null },
      },
    ]);
    await stripe.checkout.sessions.update(session.id, { line_items: [{ id: line?.id ?? "" }] });
    expect(await linesOf(session.id)).toMatchObject([{ id: line?.id, quantity: 3 }]);
  });

  it("is refused where Stripe refuses it", async () => {
    const { sessions } = local.stripe.checkout;
    const session = await checkout(local.stripe);
    const once = await local.stripe.prices.create({ currency: "usd", unit_amount: 1, product_data: { name: "Once" } });
    const shipping_details = { name: "Ada", address: { country: "DE", line1: "Weg 1" } };
    for (const [params, param] of [
      [{ collected_information: { shipping_details } }, "collected_information"],
      [{ line_items: [{ id: "li_none" }] }, "line_items[0][id]"],
      [{ line_items: [{ price: once.id, quantity: 1 }] }, "line_items"],
      [{ line_items: [{ price }] }, "line_items[0][quantity]"],
      [{ currency: "eur" }, "currency"],
    ] as [Stripe.Checkout.SessionUpdateParams, string][])
      expect((await refused(sessions.update(session.id, params))).param).toBe(param);
    await sessions.expire(session.id);
    expect((await refused(sessions.update(session.id, { line_items: [{ price, quantity: 1 }] }))).message).toContain(
      'This Checkout Session has a status of "expired".',
    );
    expect((await sessions.update(session.id, { metadata: { late: "1" } })).metadata).toEqual({ late: "1" });
  });
});

describe("a bank account in setup mode", () => {
  it("is saved with its mandate, in euros only", async () => {
    const { stripe } = local;
    const create = (currency: string) =>
      stripe.checkout.sessions.create({
        mode: "setup",
        currency,
        allowed_payment_method_types: ["sepa_debit"],
        success_url: "http://localhost:3000/ok",
      });
    expect((await refused(create("usd"))).param).toBe("allowed_payment_method_types");
    const session = await create("eur");
    expect(session.payment_method_types).toEqual(["sepa_debit"]);
    const page = await open(urlOf(session));
    for (const part of ["Save a bank account", "IBAN", "later payments"]) expect(page.text).toContain(part);
    expect((await submit(urlOf(session), { email: CARD.email, iban: "DE00" })).status).toBe(422);
    const account = { email: CARD.email, iban: "DE89 3704 0044 0532 0130 00", account_name: "Ada" };
    expect((await submit(urlOf(session), account)).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["setup_intent.payment_method", "setup_intent.mandate"],
    });
    expect(done).toMatchObject({
      status: "complete",
      customer_details: { address: null, tax_exempt: null },
      setup_intent: {
        status: "succeeded",
        payment_method_types: ["sepa_debit"],
        payment_method: { type: "sepa_debit", customer: done.customer },
        mandate: { status: "active" },
      },
    });
  });
});
