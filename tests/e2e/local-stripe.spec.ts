import { checkout, priceOf, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";

// Axe reads every element of every page four times.
test.describe.configure({ timeout: 180_000 });

test("local Stripe's checkout, portal and invoices are accessible", async ({ app, page, expectProblem }) => {
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), workspace);
  await page.goto(body.url);
  await expectAccessible(page, "checkout");
  await page.getByLabel("Card number").focus();
  await page.keyboard.type("4242424242424242");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("MM / YY")).toBeFocused();

  // One that asks for everything, and refuses all of it
  expectProblem(/422 \(Unprocessable Entity\)/);
  const asking = await app.stripe.checkout.sessions.create({
    mode: "subscription",
    success_url: body.url,
    line_items: [
      { price: await priceOf(app, "pro_month"), quantity: 1, adjustable_quantity: { enabled: true, minimum: 1 } },
    ],
    allow_promotion_codes: true,
    billing_address_collection: "required",
    consent_collection: { terms_of_service: "required", promotions: "auto" },
    custom_fields: [{ key: "team", label: { custom: "Team size", type: "custom" }, type: "numeric" }],
    phone_number_collection: { enabled: true },
    shipping_address_collection: { allowed_countries: ["DE", "US"] },
    tax_id_collection: { enabled: true },
  });
  await page.goto(asking.url ?? "");
  await page.getByRole("button", { name: "Subscribe" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Accept the terms of service to continue.")).toBeVisible();
  await expect(page.getByLabel("Email", { exact: true })).toBeFocused();
  await expectAccessible(page, "checkout that asks for everything");

  const { customerId } = await subscribe(app, client, await priceOf(app, "pro_month"), workspace);
  const portal = await client.post<{ url: string }>("/api/subscriptions/customer-portal/");
  await page.goto(portal.body.url);
  await expectAccessible(page, "portal");
  await page.getByRole("link", { name: "Update plan" }).click();
  await expectAccessible(page, "portal, other plans");
  await page.getByRole("radio", { name: /^Business.*per month/ }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("button", { name: "Confirm" })).toBeVisible();
  await expectAccessible(page, "portal, what a change costs");
  for (const name of ["Update payment method", "Cancel plan"]) {
    await page.goto(portal.body.url);
    await page.getByRole("link", { name }).click();
    await expectAccessible(page, `portal, ${name}`);
  }
  const { data } = await app.stripe.invoices.list({ customer: customerId });
  await page.goto(data[0]?.hosted_invoice_url ?? "");
  await expectAccessible(page, "invoice");
});

test("the window into local Stripe is accessible", async ({ app, page }) => {
  const client = await app.signUp();
  const { customerId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const clock = await app.stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(Date.now() / 1000) });
  const event = (await app.stripe.events.list({ limit: 1 })).data[0]?.id ?? "";
  for (const path of [
    "/",
    `/customers/${customerId}`,
    `/subscriptions/${subscriptionId}`,
    "/events",
    `/events/${event}`,
    `/clocks/${clock.id}`,
    "/faults",
  ]) {
    await page.goto(app.localStripe.url + path);
    await expectAccessible(page, path);
  }
});
