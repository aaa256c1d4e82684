import { settled, workspaceOf } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { everything } from "@/tests/support/catalogs/everything";
import { sellAll } from "@/tests/support/catalogs/sell-all";
import { expectAccessible } from "./accessible";
import { bring, choosing } from "./steps";

test("every shape of a price can be read on any screen, and seats are bought as typed, also without JavaScript", async ({
  app,
  page,
  context,
  browser,
}) => {
  const prices = await sellAll(app.stripe, everything);
  try {
    const studio = prices.get("studio_month") ?? "";
    await expect.poll(async () => (await fetch(`${app.url}/pricing`)).text()).toContain(studio);
    await settled(app);

    const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
    const withoutScript = await plain.newPage();
    await withoutScript.goto("/pricing");
    const card = (name: string, on = page) =>
      on.getByRole("listitem").filter({ has: on.getByRole("heading", { name, exact: true }) });
    await card("Studio", withoutScript).getByLabel("Seats").first().fill("9");
    await card("Studio", withoutScript)
      .getByRole("button", { name: choosing("Studio") })
      .first()
      .click();
    await expect(withoutScript.getByRole("region", { name: "Your choice" })).toContainText("9 × $20 = $180 per month");
    await plain.close();

    await page.goto("/pricing");
    await expectAccessible(page, "pricing with every shape");
    await page.getByLabel("EUR").check();
    await page.getByLabel("Quarterly").check();
    await expect(card("Solo").locator("strong:visible")).toHaveText("€10");
    await expect(card("Solo").getByRole("link", { name: choosing("Solo") })).toHaveAttribute("href", /currency=eur/);

    const client = await app.signUp();
    await bring(context, client);
    // What is typed stays, before the page's scripts have come, and before it knows who is asking.
    let send = () => {};
    const sent = new Promise<void>((resolve) => (send = resolve));
    await page.route("**/_next/static/**/*.js", async (route) => {
      await sent;
      await route.continue();
    });
    let tell = () => {};
    const told = new Promise<void>((resolve) => (tell = resolve));
    await page.route("**/api/subscriptions/offer/**", async (route) => {
      await told;
      await route.continue();
    });
    await page.goto(`/pricing?workspace=${await workspaceOf(client)}`, { waitUntil: "commit" });
    await card("Studio").getByLabel("Seats").first().fill("7");
    send();
    await expect(card("Studio").locator("output:visible")).toHaveText("7 × $20 = $140 per month");
    tell();
    await expect(page.getByRole("banner").getByRole("link", { name: "Pricing" })).toHaveAttribute("href", /workspace=/);
    await expect(card("Team").locator("p:visible", { hasText: "At least 3 seats" })).toContainText("3 × $8 = $24");
    await expect(card("Studio").locator("output:visible")).toHaveText("7 × $20 = $140 per month");
    await card("Studio")
      .getByRole("button", { name: choosing("Studio") })
      .first()
      .click();
    await expect(page.getByText("Studio × 7")).toBeVisible();
  } finally {
    const products = await app.stripe.products.list({ limit: 100, active: true });
    const keys = new Set(everything.plans.map(({ key }) => key));
    for (const { id, metadata } of products.data)
      if (keys.has(metadata.catalog_key ?? "")) await app.stripe.products.update(id, { active: false });
    await expect.poll(async () => (await fetch(`${app.url}/pricing`)).text()).not.toContain("Studio");
  }
});
