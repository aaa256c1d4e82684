// Where a session's page stands, what its parameters refuse, and how an expired session is begun again.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CARD, open, submit } from "./pages.ts";
import { checkout, confirm, control, monthly, refused, startLocal, type Local } from "./support.ts";

type Params = Stripe.Checkout.SessionCreateParams;

let local: Local;
let price: string;
beforeAll(async () => {
  local = await startLocal();
  price = (await monthly(local.stripe)).id;
});
afterAll(() => local.stop());

const SHOP = "http://localhost:3000";
const create = (params: Partial<Params>) =>
  local.stripe.checkout.sessions.create({ mode: "subscription", line_items: [{ price, quantity: 1 }], ...params });
const embedded = (params: Partial<Params> = {}) =>
  create({ ui_mode: "embedded_page", return_url: `${SHOP}/done?session={CHECKOUT_SESSION_ID}`, ...params });
const frameOf = (session: Stripe.Checkout.Session) => `${local.server.url}/c/pay/${session.client_secret}`;

describe("an embedded session", () => {
  it("has a secret instead of an address, and a page that only the shop may frame", async () => {
    const session = await embedded();
    expect(session).toMatchObject({
      ui_mode: "embedded_page",
      url: null,
      success_url: null,
      cancel_url: null,
      redirect_on_completion: "always",
      return_url: `${SHOP}/done?session={CHECKOUT_SESSION_ID}`,
    });
    expect(session.client_secret).toMatch(new RegExp(`^${session.id}_secret_\\w{60}$`));
    for (const name of [session.id, `${session.id}_secret_${"x".repeat(60)}`]) {
      const unknown = await open(`${local.server.url}/c/pay/${name}`);
      expect(unknown.status).toBe(404);
      // The page that asked for it has to know, and learns nothing else
      expect(unknown.headers.get("content-security-policy")).toContain("frame-ancestors *");
      expect(unknown.text).toContain('data-checkout="" data-status="unknown" data-origin="*"');
    }
    const page = await open(frameOf(session));
    expect(page.headers.get("content-security-policy")).toContain(`frame-ancestors ${SHOP}`);
    expect(page.text).toContain(`action="/c/pay/${session.client_secret}"`);
    expect(page.text).toContain(`data-checkout="${session.id}" data-status="open"`);

    // Its last page tells the page around it where to go
    const paid = await submit(frameOf(session), CARD);
    expect([paid.status, paid.location]).toEqual([303, `/c/pay/${session.client_secret}`]);
    const last = await open(frameOf(session));
    expect(last.text).toContain("This checkout is complete");
    expect(last.text).toContain(`data-leads="${SHOP}/done?session=${session.id}" data-origin="${SHOP}"`);
    expect(last.text).toContain(`href="${SHOP}/done?session=${session.id}" target="_top"`);
    expect(await local.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      client_secret: null,
      url: null,
    });
  });

  it("asks the bank within the frame", async () => {
    const session = await embedded();
    const asked = await submit(frameOf(session), { ...CARD, number: "4000 0027 6000 3184" });
    expect(asked.location).toContain(`/c/pay/${session.client_secret}/challenge/`);
    const challenge = await open(local.server.url + asked.location);
    expect(challenge.headers.get("content-security-policy")).toContain(`frame-ancestors ${SHOP}`);
    expect(challenge.text).toContain(`data-origin="${SHOP}"`);
    expect((await submit(local.server.url + asked.location, { outcome: "complete" })).location).toBe(
      `/c/pay/${session.client_secret}`,
    );
  });

  it("may lead nowhere", async () => {
    const session = await create({ ui_mode: "embedded_page", redirect_on_completion: "never" });
    expect([session.return_url, session.redirect_on_completion]).toEqual([undefined, "never"]);
    await submit(frameOf(session), CARD);
    expect((await open(frameOf(session))).text).toContain('data-leads=""');
  });

  it("hosted pages are framed by nobody", async () => {
    const session = await checkout(local.stripe);
    expect([session.client_secret, session.return_url, session.redirect_on_completion]).toEqual([
      null,
      undefined,
      undefined,
    ]);
    const page = await open(session.url ?? "");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.text).not.toContain("data-checkout");
  });
});

describe("a session for elements", () => {
  it("has a secret and no page of Stripe’s", async () => {
    const session = await create({ ui_mode: "elements", return_url: `${SHOP}/done` });
    expect(session).toMatchObject({ ui_mode: "elements", url: null, return_url: `${SHOP}/done` });
    expect(session).not.toHaveProperty("redirect_on_completion");
    expect((await open(frameOf(session))).status).toBe(404);
    expect((await confirm(local.stripe, session)).status).toBe("complete");
  });
});

