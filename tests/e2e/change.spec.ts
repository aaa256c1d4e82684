import type { Locator, Page } from "@playwright/test";
import { priceOf, sell, setRole, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible, expectPresentable } from "./accessible";
import { selling } from "./selling";
import { bring, pressByKeyboard, signIn, signInByKeyboard, subscribePaid } from "./steps";

const changeTo = (workspace: string, price: string) => `/dashboard/change?${new URLSearchParams({ workspace, price })}`;

test("with the keyboard alone an upgrade is shown first, then confirmed at Stripe, and so is the way back", async ({
  app,
  page,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { workspaceId: workspace } = await subscribePaid(app, client, "pro_month");
  await signInByKeyboard(page, person);
  await pressByKeyboard(page, page.getByRole("link", { name: "Change plan" }));
  await pressByKeyboard(page, page.getByRole("link", { name: "Switch to Business" }).first());
  await expect(page.getByRole("heading", { name: "Switch from Pro to Business" })).toBeVisible();
  const payment = page.getByRole("region", { name: "What you pay" });
  await expect(payment).toContainText(/\$(69|70)\.\d\d is charged today\./);
  await expect(payment).toContainText("After that you pay $99 per month.");
  await expect(payment.getByRole("row", { name: /Business for the rest/ })).toContainText(/\$9\d\.\d\d/);
  await expect(payment.getByRole("row", { name: /Unused time on Pro/ })).toContainText(/-\$\d+\.\d\d/);
  const due = await payment.getByRole("row", { name: "To pay" }).getByRole("cell").textContent();
  const changes = page.getByRole("region", { name: "What changes" });
  await expect(changes).toContainText("New with Business");
  await expect(changes).toContainText("Single sign-on");
  await expect(changes).not.toContainText("No longer included");
  await expectPresentable(page, "change of a plan");

  await pressByKeyboard(page, page.getByRole("button", { name: "Continue to Stripe to confirm" }));
  await expect(page.getByRole("heading", { name: "Confirm your new plan" })).toBeVisible();
  // Prorated to the second, so a few seconds later it may be a cent less.
  const cents = (text: string | null) => Number(text?.replaceAll(/[^\d]/g, ""));
  const atStripe = await page.getByText("Due today").locator("xpath=following-sibling::*").textContent();
  expect(Math.abs(cents(atStripe) - cents(due))).toBeLessThanOrEqual(2);
  await pressByKeyboard(page, page.getByRole("button", { name: "Confirm" }));
  await expect(page.getByText("You're on Business now.")).toBeVisible();
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  await expect(plan).toContainText("Business");

  await page.goto(`/pricing?workspace=${workspace}`);
  await pressByKeyboard(page, page.getByRole("link", { name: "Switch to Starter" }).first());
  await expect(payment).toContainText(
    /Nothing is charged today\. You keep Business until \w+ \d+, \d+\. Then Starter begins/,
  );
  const later = page.getByRole("region", { name: /^What changes on/ });
  await expect(later).toContainText("No longer included");
  await expect(later).toContainText("API access");
  await pressByKeyboard(page, page.getByRole("link", { name: "Keep current plan" }));
  await expect(plan).toContainText("Business");
});

test("paying by the year instead is charged today", async ({ app, page }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { workspaceId: workspace } = await subscribePaid(app, client, "pro_month");
  await signIn(page, person);
  await page.goto(`/pricing?workspace=${workspace}`);
  await page.getByLabel("Yearly").check();
  await page.getByRole("link", { name: "Switch to yearly billing" }).click();
  await expect(page.getByRole("heading", { name: "Pay for Pro per year" })).toBeVisible();
  await expect(page.getByText(/\$26\d\.\d\d is charged today\./)).toBeVisible();
  await expect(page.getByText("Your features stay the same.")).toBeVisible();
});

test("without JavaScript the change is readable, and leads to Stripe all the same", async ({ app, browser }) => {
  const client = await app.signUp();
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "starter_month"));
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  await bring(context, client);
  const page = await context.newPage();
  await page.goto(changeTo(workspaceId, await priceOf(app, "pro_month")));
  await expect(page.getByText(/Your free trial continues\. The first payment, on .+, is \$29\.00\./)).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue to Stripe to confirm" })).toBeHidden();
  await page.getByRole("link", { name: "Continue to Stripe to confirm" }).click();
  await expect(page.getByRole("heading", { name: "Confirm your new plan" })).toBeVisible();
  // Other sites may not lead there.
  const path = changeTo(workspaceId, await priceOf(app, "pro_month")).replace("/change?", "/change/confirm?");
  expect((await client.get(path, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  await context.close();
});

test("what can't be changed says why and what to do, and Stripe's failure passes", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/404/);
  const person = newPerson();
  const client = await app.signUp(person);
  const [pro, business] = [await priceOf(app, "pro_month"), await priceOf(app, "business_month")];
  await signIn(page, person);
  const own = await workspaceOf(client);
  await page.goto(changeTo(own, business));
  await expect(page.getByRole("alert").first()).toContainText("You haven't bought anything yet");
  await expect(page.getByRole("link", { name: "See the plans" })).toBeVisible();

  await subscribe(app, client, pro);
  await page.goto(changeTo(own, pro));
  await expect(page.getByText("This workspace already has this plan.")).toBeVisible();
  await expectAccessible(page, "a change that can't be made");
  // What the portal doesn't list our own page changes to.
  const unlisted = async () => [await sell(app, {}, { metadata: { plan_group: "plan" } })];
  await selling(app, unlisted, async ([sold]) => {
    await page.goto(changeTo(own, sold?.id ?? ""));
    await expect(page.getByRole("heading", { name: "Switch from Pro to Made up" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Switch to Made up" })).toBeVisible();
  });
  await app.localStripe.fault({ path: "/v1/invoices/create_preview", kind: "status", status: 500, times: 9 });
  await page.goto(changeTo(own, business));
  await expect(page.getByText("Stripe can't be reached right now")).toBeVisible();
  await app.localStripe.clearFaults();
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Switch from Pro to Business" })).toBeVisible();

  const payer = await app.signUp();
  const { workspaceId } = await subscribe(app, payer, pro);
  await page.goto(changeTo(workspaceId, business));
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await setRole(app, person.email, workspaceId, "admin");
  await page.goto(changeTo(workspaceId, business));
  await expect(page.getByText(`${payer.person.name} pays for this workspace`)).toBeVisible();
});

declare global {
  interface Window {
    /** Brings to the test what the link says. */
    say: (text: string | null) => void;
  }
}

/** What the link says once it is pressed, and once it is told that the visitor came back: a page that waits for the next one answers no test. */
async function listenTo(link: Locator): Promise<void> {
  await link.evaluate((element) => {
    let isPressed = false;
    const { width } = element.getBoundingClientRect();
    const listen = new MutationObserver(() => {
      const text = (element as HTMLElement).innerText.trim();
      const isNarrower = element.getBoundingClientRect().width < width - 1;
      window.say(element.hasAttribute("aria-busy") ? `busy: ${text}${isNarrower ? ", narrower" : ""}` : text);
      // As a browser does that brings a page back as it was left.
      if (!isPressed) dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
      isPressed = true;
    });
    listen.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

test("the way to a change says that it is under way until the page has come, and is itself again for who comes back", async ({
  app,
  page,
  context,
}) => {
  const client = await app.signUp();
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await bring(context, client);
  let said: (string | null)[] = [];
  await page.exposeFunction("say", (text: string | null) => said.push(text));
  const shown = (one: Page) => expect(one.getByRole("heading", { name: "Switch from Pro to Business" })).toBeVisible();
  await page.goto(`/pricing?workspace=${workspaceId}`);
  const link = page.getByRole("link", { name: "Switch to Business" }).first();
  await listenTo(link);
  // In a tab of its own the page comes there, and nothing is waited for here.
  const [other] = await Promise.all([context.waitForEvent("page"), link.click({ modifiers: ["ControlOrMeta"] })]);
  await shown(other);
  expect(said).toEqual([]);
  // The next page comes once both have been said. On a busy machine it came before the second.
  await page.route("**/dashboard/change?**", async (route) => {
    await expect.poll(() => said).toHaveLength(2);
    await route.continue();
  });
  await link.press("Enter");
  await shown(page);
  expect(said).toEqual(["busy: One moment…", "Switch to Business"]);

  await app.localStripe.fault({ path: "/v1/invoices/create_preview", kind: "status", status: 500, times: 9 });
  await page.reload();
  const again = page.getByRole("link", { name: "Try again" });
  await listenTo(again);
  await app.localStripe.clearFaults();
  said = [];
  await again.click();
  await shown(page);
  expect(said).toEqual(["busy: One moment…", "Try again"]);
});
