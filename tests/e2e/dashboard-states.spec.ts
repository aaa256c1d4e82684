import type { Page } from "@playwright/test";
import { allDelivered, known, newWorkspace, priceOf, setRole } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import {
  madeHere,
  type OnClock,
  pass,
  payInVain,
  subscribedOnClock,
  subscribeOnClock,
} from "@/tests/support/people-on-clocks";
import { expectPresentable } from "./accessible";
import { bring, pressByKeyboard } from "./steps";

const DAY = String.raw`\w+ \d+, \d{4}`;

/** What stands on paper of the page, and in which colors. */
async function onPaper(page: Page) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const seen = {
    navigation: await page.getByRole("navigation").count(),
    buttons: await page.getByRole("button").count(),
    links: await page.getByRole("link").count(),
    headings: await page.getByRole("heading").allTextContents(),
    rows: await page.getByRole("row").allInnerTexts(),
    colors: await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("main td, main td *, main th, main h2")]
        .map((element) => getComputedStyle(element))
        .flatMap(({ color, backgroundColor }) => [color, backgroundColor])
        .filter((color) => color !== "rgba(0, 0, 0, 0)"),
    ),
  };
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  return { ...seen, colors: [...new Set(seen.colors)].sort() };
}

test("every state of the dashboard says how things are and what to do, with the keyboard alone, on any screen, and on paper", async ({
  app,
  page,
  browser,
  expectProblem,
}) => {
  test.setTimeout(300_000);
  expectProblem(/502/);
  const [client, member] = [await app.signUp(newPerson("Ada")), await app.signUp(newPerson("Mia"))];
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await bring(page.context(), client);

  await test.step("no plan", async () => {
    await page.goto("/dashboard");
    await expect(page.getByRole("link", { name: "Choose a plan" })).toBeVisible();
    await expectPresentable(page, "dashboard no plan");
  });

  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId, subscriptionId } = bought;
  await setRole(app, member.person.email, workspaceId, "member");

  await test.step("a trial", async () => {
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(plan).toContainText(
      new RegExp(`Free until ${DAY}\\. Then \\$29 per month unless you cancel first\\.`),
    );
    await expect(plan).toContainText(new RegExp(`Next payment ?\\$29\\.00 on ${DAY}`));
    await expect(plan).toContainText(/Visa ending in 4242, expires \d\d\/\d{4}/);
    await expectPresentable(page, "dashboard trial");
  });

  await test.step("a call to Stripe that fails says so, and works afterwards", async () => {
    await app.localStripe.fault({
      method: "POST",
      path: "/v1/billing_portal/sessions",
      kind: "status",
      status: 500,
      times: 9,
    });
    await button("Manage billing").click();
    await expect(page.getByRole("alert").filter({ hasText: "Stripe can't be reached right now." })).toBeVisible();
    await expectPresentable(page, "dashboard Stripe away");
    await app.localStripe.clearFaults();
  });

  await test.step("active, and the list of invoices on paper", async () => {
    await pass(app, bought, 8.5);
    await page.reload();
    await expect(plan).toContainText(new RegExp(`Renews on ${DAY} for \\$29 per month\\.`));
    await expectPresentable(page, "dashboard active");
    const row = (amount: string) => expect.stringMatching(new RegExp(`^${DAY}\\s+\\w+-\\d{4}\\s+\\${amount}\\s+Paid$`));
    expect(await onPaper(page)).toEqual({
      navigation: 0,
      buttons: 0,
      links: 0,
      headings: ["Ada's workspace", "Invoices"],
      rows: [expect.stringMatching(/^Invoice\s+Amount\s+Status$/), row("$29.00"), row("$0.00")],
      colors: ["rgb(0, 0, 0)", "rgb(255, 255, 255)"],
    });
  });

  await test.step("canceled and kept after all, with the keyboard alone", async () => {
    await pressByKeyboard(page, page.getByRole("link", { name: "Cancel plan" }));
    await expect(page.getByRole("heading", { name: "Cancel Pro?" })).toBeVisible();
    await expectPresentable(page, "cancel");
    await pressByKeyboard(page, page.getByRole("button", { name: "Cancel Pro" }));
    await page.waitForURL(`${app.localStripe.url}/**`);
    await pressByKeyboard(page, page.getByRole("button", { name: "Cancel plan" }));
    await expect(page.getByRole("status").filter({ hasText: /^Canceled\. Yours until .+\./ })).toBeVisible();
    await expect(plan).toContainText(new RegExp(`Canceled\\. Yours until ${DAY}\\. You won't be charged again\\.`));
    await expect(plan).not.toContainText("Next payment");
    await expectPresentable(page, "dashboard canceled");
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await pressByKeyboard(page, button("Keep Pro"));
    await expect(page.getByText("You're keeping Pro.")).toBeVisible();
    await expect(plan).toContainText("Renews on");
  });

  await test.step("a failed payment leads straight to another card, or to the invoice", async () => {
    await payInVain(app, bought);
    await pass(app, bought, 31);
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    const banner = page.getByRole("alert").filter({ hasText: "A payment of $29.00 failed." });
    await expect(banner).toContainText(new RegExp(`You can use the plan until ${DAY}\\. Pay by then to keep it\\.`));
    await expect(plan).toContainText("A payment is overdue.");
    await expectPresentable(page, "dashboard payment failed");
    await pressByKeyboard(page, banner.getByRole("button", { name: "Update card" }));
    await expect(page.getByLabel("Card number")).toBeVisible();
    await page.goBack();
    const opening = page.waitForEvent("popup");
    await pressByKeyboard(page, banner.getByRole("link", { name: "Pay the invoice (opens in a new tab)" }));
    const invoice = await opening;
    await expect(invoice.getByRole("heading", { name: /^Invoice / })).toBeVisible();
    await invoice.close();
  });

  await test.step("stopped, and ended", async () => {
    await app.localStripe.afterRetries("unpaid");
    await pass(app, bought, 20).finally(() => app.localStripe.afterRetries("cancel"));
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(plan).toContainText("The plan is stopped until the payment goes through.");
    await expect(plan).toContainText(/Declined on .+We won't retry automatically\. Update your card, then pay\./);
    await expect(plan).toContainText("Stopped because a payment is overdue.");
    await expectPresentable(page, "dashboard unpaid");
    await app.stripe.subscriptions.cancel(subscriptionId);
    await known(app, subscriptionId);
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(plan).toContainText(new RegExp(`Ended on ${DAY}\\. ?Choose a plan to continue\\.`));
    await expectPresentable(page, "dashboard ended");
    await pressByKeyboard(page, page.getByRole("link", { name: "Choose a plan" }));
    await page.waitForURL(`**/pricing?workspace=${workspaceId}`);
  });

  await test.step("a member is shown no bills and told who can act", async () => {
    const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
    await bring(context, member);
    const theirs = await context.newPage();
    await theirs.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(theirs.getByText("Ask an owner or admin to choose a new plan.")).toBeVisible();
    await expect(theirs.getByRole("heading", { name: "Invoices" })).toHaveCount(0);
    await theirs.goto(`/dashboard?workspace=${await newWorkspace(app, { [member.person.email]: "member" })}`);
    await expect(theirs.getByText("This workspace has no plan. Ask an owner or admin to choose one.")).toBeVisible();
    await context.close();
  });
});

