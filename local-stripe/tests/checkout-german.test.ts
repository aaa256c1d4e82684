// The checkout page in German: by the session's word, or by the browser's.
import { afterAll, beforeAll, expect, it } from "vitest";
import { GERMAN } from "../src/pages/words-de.ts";
import { CARD } from "./pages.ts";
import { checkout, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const textOf = (html: string) =>
  html.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<option[^>]*>[^<]*<\/option>/g, "");

async function page(url: string, accepts: string, body?: URLSearchParams): Promise<string> {
  const answer = await fetch(url, {
    headers: { "Accept-Language": accepts },
    redirect: "manual",
    ...(body && { method: "POST", body }),
  });
  return answer.text();
}

it.each([
  ["auto", "de-DE,de;q=0.9,en;q=0.8", "de"],
  [undefined, "de", "de"],
  [undefined, "fr", "en"],
  ["auto", "en-US,de;q=0.5", "en"],
  ["en", "de", "en"],
  ["de", "en", "de"],
  // Languages that it doesn't have
  ["ja", "de", "en"],
] as const)("locale %s in a browser that asks for %s is %s", async (locale, accepts, language) => {
  const session = await checkout(local.stripe, locale ? { locale } : {});
  expect(await page(session.url ?? "", accepts)).toContain(`<html lang="${language}">`);
});

it("has no English sentence left, wherever it asks for everything and refuses all of it", async () => {
  const session = await checkout(local.stripe, {
    locale: "de",
    allow_promotion_codes: true,
    billing_address_collection: "required",
    cancel_url: "http://localhost:3000/pricing",
    phone_number_collection: { enabled: true },
    name_collection: { individual: { enabled: true }, business: { enabled: true } },
    shipping_address_collection: { allowed_countries: ["DE", "AT"] },
    consent_collection: { terms_of_service: "required", promotions: "auto" },
    tax_id_collection: { enabled: true },
    custom_fields: [{ key: "a", label: { custom: "Nummer", type: "custom" }, type: "numeric" }],
    saved_payment_method_options: { payment_method_save: "enabled" },
    subscription_data: { trial_period_days: 7 },
  });
  const url = session.url ?? "";
  const pages = [
    await page(url, "en"),
    await page(url, "en", new URLSearchParams({ ...CARD, number: "1", expiry: "1", cvc: "", name: "", email: "" })),
    await page(url, "en", new URLSearchParams({ ...CARD, do: "apply-code" })),
  ];
  for (const html of pages) {
    const text = textOf(html);
    const left = [...GERMAN.keys()].filter(
      (english) => GERMAN.get(english) !== english && text.includes(`>${english}<`),
    );
    expect(left).toEqual([]);
    expect(text).toMatch(/Testphase starten/);
  }
  expect(pages[0]).toContain("7 Tage kostenlos");
  expect(pages[0]).toMatch(/Danach \$10\.00 pro Monat, ab \d+\. \p{L}+ \d{4}/u);
  expect(pages[0]).toContain("Zurück zu localhost:3000");
  expect(pages[1]).toContain("Ihre Kartennummer ist unvollständig.");
  expect(pages[1]).toContain("Stimmen Sie den Nutzungsbedingungen zu");
  expect(pages[2]).toContain("Geben Sie einen Aktionscode ein.");
});