describe("refusals", () => {
  const success_url = `${SHOP}/ok`;
  const return_url = `${SHOP}/done`;
  const field = (key: string, more: object = {}) => ({
    key,
    label: { custom: "A", type: "custom" as const },
    type: "text" as const,
    ...more,
  });
  const cases: [string, Partial<Params>, RegExp, string | undefined][] = [
    [
      "an address for success in a frame",
      { ui_mode: "embedded_page", return_url, success_url },
      /^`success_url` is not supported with `ui_mode: embedded_page`\.$/,
      "success_url",
    ],
    [
      "both addresses with elements",
      { ui_mode: "elements", success_url, cancel_url: success_url },
      /^The following parameters are not supported with `ui_mode: elements`: cancel_url, success_url\.$/,
      "cancel_url",
    ],
    [
      "the look of elements",
      { ui_mode: "elements", branding_settings: { display_name: "A" } },
      /^`branding_settings` is not supported with `ui_mode: elements`\.$/,
      "branding_settings",
    ],
    ["an address for success of a form", { ui_mode: "form", success_url }, /ui_mode: form/, "success_url"],
    ["no way back", { ui_mode: "embedded_page" }, /^Missing required param: return_url\.$/, "return_url"],
    [
      "a way back that is never taken",
      { ui_mode: "embedded_page", return_url, redirect_on_completion: "never" },
      /redirect_on_completion: never/,
      "return_url",
    ],
    ["a way back of a hosted page", { success_url, return_url }, /ui_mode: hosted_page/, "return_url"],
    ["no address for success", {}, /^Missing required param: success_url\.$/, "success_url"],
    ["a name of older versions", { ui_mode: "custom", success_url }, /^Invalid ui_mode: must be one of /, "ui_mode"],
    [
      "changes of a customer that isn’t there",
      { success_url, customer_update: { name: "auto" } },
      /^`customer_update` can only be used with `customer` or `customer_account`\.$/,
      "customer_update",
    ],
    [
      "Managed Payments with elements",
      { ui_mode: "elements", managed_payments: { enabled: true } },
      /^Invalid ui_mode: elements\. Managed Payments currently only supports ui_mode: hosted_page and ui_mode: embedded_page\.$/,
      "ui_mode",
    ],
    [
      "a customer always",
      { success_url, customer_creation: "always" },
      /^`customer_creation` can only be used in `payment` mode\.$/,
      "customer_creation",
    ],
    [
      "an invoice for what makes invoices anyway",
      { success_url, invoice_creation: { enabled: true } },
      /^You can only enable invoice creation when `mode` is set to `payment`\./,
      "invoice_creation",
    ],
    [
      "four custom fields",
      { success_url, custom_fields: ["a", "b", "c", "d"].map((key) => field(key)) },
      /^Array custom_fields exceeded maximum 3 allowed elements\.$/,
      "custom_fields",
    ],
    ["a key with a space", { success_url, custom_fields: [field("a b")] }, /alphanumeric/, "custom_fields[0][key]"],
    ["the same key twice", { success_url, custom_fields: [field("a"), field("a")] }, /unique/, "custom_fields[1][key]"],
    [
      "no options",
      { success_url, custom_fields: [field("a", { type: "dropdown" })] },
      /^Missing required param/,
      "custom_fields[0][dropdown]",
    ],
    [
      "a long label",
      { success_url, custom_fields: [field("a", { label: { custom: "x".repeat(51), type: "custom" } })] },
      /must be at most 50 characters$/,
      "custom_fields[0][label][custom]",
    ],
    [
      "a long text",
      { success_url, custom_text: { submit: { message: "x".repeat(1201) } } },
      /must be at most 1200 characters$/,
      "custom_text[submit][message]",
    ],
    [
      "a country that isn’t one",
      { success_url, shipping_address_collection: { allowed_countries: ["XX"] } },
      /^Country 'XX' is unknown/,
      "shipping_address_collection[allowed_countries][0]",
    ],
    ["a parameter that is not served", { success_url, permissions: {} }, /./, "permissions"],
  ];
  it.each(cases)("%s", async (_what, params, message, param) => {
    const error = await refused(create(params.permissions ? { ...params, permissions: { a: 1 } as object } : params));
    expect([error.statusCode, error.param]).toEqual([400, param]);
    expect(error.message).toMatch(message);
  });

  it.each([
    ["phone_number_collection", { enabled: true }],
    ["shipping_address_collection", { allowed_countries: ["DE"] }],
    ["tax_id_collection", { enabled: true }],
    ["submit_type", "pay"],
    ["payment_method_collection", "always"],
    ["after_expiration", { recovery: { enabled: true } }],
    ["saved_payment_method_options", { payment_method_save: "enabled" }],
  ])("%s in setup mode", async (name, value) => {
    const error = await refused(
      local.stripe.checkout.sessions.create({ mode: "setup", currency: "usd", success_url, [name]: value }),
    );
    expect([error.message, error.param]).toEqual([`You can not pass \`${name}\` in \`setup\` mode.`, name]);
  });
});

