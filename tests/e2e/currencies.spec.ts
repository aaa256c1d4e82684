import type Stripe from "stripe";
import { priceOf, sell, settled, subscribe, workspaceOf } from "@/tests/support/billing";
import type { TestApp } from "@/tests/support/app";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { selling } from "./selling";
import { choosing, goByKeyboard, signIn } from "./steps";

const PLAN = { metadata: { plan_group: "plan", features: "chat" } };

/** A price of a product that is there already. */
async function sellMore(
  app: TestApp,
  product: string,
  more: Omit<Stripe.PriceCreateParams, "product">,
): Promise<Stripe.Price> {
  return app.stripe.prices.create({ product, ...more });
}

test("prices in several currencies stand side by side and can be switched without JavaScript, each right in its own decimals", async ({
  app,
  browser,
}) => {
  const recurring = { interval: "month" } as const;
  const proProduct = String((await app.stripe.prices.retrieve(await priceOf(app, "pro_month"))).product);
  const sold = async () => [
    await sellMore(app, proProduct, { currency: "eur", unit_amount: 2_700, recurring }),
    await sellMore(app, proProduct, { currency: "eur", unit_amount: 27_000, recurring: { interval: "year" } }),
    await sellMore(app, proProduct, { currency: "jpy", unit_amount: 4_400, recurring }),
    await sellMore(app, proProduct, { currency: "kwd", unit_amount: 8_950, recurring }),
  ];
  await selling(app, sold, async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
    const page = await context.newPage();
    await page.goto("/pricing");
    const pro = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Pro", exact: true }) });
    const visible = pro.locator("strong:visible").first();
    await expect(visible).toHaveText("$29");
    await expect(pro.locator("p:visible", { hasText: /^or / })).toHaveText(/^or €27, ¥4,400, KWD\s8\.950$/);
    // With the keyboard, as every group of radio buttons.
    await goByKeyboard(page, page.getByLabel("USD"));
    await page.keyboard.press("ArrowRight");
    await expect(page.getByLabel("EUR")).toBeChecked();
    await expect(visible).toHaveText("€27");
    await page.getByLabel("Yearly").check();
    await expect(visible).toHaveText("€22.50");
    await expect(pro.locator("p:visible", { hasText: "Save" })).toHaveText("Save €54 a year");
    const starter = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Starter" }) });
    await expect(starter.getByText("Not available in EUR.")).toBeVisible();
    await page.getByLabel("JPY").check();
    await expect(visible).toHaveText("¥4,400");
    await page.getByLabel("KWD").check();
    await expect(visible).toHaveText(/^KWD\s8\.950$/);
    await context.close();
  });
});

test("who pays in a currency is offered that one, and no switch", async ({ app, page }) => {
  const proProduct = String((await app.stripe.prices.retrieve(await priceOf(app, "pro_month"))).product);
  const starterProduct = String((await app.stripe.prices.retrieve(await priceOf(app, "starter_month"))).product);
  const sold = async () => [
    await sellMore(app, proProduct, { currency: "eur", unit_amount: 2_700, recurring: { interval: "month" } }),
    await sellMore(app, starterProduct, { currency: "eur", unit_amount: 800, recurring: { interval: "month" } }),
  ];
  await selling(app, sold, async ([, starterEuro]) => {
    const person = newPerson();
    const client = await app.signUp(person);
    await page.goto("/pricing");
    await expect(page.getByLabel("EUR")).toBeVisible();
    await expectAccessible(page, "pricing in two currencies");
    await signIn(page, person);
    const { workspaceId, customerId, subscriptionId } = await subscribe(app, client, starterEuro?.id ?? "");
    await page.goto(`/pricing?workspace=${workspaceId}`);
    await expect(page.getByText("You're billed in EUR.")).toBeVisible();
    await expect(page.getByLabel("EUR")).toHaveCount(0);
    await expect(page.getByText("€27", { exact: true })).toBeVisible();
    await expect(page.getByText("$29", { exact: true })).toBeHidden();
    await expect(page.getByText(/^or /).filter({ visible: true })).toHaveCount(0);
    await page.goto(
      `/dashboard/change?${new URLSearchParams({ workspace: workspaceId, price: await priceOf(app, "pro_month") })}`,
    );
    await expect(page.getByText("You pay in EUR. Choose a price in that currency.")).toBeVisible();

    // Once the plan has ended every currency can be chosen again, and credit in the old one is named.
    await app.stripe.customers.update(customerId, { balance: -500 });
    await app.stripe.subscriptions.cancel(subscriptionId);
    await settled(app);
    await page.goto(`/pricing?workspace=${workspaceId}`);
    await expect(page.getByText("Your credit in EUR isn't used for a plan in another currency.")).toBeVisible();
    await page.getByLabel("EUR").check();
    await expect(page.getByText("€27", { exact: true })).toBeVisible();
    await page.getByLabel("USD").check();
    const pro = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Pro", exact: true }) });
    await pro
      .getByRole("button", { name: choosing("Pro") })
      .filter({ visible: true })
      .first()
      .click();
    await expect(page).toHaveURL(/\/c\/pay\//);
    await expect(page.getByText("$29.00").first()).toBeVisible();
  });
});

test("a free plan asks for no card and promises no trial; prices by use and in tiers say what they go by", async ({
  app,
  page,
}) => {
  const monthly = { currency: "usd", recurring: { interval: "month" } } as const;
  const tiers = [
    { up_to: 10, unit_amount: 500 },
    { up_to: "inf" as const, unit_amount: 300 },
  ];
  const sold = async () => [
    await sell(app, { ...monthly, unit_amount: 0 }, { name: "Hobby", ...PLAN }),
    await sell(
      app,
      { ...monthly, billing_scheme: "tiered", tiers_mode: "graduated", tiers },
      { name: "By seats", ...PLAN },
    ),
    await sell(app, { ...monthly, unit_amount_decimal: "0.5" as unknown as undefined }, { name: "Tiny", ...PLAN }),
  ];
  await selling(app, sold, async () => {
    const person = newPerson();
    const client = await app.signUp(person);
    await signIn(page, person);
    await page.goto("/pricing");
    const card = (name: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
    await expect(card("Hobby")).toContainText("Free No card needed.");
    await expect(card("By seats")).toContainText("from $5 per month");
    await expect(card("Tiny")).toContainText("$0.005 per month");
    await card("Hobby")
      .getByRole("button", { name: choosing("Hobby") })
      .click();
    await expect(page.getByRole("heading", { name: /Hobby/ })).toBeVisible();
    await expect(page.getByLabel("Card number")).toHaveCount(0);
    await page.getByRole("button", { name: "Subscribe" }).click();
    await page.waitForURL("**/payment?session=cs_*");
    await expect(page.getByRole("heading", { name: "You're on Hobby" })).toBeVisible();
    // From there to a paid plan a card comes first.
    const price = await priceOf(app, "pro_month");
    await page.goto(`/dashboard/change?${new URLSearchParams({ workspace: await workspaceOf(client), price })}`);
    await expect(page.getByText("You have no card on file.")).toBeVisible();
    await page.getByRole("button", { name: "Add a card" }).click();
    await expect(page.getByLabel("Card number")).toBeVisible();
  });
});
