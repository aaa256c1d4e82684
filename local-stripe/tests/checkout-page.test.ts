import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { card, CARD, open, submit } from "./pages.ts";
import { checkout, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400;
const urlOf = (session: { url: string | null }) => session.url ?? "";
const stateOf = (id: string) => local.stripe.checkout.sessions.retrieve(id);

describe("the checkout page", () => {
  it("shows plan, price, trial and what is due, and completes a trial", async () => {
    const session = await checkout(local.stripe, {
      subscription_data: { trial_end: inDays(8) },
      cancel_url: "http://localhost:3000/pricing",
      client_reference_id: "a",
    });
    const page = await open(urlOf(session));
    expect(page.status).toBe(200);
    for (const part of [
      "Try Starter",
      "7 days free",
      "Then $10.00 per month, from ",
      "Total due today",
      "$0.00",
      "Start trial",
      "No money moves",
      "http://localhost:3000/pricing",
    ]) {
      expect(page.text).toContain(part);
    }
    expect(page.headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
    expect(page.headers.get("content-security-policy")).not.toMatch(/form-action|unsafe/);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");

    const done = await submit(urlOf(session), CARD);
    expect([done.status, done.location]).toEqual([303, `http://localhost:3000/payment?session=${session.id}`]);
    const complete = await stateOf(session.id);
    expect(complete).toMatchObject({
      status: "complete",
      payment_status: "no_payment_required",
      customer_details: { email: "ada@example.com", name: "Ada Lovelace" },
    });
    expect(await local.stripe.subscriptions.retrieve(String(complete.subscription))).toMatchObject({
      status: "trialing",
    });
  });

  it("charges at once without a trial, for a customer whose e-mail is known", async () => {
    const customer = await local.stripe.customers.create({ email: "known@example.com" });
    const session = await checkout(local.stripe, { customer: customer.id });
    const page = await open(urlOf(session));
    expect(page.text).toMatch(/<input[^>]*name="email"[^>]*value="known@example.com"[^>]*readonly/);
    expect(page.text).toContain("Subscribe to Starter");
    expect(page.text).not.toContain("Start trial");
    expect((await submit(urlOf(session), { ...CARD, email: "else@example.com", expiry: "1234" })).status).toBe(303);
    expect(await stateOf(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
      customer: customer.id,
    });
    expect(await local.stripe.customers.retrieve(customer.id)).toMatchObject({ email: "known@example.com" });
  });

  it("gives a customer without an e-mail the one that was typed", async () => {
    const customer = await local.stripe.customers.create({});
    const session = await checkout(local.stripe, { customer: customer.id });
    expect((await submit(urlOf(session), { ...CARD, expiry: "12/34" })).status).toBe(303);
    expect(await local.stripe.customers.retrieve(customer.id)).toMatchObject({ email: CARD.email });
  });

  it.each([
    ["4000 0000 0000 0002", "Your card was declined."],
    ["4000 0000 0000 9995", "Your card has insufficient funds."],
    ["4000 0000 0000 0127", "Your card&#39;s security code is incorrect."],
    ["4000 0000 0000 0341", "Your card was declined."],
  ])('%s: "%s", and the session stays open', async (number, sentence) => {
    const session = await checkout(local.stripe);
    const page = await submit(urlOf(session), card(number));
    expect(page.status).toBe(402);
    expect(page.text).toMatch(new RegExp(`role="alert">${sentence.replaceAll(".", "\\.")}`));
    expect(page.text).toContain(`value="${number}"`);
    expect(page.text).toContain('value="Ada Lovelace"');
    expect(await stateOf(session.id)).toMatchObject({ status: "open", subscription: null, customer: null });
    expect(
      (await local.stripe.customers.list({ email: CARD.email, created: { gte: session.created } })).data.every(
        ({ id }) => id !== session.customer,
      ),
    ).toBe(true);
    expect((await submit(urlOf(session), CARD)).status).toBe(303);
  });

  it.each([
    ["number", "4242 4242", "Your card number is incomplete."],
    ["number", "4242 4242 4242 4241", "Your card number is invalid."],
    ["number", "four", "Your card number is invalid."],
    ["expiry", "12", "Your card&#39;s expiration date is incomplete."],
    ["expiry", "12/20", "Your card&#39;s expiration date is in the past."],
    ["expiry", "13/34", "Your card&#39;s expiration date is invalid."],
    ["cvc", "12", "Your card&#39;s security code is incomplete."],
    ["name", "", "Enter the name on the card."],
    ["email", "ada", "Your email is invalid."],
    ["email", "", "Your email is incomplete."],
  ])('says what is wrong with %s "%s"', async (field, value, sentence) => {
    const session = await checkout(local.stripe);
    const page = await submit(urlOf(session), { ...CARD, [field]: value });
    expect(page.status).toBe(422);
    expect(page.text).toContain(`id="${field}-error" role="alert">${sentence}`);
    expect(page.text).toMatch(new RegExp(`<input[^>]*id="${field}"[^>]*aria-describedby="${field}-error"`));
    expect(page.text).not.toMatch(/name="cvc"[^>]*value=/);
    expect(await stateOf(session.id)).toMatchObject({ status: "open" });
  });

  it("writes what was typed as text, never as markup", async () => {
    const session = await checkout(local.stripe);
    const page = await submit(urlOf(session), { ...CARD, number: "1", name: '"><script>alert(1)</script>' });
    expect(page.text).not.toContain("<script>alert");
  });

  it("makes one subscription of two submits at once", async () => {
    const customer = await local.stripe.customers.create({ email: "twice@example.com" });
    const session = await checkout(local.stripe, { customer: customer.id });
    const both = await Promise.all([submit(urlOf(session), CARD), submit(urlOf(session), CARD)]);
    const again = await submit(urlOf(session), CARD);
    for (const { status, location } of [...both, again])
      expect([status, location]).toEqual([303, `http://localhost:3000/payment?session=${session.id}`]);
    expect((await local.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
    const closed = await open(`${local.server.url}/c/pay/${session.id}`);
    expect(closed.text).toContain("This checkout is complete");
    expect(closed.text).toContain(`http://localhost:3000/payment?session=${session.id}`);
  });

  it("is closed once expired, with a way back", async () => {
    const session = await checkout(local.stripe, { cancel_url: "http://localhost:3000/pricing" });
    await local.stripe.checkout.sessions.expire(session.id);
    for (const page of [await open(urlOf(session)), await submit(urlOf(session), CARD)]) {
      expect(page.status).toBe(410);
      expect(page.text).toContain("This checkout has expired");
      expect(page.text).toContain("http://localhost:3000/pricing");
    }
    expect((await open(`${local.server.url}/c/pay/cs_test_none`)).status).toBe(404);
    expect((await submit(`${local.server.url}/c/pay/${"x".repeat(3000)}`)).status).toBe(404);
  });

  it("saves a card in setup mode, and asks for none where none is needed", async () => {
    const customer = await local.stripe.customers.create({ email: "setup@example.com" });
    const setup = await local.stripe.checkout.sessions.create({
      mode: "setup",
      currency: undefined,
      customer: customer.id,
      success_url: "http://localhost:3000/saved",
    });
    expect((await open(urlOf(setup))).text).toContain("Save card");
    expect((await submit(urlOf(setup), CARD)).location).toBe("http://localhost:3000/saved");
    expect((await local.stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);

    const free = await checkout(local.stripe, {
      payment_method_collection: "if_required",
      subscription_data: { trial_period_days: 14 },
    });
    const page = await open(urlOf(free));
    expect(page.text).toContain("14 days free");
    expect(page.text).not.toContain("Card number");
    expect((await submit(urlOf(free), { email: "free@example.com" })).status).toBe(303);
  });
});

describe("3D Secure", () => {
  const challenged = async (number = "4000 0027 6000 3184") => {
    const session = await checkout(local.stripe);
    const asked = await submit(urlOf(session), card(number));
    expect([asked.status, asked.location]).toEqual([303, expect.stringMatching(`^/c/pay/${session.id}/challenge/`)]);
    return { session, challenge: local.server.url + asked.location };
  };

  it("completes when the bank’s question is answered", async () => {
    const { session, challenge } = await challenged();
    const page = await open(challenge);
    expect(page.text).toContain("3184");
    expect(await stateOf(session.id)).toMatchObject({ status: "open" });
    expect((await submit(challenge, { outcome: "complete" })).location).toBe(
      `http://localhost:3000/payment?session=${session.id}`,
    );
    expect(await stateOf(session.id)).toMatchObject({
      status: "complete",
      payment_status: "paid",
      customer_details: { email: CARD.email },
    });
    expect((await submit(challenge, { outcome: "complete" })).status).toBe(303);
  });

  it("leaves the session open when it fails, or when the card is declined after it", async () => {
    const { session, challenge } = await challenged();
    const failed = await submit(challenge, { outcome: "fail" });
    expect(failed.status).toBe(402);
    expect(failed.text).toContain("We are unable to authenticate your payment method.");
    // What is sent next goes to the session, not to the challenge that is over
    expect(failed.text).toContain(`action="/c/pay/${session.id}"`);
    expect(await stateOf(session.id)).toMatchObject({ status: "open" });
    expect((await open(challenge)).location).toBe(`/c/pay/${session.id}`);
    const declined = await challenged("4000 0082 6000 3178");
    expect((await submit(declined.challenge, { outcome: "complete" })).text).toContain(
      "Your card has insufficient funds.",
    );
    expect(await stateOf(declined.session.id)).toMatchObject({ status: "open" });
  });

  it("a challenge belongs to its session", async () => {
    const { challenge } = await challenged();
    const other = await checkout(local.stripe);
    expect((await open(challenge.replace(/cs_[^/]+/, other.id))).location).toBe(`/c/pay/${other.id}`);
  });
});