describe("a session in setup mode", () => {
  it("gives description and metadata to its setup intent", async () => {
    const session = await local.stripe.checkout.sessions.create({
      mode: "setup",
      currency: "usd",
      success_url: `${SHOP}/ok`,
      setup_intent_data: { description: "For later", metadata: { a: "1" } },
    });
    expect(await local.stripe.setupIntents.retrieve(String(session.setup_intent))).toMatchObject({
      description: "For later",
      metadata: { a: "1" },
    });
  });
});

describe("an expired session", () => {
  const recovery = { enabled: true, allow_promotion_codes: true };

  it("is begun again at its recovery address", async () => {
    const { stripe } = local;
    const { id: customer } = await stripe.customers.create({ email: "again@example.com" });
    const session = await checkout(stripe, {
      customer,
      client_reference_id: "ref",
      metadata: { a: "1" },
      after_expiration: { recovery },
      consent_collection: { terms_of_service: "required" },
    });
    expect(session.after_expiration).toEqual({ recovery: { ...recovery, expires_at: null, url: null } });
    const expired = await stripe.checkout.sessions.expire(session.id);
    const { url, expires_at } = expired.after_expiration?.recovery ?? {};
    expect(url).toMatch(new RegExp(`^${local.server.url}/r/\\w{32}$`));
    expect((expires_at ?? 0) - expired.created).toBeGreaterThanOrEqual(30 * 86_400);
    const [event] = (await stripe.events.list({ type: "checkout.session.expired", limit: 1 })).data;
    expect(event?.data.object).toMatchObject({ id: session.id, after_expiration: { recovery: { url } } });

    const first = await open(url ?? "");
    expect(first.status).toBe(303);
    // A second look doesn't make a second copy
    expect((await open(url ?? "")).location).toBe(first.location);
    const [copy] = (await stripe.checkout.sessions.list({ customer, status: "open" })).data;
    expect(copy).toMatchObject({
      url: first.location,
      recovered_from: session.id,
      amount_total: session.amount_total,
      allow_promotion_codes: true,
      client_reference_id: "ref",
      metadata: { a: "1" },
      after_expiration: { recovery: { enabled: true, url: null } },
    });
    expect((await submit(first.location ?? "", { ...CARD, "consent[terms_of_service]": "yes" })).status).toBe(303);
    // Paid: the old link leads to its end, and starts nothing
    expect((await open(url ?? "")).location).toContain(`${SHOP}/payment?session=${copy?.id}`);
    expect((await stripe.subscriptions.list({ customer })).data).toHaveLength(1);
  });

  it("is not, without recovery or at a made-up address", async () => {
    const expired = await local.stripe.checkout.sessions.expire((await checkout(local.stripe)).id);
    expect(expired.after_expiration).toBeNull();
    expect((await open(`${local.server.url}/r/${"x".repeat(32)}`)).status).toBe(404);
  });

  it("of before is paid on the hosted page, whatever it was", async () => {
    const session = await embedded({ after_expiration: { recovery: { enabled: true } } });
    const expired = await local.stripe.checkout.sessions.expire(session.id);
    const { location } = await open(expired.after_expiration?.recovery?.url ?? "");
    expect(location).toMatch(new RegExp(`^${local.server.url}/c/pay/cs_test_\\w+$`));
    expect((await submit(location ?? "", CARD)).location).toMatch(new RegExp(`^${SHOP}/done\\?session=cs_test_`));
  });
});

describe("the list of sessions", () => {
  it("is filtered", async () => {
    const { stripe } = local;
    const session = await checkout(stripe, { customer_email: "only@example.com" });
    const ids = async (filter: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(filter)).data.map(({ id }) => id);
    expect(await ids({ customer_details: { email: "only@example.com" } })).toEqual([session.id]);
    expect(await ids({ customer_details: { email: "only@example.com" }, status: "complete" })).toEqual([]);
    for (const filter of [{ payment_intent: "pi_none" }, { payment_link: "plink_none" }, { subscription: "sub_none" }])
      expect(await ids(filter)).toEqual([]);
    expect(await ids({ created: { gt: session.created } })).not.toContain(session.id);
  });
});

it("settings of the Dashboard stay", async () => {
  await control(local, "PUT", "/billing", { managed_payments: true });
  expect((await refused(create({ ui_mode: "elements" }))).message).toMatch(/Managed Payments/);
  expect((await create({ ui_mode: "elements", managed_payments: { enabled: false } })).status).toBe("open");
  await control(local, "PUT", "/billing", { managed_payments: false });
});
