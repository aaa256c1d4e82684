// A checkout that is paid by direct debit, whose bank takes days to say whether it pays.
import type { TestApp } from "@/tests/support/app";
import { checkout, known, pay, sell } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { pass, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { expectPresentable } from "./accessible";
import { selling } from "./selling";
import { bring } from "./steps";

const inEuros = (app: TestApp) => async () => [
  await sell(app, { currency: "eur", unit_amount: 2_700 }, { name: "Euro plan" }),
];

/** Somebody on a clock who had a plan before, and so gets no trial. */
async function oneWithoutTrial(app: TestApp, price: string) {
  const client = await app.signUp();
  const before = await subscribeOnClock(app, client, price);
  await app.stripe.subscriptions.cancel(before.subscriptionId);
  await known(app, before.subscriptionId);
  return { client, before, workspaceId: before.workspaceId };
}

test("a direct debit is on its way for days, is said to be, and the page changes by itself when the bank has refused it", async ({
  app,
  page,
}) => {
  await selling(app, inEuros(app), async ([price]) => {
    const { client, before, workspaceId } = await oneWithoutTrial(app, price?.id ?? "");
    await bring(page.context(), client);
    const { body } = await checkout(client, price?.id ?? "", workspaceId);
    const dashboard = `/dashboard?workspace=${workspaceId}`;

    await page.clock.install();
    await page.goto(body.url);
    await page.getByLabel("SEPA Direct Debit").check();
    await expect(page.getByLabel("Card number")).toBeHidden();
    await page.getByLabel("IBAN").fill("DE78 3704 0044 0532 0130 04");
    await page.getByLabel("Name on account").fill("Ada Lovelace");
    await page.getByRole("button", { name: "Subscribe" }).click();

    const main = page.getByRole("main");
    await expect(
      page.locator("[aria-live=polite]").getByRole("heading", { name: "Your payment is on its way" }),
    ).toBeVisible();
    await expect(main).toContainText(
      "You can use Euro plan already. Your bank needs a few days. This page updates automatically.",
    );
    await expectPresentable(page, "payment settling");
    await page.clock.fastForward(30_000);
    await expect(main).toContainText("You don't need to pay again, and you can close this page");
    await expect(page.getByRole("link", { name: "Go to the dashboard" })).toHaveAttribute("href", dashboard);
    await expectPresentable(page, "payment settling long");

    await app.localStripe.settle();
    const { data } = await app.stripe.subscriptions.list({ customer: before.customerId, status: "past_due" });
    await known(app, data[0]?.id ?? "");
    await page.clock.fastForward(30_000);
    await expect(page.getByRole("heading", { name: "The payment didn't go through" })).toBeVisible();
    await expect(main).toContainText("Pay another way to keep the plan");
    await expectPresentable(page, "payment failed");
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "A payment of €27.00 failed." })).toBeVisible();
    await expect(page.getByRole("link", { name: "Pay the invoice" })).toBeVisible();
  });
});

test("a debit that was to come before the plan began leads back to the plans when the time for it is over", async ({
  app,
  page,
}) => {
  await app.localStripe.billing({ while_processing: "incomplete" });
  try {
    await selling(app, inEuros(app), async ([price]) => {
      const { client, before, workspaceId } = await oneWithoutTrial(app, price?.id ?? "");
      await bring(page.context(), client);
      const { body } = await checkout(client, price?.id ?? "", workspaceId);
      const subscriptionId = String((await pay(app, body.session_id, "pm_sepaDebit_failedDelayed_de")).subscription);
      await page.goto(`/payment?session=${body.session_id}`);
      await expect(page.getByRole("main")).toContainText("Your plan starts as soon as it has come.");

      await pass(app, { ...before, subscriptionId }, 1);
      await expect(page.getByRole("heading", { name: "The payment didn't go through" })).toBeVisible();
      await expect(page.getByRole("link", { name: "See the plans" })).toHaveAttribute(
        "href",
        `/pricing?workspace=${workspaceId}`,
      );
      await expectPresentable(page, "payment incomplete_expired");
    });
  } finally {
    await app.localStripe.billing({ while_processing: "active" });
  }
});
