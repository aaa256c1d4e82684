// Local Stripe's stand-in for Stripe.js, driven by the unmodified package as any shop would.
import { expect, type Page, test } from "@playwright/test";
import type { StripeConstructor, StripeEmbeddedCheckout, StripeEmbeddedCheckoutOptions } from "@stripe/stripe-js";
import type Stripe from "stripe";
import { type LocalStripe, startLocalStripe } from "@/tests/support/local-stripe";
import { startShopPage } from "@/tests/support/shop-page";

declare global {
  interface Window {
    loadStripe: (key: string) => Promise<ReturnType<StripeConstructor>>;
    checkout: StripeEmbeddedCheckout;
    completed: number;
  }
}

let local: LocalStripe;
let shop: Awaited<ReturnType<typeof startShopPage>>;
let price: string;
test.beforeAll(async () => {
  local = await startLocalStripe();
  shop = await startShopPage(local.url);
  const { id: product } = await local.stripe.products.create({ name: "Pro" });
  const made = { product, currency: "usd", unit_amount: 2900, recurring: { interval: "month" as const } };
  price = (await local.stripe.prices.create(made)).id;
});
test.afterAll(async () => {
  await shop.stop();
  await local.stop();
});

const sessionOf = async (more: Stripe.Checkout.SessionCreateParams = {}) => {
  const session = await local.stripe.checkout.sessions.create({
    mode: "subscription",
    ui_mode: "embedded_page",
    line_items: [{ price, quantity: 1 }],
    ...(more.redirect_on_completion !== "never" && { return_url: `${shop.url}/thanks?session={CHECKOUT_SESSION_ID}` }),
    ...more,
  });
  return { id: session.id, secret: session.client_secret ?? "" };
};

/** Opens the shop's page, and watches what the browser complains about and whom it asks. */
async function visit(page: Page): Promise<string[]> {
  const seen: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.push(message.text());
  });
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== shop.url && origin !== local.url) seen.push(request.url());
  });
  await page.goto(`${shop.url}/checkout`);
  await page.waitForFunction(() => "loadStripe" in window);
  return seen;
}

const mount = (page: Page, clientSecret: string) =>
  page.evaluate(async (clientSecret) => {
    window.completed = 0;
    const stripe = await window.loadStripe("pk_test_shop");
    window.checkout = await stripe.createEmbeddedCheckoutPage({
      fetchClientSecret: () => Promise.resolve(clientSecret),
      onComplete: () => (window.completed += 1),
    });
    window.checkout.mount("#checkout");
  }, clientSecret);

const frameOf = (page: Page) => page.frameLocator("#checkout iframe");

async function pay(page: Page, number: string): Promise<void> {
  const frame = frameOf(page);
  await frame.getByLabel("Email").fill("ada@example.com");
  await frame.getByLabel("Card number").fill(number);
  await frame.getByLabel("MM / YY").fill("12 / 34");
  await frame.getByLabel("CVC").fill("123");
  await frame.getByLabel("Cardholder name").fill("Ada Lovelace");
  await frame.getByRole("button", { name: "Subscribe" }).click();
}

/** Nothing of the page within is cut off, and nothing is empty below it. */
const fits = async (page: Page) => {
  const outer = await page.locator("#checkout iframe").evaluate((frame) => frame.getBoundingClientRect().height);
  const inner = await frameOf(page)
    .locator("html")
    .evaluate((html) => [html.getBoundingClientRect().height, html.scrollWidth - html.clientWidth]);
  return Math.abs(outer - (inner[0] ?? 0)) < 2 && inner[1] === 0;
};

test("a card is declined, the bank asks, and the page around the frame is led on", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  const seen = await visit(page);
  const { id, secret } = await sessionOf();
  await mount(page, secret);
  await expect(page.getByTitle("Subscribe to Pro · Local Stripe")).toBeVisible();
  await expect.poll(() => fits(page)).toBe(true);
  expect(
    await frameOf(page)
      .locator("html")
      .evaluate((html) => getComputedStyle(html).colorScheme),
  ).toBe("light");

  await pay(page, "4000 0000 0000 0002");
  await expect(frameOf(page).getByText("Your card was declined")).toBeVisible();
  await expect.poll(() => fits(page)).toBe(true);
  await pay(page, "4000 0027 6000 3184");
  await expect(page.getByTitle("Confirm that it’s you · Local Stripe")).toBeVisible();
  // The bank's page is shorter than the form
  await expect.poll(() => fits(page)).toBe(true);
  await frameOf(page).getByRole("button", { name: "Complete" }).click();
  await page.waitForURL(`${shop.url}/thanks?session=${id}`);
  expect(seen).toEqual([expect.stringContaining("402 (Payment Required)")]);
});

