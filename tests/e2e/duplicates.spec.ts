import { allDelivered, pay, priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { anotherSecond, command, twoOpenCheckouts } from "@/tests/support/bought-twice";
import { expectPresentable } from "./accessible";
import { bring } from "./steps";

test("what was bought twice is said so, until the later one has ended", async ({ app, page }) => {
  const client = await app.signUp(newPerson());
  const price = await priceOf(app, "pro_month");
  const { subscriptionId, workspaceId } = await subscribe(app, client, price);
  const { customer, metadata, default_payment_method } = await app.stripe.subscriptions.retrieve(subscriptionId);
  const later = await app.stripe.subscriptions.create({
    customer: String(customer),
    items: [{ price }],
    default_payment_method: String(default_payment_method),
    metadata,
  });
  await bring(page.context(), client);
  const twice = page.getByText("Pro was bought twice for this workspace.");
  const dashboard = async (shown: boolean) =>
    expect(async () => {
      await page.goto(`/dashboard?workspace=${workspaceId}`);
      await expect(twice).toBeVisible({ visible: shown, timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  await dashboard(true);
  await expect(page.getByRole("alert").getByRole("link", { name: "Write to us" })).toHaveAttribute(
    "href",
    "mailto:billing@example.com",
  );
  await expectPresentable(page, "dashboard bought twice");
  await app.stripe.subscriptions.cancel(later.id);
  await dashboard(false);
  await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Free until");
});

test("whose purchase was the second is told on the payment page that it was canceled and refunded", async ({
  app,
  page,
}) => {
  const { clients, sessions } = await twoOpenCheckouts(app, await priceOf(app, "pro_month"));
  await pay(app, sessions[0]);
  await anotherSecond();
  await pay(app, sessions[1]);
  await allDelivered(app);
  const done = await command(app, "--cancel");
  expect(done.code, done.said).toBe(0);
  await bring(page.context(), clients[1]);
  await page.goto(`/payment?session=${sessions[1]}`);
  await expect(page.getByRole("heading", { name: "You already have this plan" })).toBeVisible();
  await expect(page.getByText("$29.00 goes back to the card that paid.")).toBeVisible();
  await expectPresentable(page, "payment duplicate");
});
