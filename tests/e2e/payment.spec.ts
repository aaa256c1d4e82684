import { checkout, known, pay, priceOf, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { pass, payInVain, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { expectPresentable } from "./accessible";
import { bring, chooseAndSignUp, payWith, signIn } from "./steps";

test("while the webhook is on its way the payment page already says what Stripe says", async ({ app, page }) => {
  await app.localStripe.holdDeliveries();
  try {
    await chooseAndSignUp(page, "Starter", newPerson());
    await payWith(page, "4242 4242 4242 4242");
    await expect(page.getByRole("heading", { name: "You're on Starter" })).toBeVisible();
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await expect(page.getByText("Free until")).toBeVisible();
  } finally {
    await app.localStripe.sendDeliveries();
  }
});

test("with Stripe away too it says that it is being confirmed, and turns by itself", async ({ app, page }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), await workspaceOf(client));
  await signIn(page, person);
  await app.localStripe.holdDeliveries();
  await pay(app, body.session_id);
  // A visitor takes longer to pay than an answer of Stripe's counts, which is two seconds.
  await app.database.pool.query(
    "UPDATE checkout_session SET checked_at = now() - interval '1 minute' WHERE stripe_session_id = $1",
    [body.session_id],
  );
  await app.localStripe.fault({
    method: "GET",
    path: "/v1/checkout/sessions",
    kind: "status",
    status: 503,
    times: 1000,
  });
  await page.clock.install();
  try {
    await page.goto(`/payment?session=${body.session_id}`);
    // A screen reader says what changes in here.
    await expect(
      page.locator("[aria-live=polite]").getByRole("heading", { name: "Your payment is being confirmed" }),
    ).toBeVisible();
    await expect(page.getByText("It usually takes a few seconds.")).toBeVisible();
    await expectPresentable(page, "payment processing");
    // Nor does it say anything else when it may not ask again so soon.
    for (let look = 0; look < 3; look++) {
      const { body: html } = await client.get<string>(`/payment?session=${body.session_id}`);
      expect(html).toContain("Your payment is being confirmed");
    }
    await page.clock.fastForward(30_000);
    await expect(page.getByText("You don't need to pay again, and you can close this page")).toBeVisible();
    await expect(page.getByRole("link", { name: "Go to the dashboard" })).toBeVisible();
    await expectPresentable(page, "payment processing long");
  } finally {
    await app.localStripe.clearFaults();
    await app.localStripe.sendDeliveries();
  }
  await expect(page.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
});

test("a checkout that is not finished leads back to it, and one that has expired to the plans", async ({
  app,
  page,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), await workspaceOf(client));
  await signIn(page, person);
  await page.goto(`/payment?session=${body.session_id}`);
  await expect(page.getByRole("heading", { name: "Your checkout isn't finished" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Continue checkout" })).toHaveAttribute("href", body.url);
  await expectPresentable(page, "payment open");

  await app.stripe.checkout.sessions.expire(body.session_id);
  await expect(page.getByRole("heading", { name: "This checkout has expired" })).toBeVisible();
  await expect(page.getByRole("link", { name: "See the plans" })).toBeVisible();
  await expectPresentable(page, "payment expired");
});

test("what came of it later has words of its own, each with the next step", async ({ app, page }) => {
  const client = await app.signUp();
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { sessionId, subscriptionId, workspaceId } = bought;
  await bring(page.context(), client);
  const says = async (status: string, heading: string, text: RegExp, next: string, href: string) => {
    await page.goto(`/payment?session=${sessionId}`);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.getByRole("main")).toContainText(text);
    await expect(page.getByRole("link", { name: next })).toHaveAttribute("href", href);
    await expectPresentable(page, `payment ${status}`);
  };
  const dashboard = `/dashboard?workspace=${workspaceId}`;
  await pass(app, bought, 8.5);
  await says(
    "active",
    "You're on Pro",
    /You pay \$29 per month\. The next payment is on \w+ \d+, \d{4}\./,
    "Go to the dashboard",
    dashboard,
  );
  await payInVain(app, bought);
  await pass(app, bought, 31);
  await says("past_due", "This plan needs your attention", /a payment has failed/, "Go to the dashboard", dashboard);
  await app.stripe.subscriptions.cancel(subscriptionId);
  await known(app, subscriptionId);
  await says("canceled", "This plan has ended", /has ended since/, "Go to the dashboard", dashboard);
  await page.goto("/payment");
  await expect(page.getByRole("heading", { name: "We don't know this checkout" })).toBeVisible();
  await expectPresentable(page, "payment unknown");
});

test("whose second free trial was refused is told so, and that nothing was charged", async ({ app, page, context }) => {
  // One inbox, with and without dots, and both had a trial offer before either paid.
  const inbox = `grace.hopper${Date.now()}`;
  const [first, second] = await Promise.all(
    [`${inbox}@gmail.com`, `${inbox.replace(".", "")}+two@gmail.com`].map(async (email) => {
      const client = await app.signUp({ ...newPerson("Grace"), email });
      const { body } = await checkout(client, await priceOf(app, "pro_month"), await workspaceOf(client));
      return { client, session: body.session_id };
    }),
  );
  if (!first || !second) throw new Error("There are two.");
  await pay(app, first.session);
  await bring(context, first.client);
  await page.goto(`/payment?session=${first.session}`);
  await expect(page.getByText("Free until")).toBeVisible();
  await app.localStripe.fault({
    method: "DELETE",
    path: "/v1/subscriptions",
    kind: "status",
    status: 500,
    times: 1000,
  });
  try {
    await pay(app, second.session);
    await bring(context, second.client);
    await page.goto(`/payment?session=${second.session}`);
    await expect(page.getByText("We're canceling the subscription and refunding anything you paid.")).toBeVisible();
  } finally {
    await app.localStripe.clearFaults();
    await app.localStripe.sendDeliveries();
  }
  await expect(page.getByText("We canceled the subscription, and you haven't been charged.")).toBeVisible();
  await expectPresentable(page, "payment trial refused");
});

test("somebody else's checkout and one that never was read the same, after signing in on the way", async ({
  app,
  page,
}) => {
  const owner = await app.signUp();
  const { body } = await checkout(owner, await priceOf(app, "pro_month"), await workspaceOf(owner));
  const stranger = newPerson("Eve");
  await app.signUp(stranger);

  await page.goto(`/payment?session=${body.session_id}`);
  await page.getByLabel("E-mail address").fill(stranger.email);
  await page.getByLabel("Password").fill(stranger.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`**/payment?session=${body.session_id}`);
  const text = page.getByRole("main");
  await expect(text).toContainText("We don't know this checkout");
  const said = await text.textContent();
  await page.goto("/payment?session=cs_test_made_up");
  await expect(text).toHaveText(said ?? "");
});