test("the shop's page stays, is told once, and may show another checkout afterwards", async ({ page }) => {
  const seen = await visit(page);
  await mount(page, (await sessionOf({ redirect_on_completion: "never" })).secret);
  // What others say isn't heard
  await page.evaluate(() =>
    window.postMessage({ type: "local-stripe.checkout.complete", leads_to: "/elsewhere" }, window.origin),
  );
  await page.evaluate(() => window.checkout.unmount());
  await expect(page.locator("iframe")).toHaveCount(0);
  await page.evaluate(() => window.checkout.mount(document.querySelector<HTMLElement>("#checkout") ?? "none"));
  await pay(page, "4242 4242 4242 4242");
  await expect(frameOf(page).getByText("This checkout is complete")).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.completed)).toBe(1);
  await page.evaluate(() => {
    window.checkout.unmount();
    window.checkout.mount("#checkout");
  });
  await expect(frameOf(page).getByText("This checkout is complete")).toBeVisible();
  await expect.poll(() => fits(page)).toBe(true);
  expect(await page.evaluate(() => [window.completed, location.pathname])).toEqual([1, "/checkout"]);

  await page.evaluate(() => window.checkout.destroy());
  const { id, secret } = await sessionOf();
  await mount(page, secret);
  await expect(frameOf(page).getByLabel("Card number")).toBeVisible();
  await local.stripe.checkout.sessions.expire(id);
  await pay(page, "4242 4242 4242 4242");
  await expect(frameOf(page).getByText("This checkout has expired")).toBeVisible();
  await expect.poll(() => fits(page)).toBe(true);
  expect(seen).toEqual([expect.stringContaining("410 (Gone)")]);
});

test("what Stripe refuses is refused", async ({ page }) => {
  const seen = await visit(page);
  const { secret } = await sessionOf();
  const expired = await sessionOf();
  await local.stripe.checkout.sessions.expire(expired.id);
  const refusal = (key: string, options: StripeEmbeddedCheckoutOptions) =>
    page.evaluate(
      async ([key, options]) => {
        try {
          const stripe = await window.loadStripe(key);
          const checkout = await stripe.createEmbeddedCheckoutPage(options);
          checkout.destroy();
          return "taken";
        } catch (error) {
          return String(error);
        }
      },
      [key, options] as const,
    );
  const key = "pk_test_shop";
  const cases: [string, StripeEmbeddedCheckoutOptions, string][] = [
    ["", {}, "IntegrationError: Missing value for Stripe(): apiKey should be a string."],
    ["sk_test_x", {}, "IntegrationError: You should not use your secret key with Stripe.js."],
    ["pk_live_x", {}, "IntegrationError: Invalid API Key provided: pk_live_x."],
    [key, {}, "IntegrationError: Pass either fetchClientSecret or clientSecret"],
    [key, { clientSecret: expired.id }, "IntegrationError: Invalid value for createEmbeddedCheckoutPage():"],
    [key, { clientSecret: `${secret}x` }, "IntegrationError: No such checkout session."],
    [key, { clientSecret: expired.secret }, "IntegrationError: This checkout session has expired."],
    [key, { clientSecret: secret }, "taken"],
  ];
  for (const [key, options, sentence] of cases) expect(await refusal(key, options), sentence).toContain(sentence);
  expect(seen).toEqual([expect.stringContaining("404 (Not Found)"), expect.stringContaining("410 (Gone)")]);

  await mount(page, secret);
  const again = (what: string) =>
    page.evaluate((what) => {
      try {
        if (what === "destroyed") window.checkout.destroy();
        if (what === "nowhere") window.checkout.unmount();
        window.checkout.mount(what === "nowhere" ? "#nowhere" : "#elsewhere");
        return "taken";
      } catch (error) {
        return String(error);
      }
    }, what);
  expect(await refusal(key, { clientSecret: secret })).toContain("You cannot have multiple Embedded Checkout objects.");
  expect(await again("mounted")).toContain("IntegrationError: This Embedded Checkout is already mounted.");
  expect(await again("nowhere")).toContain("IntegrationError: The selector you specified (#nowhere)");
  expect(await again("destroyed")).toContain("IntegrationError: This Embedded Checkout has been destroyed.");
  await expect(page.locator("iframe")).toHaveCount(0);
});
