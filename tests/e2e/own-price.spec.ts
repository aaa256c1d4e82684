import { rowOf, sell, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { until } from "@/scripts/processes/until";
import { expectPresentable } from "./accessible";
import { changeableTo, selling } from "./selling";
import { bring } from "./steps";

test("after a price has risen, the plan is still shown as theirs, at what they pay", async ({ app, page }) => {
  const client = await app.signUp(newPerson());
  const workspace = await workspaceOf(client);
  await bring(page.context(), client);
  const old = await sell(
    app,
    { unit_amount: 1900 },
    { name: "Steady", metadata: { plan_group: "plan", features: "chat" } },
  );
  await subscribe(app, client, old.id, workspace);
  const sold = async () => {
    const of = { product: String(old.product), currency: "usd" };
    const now = await app.stripe.prices.create({ ...of, unit_amount: 2900, recurring: { interval: "month" } });
    const year = await app.stripe.prices.create({ ...of, unit_amount: 29000, recurring: { interval: "year" } });
    await app.stripe.prices.update(old.id, { active: false });
    await until("the price to be archived", async () => (await rowOf(app, "price", old.id))?.active === false);
    return [now, year];
  };
  await selling(app, sold, async (prices) => {
    await page.goto(`/pricing?workspace=${workspace}`);
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Steady" }) });
    await expect(card.getByText("Your plan")).toBeVisible();
    await expect(card).toContainText("Your price: $19 per month.");
    await expect(card.getByRole("button", { name: "Manage Steady" })).toBeVisible();
    await expect(card.getByRole("link", { name: "Switch to monthly billing" })).toHaveCount(0);
    await expectPresentable(page, "pricing after a price has risen");
    await changeableTo(app, prices, async () => {
      await page.goto(`/pricing?workspace=${workspace}`);
      await page.getByLabel("Yearly").check();
      await expect(card.getByRole("link", { name: "Switch to yearly billing" })).toBeVisible();
      await page.goto(`/dashboard/change?workspace=${workspace}&price=${prices[0]?.id}`);
      await expect(page.getByRole("heading", { level: 1, name: "Switch to today's price of Steady" })).toBeVisible();
    });
  });
});
