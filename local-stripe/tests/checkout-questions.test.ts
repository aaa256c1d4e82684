// What a session's page asks for beside the way to pay, and where the answers go.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CARD, open, submit } from "./pages.ts";
import { checkout, confirm, control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const BERLIN = {
  "address[country]": "DE",
  "address[line1]": "Unter den Linden 1",
  "address[postal_code]": "10117",
  "address[city]": "Berlin",
};
const shown = { line1: "Unter den Linden 1", postal_code: "10117", city: "Berlin", country: "DE" };
const urlOf = (session: Stripe.Checkout.Session) => session.url ?? "";
const completed = (id: string) => local.stripe.checkout.sessions.retrieve(id);
const customerOf = async (session: Stripe.Checkout.Session) =>
  (await local.stripe.customers.retrieve(String(session.customer))) as Stripe.Customer;

describe("the answers of a payer", () => {
  it("go to a new customer and into the session", async () => {
    const session = await checkout(local.stripe, {
      billing_address_collection: "required",
      phone_number_collection: { enabled: true },
      name_collection: { individual: { enabled: true }, business: { enabled: true, optional: true } },
      shipping_address_collection: { allowed_countries: ["DE", "US"] },
      consent_collection: { terms_of_service: "required", promotions: "auto" },
      custom_fields: [
        { key: "engraving", label: { custom: "Engraving", type: "custom" }, type: "text", optional: true },
        {
          key: "team_size",
          label: { custom: "Team size", type: "custom" },
          type: "numeric",
          numeric: { maximum_length: 3 },
        },
        {
          key: "plan_for",
          label: { custom: "What for?", type: "custom" },
          type: "dropdown",
          dropdown: {
            options: [
              { label: "Work", value: "work" },
              { label: "Fun", value: "fun" },
            ],
          },
        },
      ],
      custom_text: {
        submit: { message: "You can cancel at any time." },
        terms_of_service_acceptance: { message: "I agree to the [waiver](https://example.com/waiver)" },
      },
    });
    expect(session).toMatchObject({
      consent: null,
      consent_collection: { payment_method_reuse_agreement: null, promotions: "auto", terms_of_service: "required" },
      name_collection: { individual: { enabled: true, optional: false }, business: { enabled: true, optional: true } },
      phone_number_collection: { enabled: true },
    });
    const page = await open(urlOf(session));
    for (const label of ["Phone number", "Full name", "Business name", "Shipping address", "Team size", "What for?"])
      expect(page.text).toContain(label);
    expect(page.text).toContain("You can cancel at any time.");
    expect(page.text).toContain('<a href="https://example.com/waiver"');
    // Only the countries that are shipped to
    expect(page.text.match(/<option value="FR"/g)).toHaveLength(1);

    const empty = await submit(urlOf(session), CARD);
    expect(empty.status).toBe(422);
    for (const [name, sentence] of [
      ["address[country]", "Choose a country."],
      ["shipping[name]", "Enter a name."],
      ["phone", "Enter a phone number."],
      ["individual_name", "Enter your name."],
      ["custom_fields[team_size]", "This field is required."],
      ["custom_fields[plan_for]", "Choose an option."],
      ["consent[terms_of_service]", "Accept the terms of service to continue."],
    ])
      expect(empty.text).toContain(`id="${name}-error" role="alert">${sentence}`);
    expect(empty.text).not.toContain('id="custom_fields[engraving]-error"');
    expect(await completed(session.id)).toMatchObject({ status: "open", customer: null });

    const answers = {
      ...CARD,
      ...BERLIN,
      individual_name: "Ada King",
      phone: "+49 (30) 123 456",
      "shipping[name]": "Ada",
      "shipping[address][country]": "US",
      "shipping[address][line1]": "1 Main St",
      "shipping[address][city]": "Springfield",
      "shipping[address][state]": "IL",
      "shipping[address][postal_code]": "62701",
      "custom_fields[team_size]": "12",
      "custom_fields[plan_for]": "fun",
      "consent[terms_of_service]": "yes",
      "consent[promotions]": "yes",
    };
    for (const wrong of [
      { "custom_fields[team_size]": "1234" },
      { "custom_fields[team_size]": "a" },
      { "custom_fields[plan_for]": "other" },
      { "shipping[address][country]": "FR" },
      { phone: "abc" },
    ])
      expect((await submit(urlOf(session), { ...answers, ...wrong })).status, JSON.stringify(wrong)).toBe(422);
    expect((await submit(urlOf(session), answers)).status).toBe(303);

    const done = await completed(session.id);
    const shipping = { name: "Ada", address: { line1: "1 Main St", state: "IL", country: "US", line2: null } };
    expect(done).toMatchObject({
      status: "complete",
      customer_details: {
        address: { ...shown, line2: null, state: null },
        business_name: null,
        email: CARD.email,
        individual_name: "Ada King",
        name: "Ada King",
        phone: "+4930123456",
        tax_exempt: "none",
        tax_ids: [],
      },
      collected_information: { business_name: null, individual_name: "Ada King", shipping_details: shipping },
      consent: { promotions: "opt_in", terms_of_service: "accepted" },
      custom_fields: [
        { key: "engraving", optional: true, text: { value: null } },
        { key: "team_size", numeric: { value: "12", maximum_length: 3 } },
        { key: "plan_for", dropdown: { value: "fun" } },
      ],
    });
    expect(await customerOf(done)).toMatchObject({ name: "Ada King", phone: "+4930123456", address: shown, shipping });
    const [method] = (await local.stripe.customers.listPaymentMethods(String(done.customer))).data;
    expect(method).toMatchObject({
      allow_redisplay: "limited",
      billing_details: { address: shown, phone: "+4930123456", name: CARD.name, email: CARD.email },
    });
  });

  it("survive the bank’s question", async () => {
    const session = await checkout(local.stripe, {
      custom_fields: [{ key: "note", label: { custom: "Note", type: "custom" }, type: "text" }],
      consent_collection: { terms_of_service: "required" },
    });
    const asked = await submit(urlOf(session), {
      ...CARD,
      number: "4000 0027 6000 3184",
      "custom_fields[note]": "hello",
      "consent[terms_of_service]": "yes",
    });
    const failed = await submit(local.server.url + asked.location, { outcome: "fail" });
    expect(failed.text).toContain('value="hello"');
    const again = await submit(urlOf(session), {
      ...CARD,
      number: "4000 0027 6000 3184",
      "custom_fields[note]": "hello",
      "consent[terms_of_service]": "yes",
    });
    expect((await submit(local.server.url + again.location, { outcome: "complete" })).status).toBe(303);
    expect(await completed(session.id)).toMatchObject({
      custom_fields: [{ text: { value: "hello" } }],
      consent: { terms_of_service: "accepted", promotions: null },
    });
  });

  it.each([
    ["nothing", undefined, { name: "Old", address: null, shipping: null }],
    ["the name", { name: "auto" }, { name: CARD.name, address: null, shipping: null }],
    ["the address", { address: "auto" }, { name: "Old", address: shown, shipping: null }],
    ["the shipping", { shipping: "auto" }, { name: "Old", address: null, shipping: { name: "Ada", address: shown } }],
  ] as const)("change of a known customer: %s", async (_what, customer_update, expected) => {
    const customer = await local.stripe.customers.create({ name: "Old", email: "old@example.com" });
    const session = await checkout(local.stripe, {
      customer: customer.id,
      billing_address_collection: "required",
      shipping_address_collection: { allowed_countries: ["DE"] },
      ...(customer_update && { customer_update }),
    });
    expect(session.customer_details).toMatchObject({ email: "old@example.com", name: null, address: null });
    const shipping = Object.fromEntries(
      Object.entries(BERLIN).map(([name, value]) => [name.replace("address", "shipping[address]"), value]),
    );
    expect((await submit(urlOf(session), { ...CARD, ...BERLIN, ...shipping, "shipping[name]": "Ada" })).status).toBe(
      303,
    );
    expect(await local.stripe.customers.retrieve(customer.id)).toMatchObject(expected);
    const changes = (await local.stripe.events.list({ type: "customer.updated" })).data.filter(
      ({ data }) => (data.object as Stripe.Customer).id === customer.id && data.previous_attributes,
    );
    const saved = changes.flatMap(({ data }) => Object.keys(data.previous_attributes ?? {}));
    for (const field of ["name", "address", "shipping"] as const)
      expect(saved.includes(field), field).toBe(customer_update?.[field as never] === "auto");
  });

  it("leave out the address that is only wanted for the customer, and take no half of it", async () => {
    const customer = await local.stripe.customers.create({ name: "Old", email: "old@example.com" });
    const make = () =>
      checkout(local.stripe, { customer: customer.id, customer_update: { name: "auto", address: "auto" } });
    const address = async () => ((await local.stripe.customers.retrieve(customer.id)) as Stripe.Customer).address;
    expect((await open(urlOf(await make()))).text).toContain("Billing address");
    expect((await submit(urlOf(await make()), CARD)).status).toBe(303);
    expect(await address()).toBeNull();
    const half = await submit(urlOf(await make()), { ...CARD, "address[country]": "US" });
    expect([half.status, half.text]).toEqual([422, expect.stringContaining("Enter a postal code.")]);
    const whole = { "address[country]": "US", "address[postal_code]": "94107" };
    expect((await submit(urlOf(await make()), { ...CARD, ...whole })).status).toBe(303);
    expect(await address()).toMatchObject({ country: "US", postal_code: "94107" });
  });

  it("are asked of the API too, without a browser", async () => {
    const session = await checkout(local.stripe, { consent_collection: { terms_of_service: "required" } });
    expect(await refused(confirm(local.stripe, session))).toMatchObject({
      statusCode: 400,
      param: "consent[terms_of_service]",
    });
    const done = (await local.stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
      payment_method: "pm_card_visa",
      expected_amount: session.amount_total ?? 0,
      consent: { terms_of_service: "accepted" },
    })) as unknown;
    expect(done).toMatchObject({ status: "complete", consent: { terms_of_service: "accepted" } });
  });
});

