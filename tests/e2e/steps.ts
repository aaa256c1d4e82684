/** What a visitor does again and again, in the words that they see. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BrowserContext, FrameLocator, Locator, Page } from "@playwright/test";
import { root } from "@/scripts/local/paths";
import type { TestApp } from "@/tests/support/app";
import { type Bought, known, priceOf, subscribe, userIdOf } from "@/tests/support/billing";
import { expect } from "@/tests/support/browser";
import type { AppClient, Person } from "@/tests/support/client";

/** The button of a plan on the pricing page, for a reader with a free trial and for one without. */
export const choosing = (plan: string): RegExp => new RegExp(`^(Choose|Start \\d+-day free trial of) ${plan}$`);

/** Stripe's form within our own page of the checkout. */
export const stripeForm = (page: Page): FrameLocator =>
  page.getByRole("region", { name: /^(Payment|Zahlung)$/ }).frameLocator("iframe");

/** From the pricing page through sign-up to the checkout of a plan. @param form where the card is asked for */
export async function chooseAndSignUp(
  page: Page,
  plan: string,
  person: Person,
  form: Page | FrameLocator = page,
): Promise<void> {
  await page.goto("/pricing");
  await page.getByRole("link", { name: choosing(plan) }).click();
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account and go to checkout" }).click();
  await expect(form.getByLabel("Card number")).toBeVisible();
}

/** Fills in the card on a page of Stripe's: the checkout speaks the browser's language, the portal English. */
export async function fillCard(page: Page | FrameLocator, card: string): Promise<void> {
  await page.getByLabel(/^(Card number|Kartennummer)$/).fill(card);
  await page.getByLabel(/^MM \/ (YY|JJ)$/).fill("12 / 34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel(/^(Cardholder name|Name des Karteninhabers)$/).fill("Ada Lovelace");
}

/** Fills in the checkout, and sends it. */
export async function payWith(page: Page | FrameLocator, card: string): Promise<void> {
  await fillCard(page, card);
  await page.getByRole("button", { name: /^(Start trial|Subscribe|Testphase starten|Abonnieren)$/ }).click();
}

export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/dashboard");
}

/** The menu of who is signed in, opened. */
export async function accountMenu(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /: (account menu|Kontomenü)$/ }).click();
  return page.locator("#account-menu");
}

/** Brings somebody who signed in elsewhere into a browser. */
export async function bring(context: BrowserContext, client: AppClient): Promise<void> {
  const cookies = client
    .cookieHeader()
    .split("; ")
    .map((cookie) => {
      const [name = "", value = ""] = cookie.split(/=(.*)/s);
      return { name, value, url: client.url };
    });
  await context.addCookies(cookies);
}

/** Buys a plan that is paid from the first day: who had one before gets no trial. */
export async function subscribePaid(app: TestApp, client: AppClient, lookupKey: string): Promise<Bought> {
  const price = await priceOf(app, lookupKey);
  const first = await subscribe(app, client, price);
  await app.stripe.subscriptions.cancel(first.subscriptionId);
  await known(app, first.subscriptionId);
  return subscribe(app, client, price);
}

/** The workspaces that somebody's checkouts were begun for. */
export async function boughtFor(app: TestApp, email: string): Promise<string[]> {
  const { rows } = await app.database.pool.query<{ workspace_id: string }>(
    "SELECT workspace_id FROM checkout_session WHERE user_id = $1",
    [await userIdOf(app, email)],
  );
  return rows.map(({ workspace_id }) => workspace_id);
}

/** A link to a new password, made by an operator's command. */
export async function resetLinkBy(app: TestApp, { email }: Pick<Person, "email">): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "scripts/reset-link.ts", "--email", email],
    { cwd: root, env: { ...process.env, ...app.env } },
  );
  return stdout.trim();
}

const MOST_STOPS = 60;

/** Goes there with the Tab key. */
export async function goByKeyboard(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    // Where another page comes at this moment, the next look is at that one.
    const reached = await target.evaluate((element) => element === document.activeElement).catch(() => false);
    if (reached) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} can't be reached with the Tab key.`);
}

export async function pressByKeyboard(page: Page, target: Locator): Promise<void> {
  await goByKeyboard(page, target);
  await page.keyboard.press("Enter");
}

/** Types in place of what stands there. */
export async function typeByKeyboard(page: Page, field: Locator, text: string): Promise<void> {
  await goByKeyboard(page, field);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** Of a list, the entry whose name is typed. */
export async function chooseByKeyboard(page: Page, list: Locator, name: string): Promise<void> {
  await goByKeyboard(page, list);
  await page.keyboard.type(name);
  await expect(list.locator("option:checked")).toHaveText(name);
}

export async function signInByKeyboard(
  page: Page,
  { email, password }: Pick<Person, "email" | "password">,
): Promise<void> {
  await page.goto("/login");
  await typeByKeyboard(page, page.getByLabel("E-mail address"), email);
  await typeByKeyboard(page, page.getByLabel("Password"), password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/dashboard");
}
