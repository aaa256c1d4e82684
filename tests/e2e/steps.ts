/** What a visitor does again and again, in the words that they see. */
import type { Page } from "@playwright/test";
import type { Person } from "@/tests/support/client";
import { expect } from "@/tests/support/browser";

/** From the pricing page through sign-up to the hosted checkout of a plan. */
export async function chooseAndSignUp(page: Page, plan: string, person: Person): Promise<void> {
  await page.goto("/pricing");
  await page.getByRole("link", { name: `Choose ${plan}` }).click();
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account and go to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
}

/** Fills in the hosted checkout, and sends it. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel("MM / YY").fill("12 / 34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Cardholder name").fill("Ada Lovelace");
  await page.getByRole("button", { name: /^(Start trial|Subscribe)$/ }).click();
}

export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/dashboard");
}
