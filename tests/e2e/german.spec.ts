import type { Page } from "@playwright/test";
import {
  allDelivered,
  checkout,
  newWorkspace,
  priceOf,
  setRole,
  subscribe,
  workspaceOf,
} from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { englishOn } from "./english";
import { bring, goByKeyboard, payWith, pressByKeyboard, resetLinkBy, typeByKeyboard } from "./steps";

// Axe reads every element of every page four times.
test.describe.configure({ timeout: 180_000 });
test.use({ locale: "de-DE" });

/** In German by the document's own word and by every sentence, accessible, and wide enough for long words on a telephone. */
async function expectGerman(page: Page, name: string): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await englishOn(page), name).toEqual([]);
  await expectAccessible(page, `${name} in German`);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    `${name} at 360 px`,
  ).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("a German visitor walks from the plans to the dashboard in German", async ({ page, app }) => {
  const person = newPerson("Ada");
  await page.goto("/");
  await expect(page).toHaveTitle("Tarife und Preise · HyperSaaS");
  await expect(page.getByRole("heading", { name: "Tarife und Preise" })).toBeVisible();
  await expect(page.getByText("Neue Kunden testen jeden Tarif 7 Tage lang kostenlos.")).toBeVisible();
  await expect(page.getByText(/^29\s\$$/)).toBeVisible();
  await expect(page.getByText("Antworten aus Ihren Dateien")).not.toHaveCount(0);
  await expectGerman(page, "pricing");

  await page
    .getByRole("link", { name: /^(Pro wählen|7 Tage kostenlos testen: Pro)$/ })
    .first()
    .click();
  await expect(page.getByRole("region", { name: "Ihre Auswahl" })).toContainText(/Pro 29\s\$ pro Monat/);
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-Mail-Adresse").fill(person.email);
  await page.getByLabel("Passwort").fill(person.password);
  await expectGerman(page, "login");
  await page.getByRole("button", { name: "Konto anlegen und zur Kasse" }).click();
  await expect(page.getByLabel("Kartennummer")).toBeVisible();
  await payWith(page, "4242 4242 4242 4242");

  await page.waitForURL("**/payment?session=cs_*");
  await expect(page.getByRole("heading", { name: "Sie nutzen jetzt Pro" })).toBeVisible();
  const until = /bis zum \d+\. \p{L}+ \d{4}\. Danach (zahlen Sie )?29\s\$ pro Monat/u;
  await expect(page.getByRole("main")).toContainText(until);
  await expectGerman(page, "payment");

  await allDelivered(app);
  await page.getByRole("link", { name: "Zur Übersicht" }).click();
  await expect(page.getByRole("heading", { name: "Arbeitsbereich von Ada" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Tarif" })).toContainText(until);
  await expect(page.getByRole("region", { name: "Tarif" })).toContainText("Visa mit den Endziffern 4242");
  await expect(page.getByRole("region", { name: "Funktionen" })).toContainText("Antworten aus Ihren Dateien");
  await expect(page.getByRole("region", { name: "Rechnungen" }).getByRole("row", { name: /0,00\s\$/ })).toContainText(
    "Bezahlt",
  );
  await newWorkspace(app, { [person.email]: "owner" });
  await page.reload();
  await expectGerman(page, "dashboard");

  await page.goto("/pricing");
  await expect(page.getByText("Ihr Tarif", { exact: true })).toHaveCount(1);
  await expect(page.getByText("Eine neue Testzeit beginnt damit nicht")).toBeVisible();
  await expectGerman(page, "pricing-signed-in");

  await page.getByRole("link", { name: "Zu Business wechseln" }).first().click();
  await expect(page.getByRole("heading", { name: "Von Pro zu Business wechseln" })).toBeVisible();
  await expectGerman(page, "change");
});

test("workspaces, their settings and an invitation are in German", async ({ app, page, context }) => {
  const ada = await app.signUp(newPerson("Ada"));
  const { workspaceId } = await subscribe(app, ada, await priceOf(app, "pro_month"));
  const bea = await app.signUp(newPerson("Bea"));
  await setRole(app, bea.person.email, workspaceId, "admin");
  await bring(context, ada);
  await page.goto("/workspaces");
  await expect(page.getByRole("heading", { name: "Arbeitsbereiche" })).toBeVisible();
  await expectGerman(page, "workspaces");

  await page.goto(`/workspaces/${workspaceId}`);
  await page.getByRole("button", { name: "Einladungslink anlegen" }).click();
  const link = await page.getByLabel("Einladungslink").inputValue();
  await page.getByRole("link", { name: "Bea verwalten" }).click();
  await page.getByText("Entfernen…").click();
  await expectGerman(page, "settings");

  await context.clearCookies();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Ada lädt Sie ein" })).toBeVisible();
  await expectGerman(page, "invitation");
});

test("what goes wrong is said in German", async ({ app, page, expectProblem }) => {
  expectProblem(/40[0149]|502/);
  const person = newPerson();
  const client = await app.signUp(person);
  await page.goto("/login");
  await page.getByLabel("E-Mail-Adresse").fill(person.email);
  await page.getByLabel("Passwort").fill("not the password");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await expect(page.getByRole("alert").getByText("E-Mail-Adresse oder Passwort ist falsch")).toBeVisible();
  await page.getByLabel("Passwort").fill(person.password);
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.waitForURL("**/dashboard");
  await expect(page.getByRole("heading", { name: "Noch kein Tarif" })).toBeVisible();

  await app.localStripe.fault({
    method: "POST",
    path: "/v1/checkout/sessions",
    kind: "status",
    status: 503,
    times: 1000,
  });
  try {
    await page.goto("/pricing");
    await page
      .getByRole("button", { name: /^(Pro wählen|7 Tage kostenlos testen: Pro)$/ })
      .first()
      .click();
    await expect(page.getByRole("alert").getByText("Stripe ist im Moment nicht erreichbar.")).toBeVisible({
      timeout: 20_000,
    });
  } finally {
    await app.localStripe.clearFaults();
  }

  const { body } = await checkout(client, await priceOf(app, "pro_month"), await workspaceOf(client));
  await page.goto(`/payment?session=${body.session_id}`);
  await expect(page.getByRole("heading", { name: "Ihr Kauf ist noch nicht abgeschlossen" })).toBeVisible();
  await app.stripe.checkout.sessions.expire(body.session_id);
  await expect(page.getByRole("heading", { name: "Dieser Kauf ist abgelaufen" })).toBeVisible();

  await page.goto("/dashboard?workspace=made-up");
  await expect(page.getByRole("heading", { name: "Seite nicht gefunden" })).toBeVisible();
  await expectGerman(page, "not-found");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("another language is chosen at the foot of a page, which stays where it is", async ({ page }) => {
    await page.goto("/login?workspace=some");
    await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/login?workspace=some");
    for (const path of ["/", "/pricing"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: "Plans and pricing" })).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
    }
    await page.getByRole("button", { name: "Deutsch" }).click();
    await expect(page.getByRole("heading", { name: "Tarife und Preise" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/pricing");
  });
});

test("a new password, the account's page and its end, in German and by keyboard", async ({ page, app }) => {
  const person = newPerson("Ada");
  await app.signUp(person);
  await page.goto(await resetLinkBy(app, person));
  await expectGerman(page, "reset password");
  await typeByKeyboard(page, page.getByLabel("Neues Passwort"), "seven quiet herons");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Ihr Passwort ist festgelegt" })).toBeVisible();
  await pressByKeyboard(page, page.getByRole("main").getByRole("link", { name: "Anmelden" }));
  await typeByKeyboard(page, page.getByLabel("E-Mail-Adresse"), person.email);
  await typeByKeyboard(page, page.getByLabel("Passwort", { exact: true }), "seven quiet herons");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/dashboard");

  await pressByKeyboard(page, page.getByRole("button", { name: /: Kontomenü$/ }));
  await pressByKeyboard(page, page.getByRole("link", { name: "Ihr Konto" }));
  await expect(page.getByRole("heading", { name: "Ihr Konto", level: 1 })).toBeVisible();
  await expectGerman(page, "account");
  await pressByKeyboard(page, page.getByText("Konto löschen…"));
  await expectGerman(page, "asked before the account is deleted");
  await typeByKeyboard(page, page.getByLabel("Ihr Passwort"), "seven quiet herons");
  await goByKeyboard(page, page.getByLabel("Ich weiß, dass sich das nicht rückgängig machen lässt."));
  await page.keyboard.press("Space");
  await pressByKeyboard(page, page.getByRole("button", { name: "Mein Konto löschen" }));
  await expect(page.getByText("Ihr Konto ist gelöscht")).toBeVisible();
  await expectGerman(page, "sign in after the end of an account");
});