describe("tax ids", () => {
  const asks = { tax_id_collection: { enabled: true } } as const;

  it("are stored with the customer, and shown on the first invoice", async () => {
    const session = await checkout(local.stripe, asks);
    expect(session.tax_id_collection).toEqual({ enabled: true, required: "never" });
    const fields = { ...CARD, "address[country]": "DE" };
    const half = await submit(urlOf(session), { ...fields, "tax_id[type]": "eu_vat" });
    expect(half.text).toContain("Enter your tax ID.");
    expect(half.text).toContain('<option value="eu_vat" selected');
    const value = "DE123456789";
    const answers = { ...fields, "tax_id[type]": "eu_vat", "tax_id[value]": value, business_name: "Ada & Co" };
    expect((await submit(urlOf(session), answers)).status).toBe(303);
    const done = await local.stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
    expect(done.customer_details).toMatchObject({
      name: "Ada & Co",
      business_name: "Ada & Co",
      address: { country: "DE", line1: null },
      tax_ids: [{ type: "eu_vat", value }],
    });
    expect((done.invoice as Stripe.Invoice).customer_tax_ids).toEqual([{ type: "eu_vat", value }]);
    expect((await local.stripe.customers.listTaxIds(String(done.customer))).data).toMatchObject([{ value }]);
    expect(await customerOf(done)).toMatchObject({ name: "Ada & Co" });

    // Not asked of one who has some
    const second = await checkout(local.stripe, {
      ...asks,
      customer: String(done.customer),
      customer_update: { name: "auto" },
    });
    expect((await open(urlOf(second))).text).not.toContain("Tax ID");
  });

  it("are required where they exist, if the session says so", async () => {
    const session = await checkout(local.stripe, { tax_id_collection: { enabled: true, required: "if_supported" } });
    expect((await submit(urlOf(session), { ...CARD, "address[country]": "FR" })).text).toContain("Enter your tax ID.");
    expect((await submit(urlOf(session), { ...CARD, "address[country]": "AQ" })).status).toBe(303);
    expect((await completed(session.id)).customer_details?.tax_ids).toEqual([]);
  });

  it("need leave to change a known customer", async () => {
    const { id } = await local.stripe.customers.create({ email: "known@example.com" });
    const make = (customer_update?: Stripe.Checkout.SessionCreateParams.CustomerUpdate) =>
      checkout(local.stripe, { ...asks, customer: id, ...(customer_update && { customer_update }) });
    expect((await refused(make())).message).toMatch(/^Tax ID collection requires updating business name/);
    expect((await refused(make({ name: "auto" }))).message).toMatch(/^We could not find a valid address/);
    expect((await make({ name: "auto", address: "auto" })).status).toBe("open");
  });
});

