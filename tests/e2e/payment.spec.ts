import { checkout, pay, priceOf, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { chooseAndSignUp, payWith, signIn } from "./steps";

test("while the webhook is on its way the payment page already says what Stripe says", async ({ app, page }) => {
  await app.localStripe.holdDeliveries();
  try {
    await chooseAndSignUp(page, "Starter", newPerson());
    await payWith(page, "4242 4242 4242 4242");
    await expect(page.getByRole("heading", { name: "You have Starter" })).toBeVisible();
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await expect(page.getByText("Free trial until")).toBeVisible();
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
  await app.localStripe.fault({ method: "GET", path: "/v1/checkout/sessions", kind: "status", status: 503, times: 1000 });
  try {
    await page.goto(`/payment?session=${body.session_id}`);
    await expect(page.getByRole("heading", { name: "Your payment is being confirmed" })).toBeVisible();
  } finally {
    await app.localStripe.clearFaults();
    await app.localStripe.sendDeliveries();
  }
  await expect(page.getByRole("heading", { name: "You have Pro" })).toBeVisible({ timeout: 20_000 });
});

test("a checkout that is not finished leads back to it, and one that has expired to the plans", async ({ app, page }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), await workspaceOf(client));
  await signIn(page, person);
  await page.goto(`/payment?session=${body.session_id}`);
  await expect(page.getByRole("heading", { name: "Your checkout is not finished" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Back to the checkout" })).toHaveAttribute("href", body.url);

  await app.stripe.checkout.sessions.expire(body.session_id);
  await expect(page.getByRole("heading", { name: "This checkout has expired" })).toBeVisible();
  await expect(page.getByRole("link", { name: "See the plans" })).toBeVisible();
});

test("somebody else's checkout and one that never was read the same, after signing in on the way", async ({ app, page }) => {
  const owner = await app.signUp();
  const { body } = await checkout(owner, await priceOf(app, "pro_month"), await workspaceOf(owner));
  const stranger = newPerson("Eve");
  await app.signUp(stranger);

  await page.goto(`/payment?session=${body.session_id}`);
  await page.getByLabel("E-mail address").fill(stranger.email);
  await page.getByLabel("Password").fill(stranger.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`**/payment?session=${body.session_id}`);
  const words = page.getByRole("main");
  await expect(words).toContainText("We don't know this checkout");
  const said = await words.textContent();
  await page.goto("/payment?session=cs_test_made_up");
  await expect(words).toHaveText(said ?? "");
});
