import { allDelivered, known, newWorkspace, priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { pass, payInVain, subscribedOnClock, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { expectPresentable } from "./accessible";
import { bring, fillCard } from "./steps";

const DAY = String.raw`\w+ \d+, \d{4}`;

test("a failed payment: a new card in the portal is the card that is charged, at once from the dashboard", async ({
  app,
  page,
}) => {
  const client = await app.signUp(newPerson("Ada"));
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId } = bought;
  await payInVain(app, bought);
  await pass(app, bought, 8.5);
  await bring(page.context(), client);
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  const banner = page.getByRole("alert").filter({ hasText: "A payment of $29.00 failed." });
  await expect(banner).toContainText(new RegExp(`Visa 0341 Declined on ${DAY}`));
  await expect(banner).toContainText(new RegExp(`We'll try it again on ${DAY}\\. Update your card, or pay now\\.`));
  await expectPresentable(page, "dashboard pay now");

  await banner.getByRole("button", { name: "Pay $29.00 now with Visa 0341" }).click();
  await expect(banner).toContainText("The bank declined the payment. Update the card, or contact your bank.");

  await banner.getByRole("button", { name: "Update card" }).click();
  await fillCard(page, "5555 5555 5555 4444");
  await page.getByRole("button", { name: /^(Save|Add|Update)/ }).click();
  // Stripe leads back at once.
  await page.waitForURL(`**/dashboard/?workspace=${workspaceId}&done=card`);
  await expect(page.getByText("Mastercard 4444 is now your card.")).toBeVisible();
  // The portal sets the customer's default; the subscription's own card follows by our own write.
  await expect(banner).toContainText(new RegExp(`We'll charge Mastercard 4444 on ${DAY}, or pay now\\.`));
  await banner.getByRole("button", { name: "Pay $29.00 now with Mastercard 4444" }).click();
  await expect(page.getByText("Thanks, your payment went through.")).toBeVisible();
  await expect(banner).toHaveCount(0);
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  await expect(plan).toContainText("Renews on");
  await expect(plan).toContainText("Mastercard ending in 4444");
});

test("a card that was chosen for one workspace is asked about, once, and stays unless the payer says so", async ({
  app,
  page,
}) => {
  const client = await app.signUp(newPerson("Ada"));
  const price = await priceOf(app, "pro_month");
  const first = await subscribe(app, client, price);
  const second = await newWorkspace(app, { [client.person.email]: "owner" });
  const other = await subscribe(app, client, price, second);
  await bring(page.context(), client);
  await page.goto(`/dashboard?workspace=${first.workspaceId}`);
  await page.getByRole("button", { name: "Update card" }).click();
  await fillCard(page, "5555 5555 5555 4444");
  await page.getByRole("button", { name: /^(Save|Add|Update)/ }).click();
  const question = page.getByText("You added Mastercard ending in 4444. Pro is still charged to Visa ending in 4242.");
  await expect(question).toBeVisible();
  await expect(page.getByText("is now your card")).toHaveCount(0);
  await expectPresentable(page, "dashboard new card");
  await page.getByRole("button", { name: "Use Mastercard ending in 4444 for Pro" }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Mastercard ending in 4444");

  await page.goto(`/dashboard?workspace=${second}`);
  await expect(question).toBeVisible();
  await page.getByRole("button", { name: "Keep Visa ending in 4242" }).click();
  await expect(question).toHaveCount(0);
  await page.reload();
  await expect(question).toHaveCount(0);
  await allDelivered(app);
  const own = async (id: string) => (await app.stripe.subscriptions.retrieve(id)).default_payment_method;
  const cards = await app.stripe.customers.listPaymentMethods(first.customerId);
  const mastercard = cards.data.find(({ card }) => card?.last4 === "4444")?.id;
  expect([(await own(first.subscriptionId)) === mastercard, (await own(other.subscriptionId)) === mastercard]).toEqual([
    true,
    false,
  ]);
});

test("a paused plan says why, shows what a resume costs, and is resumed without JavaScript too", async ({
  app,
  page,
  browser,
}) => {
  const client = await app.signUp(newPerson("Ada"));
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId, subscriptionId } = bought;
  await pass(app, bought, 9);
  await app.stripe.subscriptions.pause(subscriptionId);
  await known(app, subscriptionId);
  await pass(app, bought, 5);
  await bring(page.context(), client);
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  await expect(plan).toContainText("Paused on request. Resume the plan to use it again.");
  await expectPresentable(page, "dashboard paused");
  await page.getByRole("link", { name: "Resume plan" }).click();
  await expect(page.getByRole("heading", { name: "Resume Pro" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(
    new RegExp(`You pay \\$\\d+\\.\\d\\d today for the time until ${DAY}\\.`),
  );
  await expectPresentable(page, "resume");
  await page.getByRole("link", { name: "Keep it paused" }).click();
  await expect(plan).toContainText("Paused on request.");

  const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
  await bring(context, client);
  const plain = await context.newPage();
  await plain.goto(`/dashboard/resume?workspace=${workspaceId}&subscription=${subscriptionId}`);
  await plain.getByRole("button", { name: /^Resume and pay \$/ }).click();
  await expect(plain.getByText("Your plan is active again.")).toBeVisible();
  await expect(plain.getByRole("region", { name: "Plan", exact: true })).toContainText("Renews on");
  await context.close();
});

test("an invoice that the customer pays is due by its day, then overdue, and never failed", async ({ app, page }) => {
  const client = await app.signUp(newPerson("Ada"));
  const bought = await subscribedOnClock(app, client, await priceOf(app, "pro_month"), {
    collection_method: "send_invoice",
    days_until_due: 14,
  });
  await pass(app, bought, 1);
  await bring(page.context(), client);
  await page.goto(`/dashboard?workspace=${bought.workspaceId}`);
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  await expect(plan).toContainText(new RegExp(`An invoice of \\$29\\.00 is due by ${DAY}\\.`));
  await expect(plan).toContainText("By invoice");
  await expect(page.getByRole("row").filter({ hasText: "$29.00" })).toContainText(/Due by/);
  await expectPresentable(page, "dashboard invoice due");
  await pass(app, bought, 16);
  // Our own clock says when it is overdue.
  await app.database.pool.query("UPDATE invoice SET due_date = now() - interval '1 day' WHERE subscription_id = $1", [
    bought.subscriptionId,
  ]);
  await page.reload();
  await expect(plan).toContainText(new RegExp(`An invoice of \\$29\\.00 was due on ${DAY} and is overdue\\.`));
  await expect(page.getByRole("main")).not.toContainText(/failed|On its way/);
  await expectPresentable(page, "dashboard invoice overdue");
  const opening = page.waitForEvent("popup");
  await plan.getByRole("link", { name: "Pay the invoice" }).click();
  await expect((await opening).getByRole("heading", { name: /^Invoice / })).toBeVisible();
});