describe("consent", () => {
  it("needs the address of the terms, as set in the Dashboard", async () => {
    const terms = { consent_collection: { terms_of_service: "required" } } as const;
    expect((await open(urlOf(await checkout(local.stripe, terms)))).text).toContain('href="https://example.com/terms"');
    await control(local, "PUT", "/billing", { terms_of_service_url: null });
    expect((await refused(checkout(local.stripe, terms))).message).toMatch(
      /^You cannot collect consent to your terms of service unless a URL is set in the Stripe Dashboard\./,
    );
    await control(local, "PUT", "/billing", { terms_of_service_url: "https://example.com/terms" });
  });

  it("to news is the payer’s own choice", async () => {
    const session = await checkout(local.stripe, { consent_collection: { promotions: "auto" } });
    expect((await submit(urlOf(session), CARD)).status).toBe(303);
    expect((await completed(session.id)).consent).toEqual({ promotions: "opt_out", terms_of_service: null });
  });
});

describe("saved ways to pay", () => {
  it("are offered as they allow it, paid with, and removed", async () => {
    const { stripe } = local;
    const { id: customer } = await stripe.customers.create({ email: "back@example.com" });
    const saved = { payment_method_save: "enabled", payment_method_remove: "enabled" } as const;
    const first = await checkout(stripe, { customer, saved_payment_method_options: saved });
    expect((await submit(urlOf(first), { ...CARD, save: "yes" })).status).toBe(303);
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    expect(method?.allow_redisplay).toBe("always");

    const second = await checkout(stripe, { customer, saved_payment_method_options: saved });
    const page = await open(urlOf(second));
    expect(page.text).toContain("Visa ending in 4242");
    expect((await submit(urlOf(second), { saved: method?.id ?? "" })).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(second.id, { expand: ["subscription"] });
    expect((done.subscription as Stripe.Subscription).default_payment_method).toBe(method?.id);
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);

    // By default it shows those that allow it always, and none that is someone else's
    const limited = await checkout(stripe, {
      customer,
      saved_payment_method_options: { allow_redisplay_filters: ["limited"] },
    });
    expect((await open(urlOf(limited))).text).not.toContain("Visa ending in");
    const other = await checkout(stripe, { saved_payment_method_options: saved });
    expect((await submit(urlOf(other), { email: CARD.email, saved: method?.id ?? "" })).status).toBe(422);

    const third = await checkout(stripe, { customer, saved_payment_method_options: saved });
    expect((await submit(urlOf(third), { do: `remove-method:${method?.id}` })).text).not.toContain("Visa ending in");
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(0);
  });

  it("a new one may be offered later as the session says", async () => {
    const session = await checkout(local.stripe, { payment_method_data: { allow_redisplay: "always" } });
    await submit(urlOf(session), CARD);
    const done = await completed(session.id);
    const { data } = await local.stripe.customers.listPaymentMethods(String(done.customer));
    expect(data).toMatchObject([{ allow_redisplay: "always" }]);
  });
});

describe("options of cards", () => {
  it("ask the bank always, or refuse a brand", async () => {
    const any = await checkout(local.stripe, { payment_method_options: { card: { request_three_d_secure: "any" } } });
    expect((await submit(urlOf(any), CARD)).location).toMatch(/\/challenge\//);
    const noVisa = await checkout(local.stripe, {
      payment_method_options: { card: { restrictions: { brands_blocked: ["visa"] } } },
    });
    const page = await submit(urlOf(noVisa), CARD);
    expect([page.status, page.text.includes("isn&#39;t accepted here")]).toEqual([402, true]);
    expect((await submit(urlOf(noVisa), { ...CARD, number: "5555 5555 5555 4444" })).status).toBe(303);
  });
});