test("a plan that has not begun, or waits for a card, says what is missing", async ({ app, page, context }) => {
  const price = await priceOf(app, "pro_month");
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  const says = async ({ workspaceId }: OnClock, status: string, text: RegExp) => {
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(plan).toContainText(text);
    await expectPresentable(page, `dashboard ${status}`);
  };

  const ada = await app.signUp(newPerson("Ada"));
  const unpaid = await subscribedOnClock(app, ada, price, { payment_behavior: "default_incomplete" });
  await bring(context, ada);
  await says(
    unpaid,
    "incomplete",
    /The first payment has not gone through\. The plan starts as soon as it does\..*Not started yet\./s,
  );
  await pass(app, unpaid, 1);
  await says(unpaid, "incomplete_expired", /Your first payment didn't go through, so the plan didn't start\./);

  const bea = await app.signUp(newPerson("Bea"));
  const end_behavior = { missing_payment_method: "pause" } as const;
  const trial = await subscribedOnClock(app, bea, price, { trial_period_days: 7, trial_settings: { end_behavior } });
  await pass(app, trial, 7.5);
  await bring(context, bea);
  await madeHere(app, trial, bea.person.email);
  await says(trial, "paused", /Paused because the trial ended without a card\. Add a card, then resume the plan\./);
});

test("days stand in the reader's time zone from the start, and nothing moves", async ({ app, browser }) => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const year = new Date().getUTCFullYear() + 1;
  await app.stripe.subscriptions.update(subscriptionId, { trial_end: Date.UTC(year, 4, 5, 23, 30) / 1000 });
  await allDelivered(app);
  const context = await browser.newContext({ baseURL: app.url, timezoneId: "Pacific/Kiritimati" });
  await bring(context, client);
  const page = await context.newPage();
  // The sign-in page is where the browser tells its zone first.
  await page.goto("/login");
  await expect
    .poll(async () => (await context.cookies()).find(({ name }) => name === "timezone")?.value)
    .toBe("Pacific/Kiritimati");
  const answer = await page.goto(`/dashboard?workspace=${workspaceId}`, { waitUntil: "networkidle" });
  expect(await answer?.text()).toContain(`May 6, ${year}`);
  await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText(`May 6, ${year}`);
  const moved = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry.toJSON() as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
  expect(moved).toBe(0);
  await context.close();
});
