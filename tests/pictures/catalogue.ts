/**
 * The pictures of docs/catalogue.md: builds the app with the made-up company's catalog, sells it at local Stripe and takes
 * each plan's card.
 *
 *     node --import tsx tests/pictures/catalogue.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { findBrowser } from "@/scripts/bootstrap/browser.mjs";
import { root } from "@/scripts/local/paths";
import { startApp, type TestApp } from "../support/app";
import { buildCopy, copyApp } from "../support/build";
import { everything } from "../support/catalogs/everything";
import { sellAll } from "../support/catalogs/sell-all";
import { startTestPostgres } from "../support/postgres";

const FOLDER = join(root, "docs/images/catalogue");

type Picture = { name: string; card: string; tab?: string; locale?: string; dark?: true };

const PICTURES: Picture[] = [
  { name: "free", card: "Free" },
  { name: "month", card: "Solo" },
  { name: "quarter", card: "Solo", tab: "Quarterly" },
  { name: "year", card: "Solo", tab: "Yearly" },
  { name: "members", card: "Team" },
  { name: "tiers-graduated", card: "Team", tab: "Yearly" },
  { name: "german", card: "Team", tab: "Jährlich", locale: "de-DE", dark: true },
  { name: "chosen", card: "Studio" },
  { name: "tiers-volume", card: "Studio", tab: "Yearly" },
  { name: "usage-beside", card: "Build" },
  { name: "talk", card: "Enterprise" },
  { name: "usage-tiers", card: "API calls" },
  { name: "packages", card: "Cameras" },
];

/** The app as its adopter would have it whose billing/ is the fixture. */
async function build(): Promise<string> {
  const dir = copyApp("catalogue");
  const fixture = readFileSync(join(root, "tests/support/catalogs/everything.ts"), "utf8");
  writeFileSync(join(dir, "billing/catalog.ts"), `${fixture}\nexport { everything as catalog };\n`);
  writeFileSync(
    join(dir, "billing/features.ts"),
    'import { catalog } from "./catalog";\nexport const features = catalog.features;\n',
  );
  await buildCopy(dir);
  return dir;
}

async function sell(app: TestApp): Promise<void> {
  for (const { id } of (await app.stripe.products.list({ limit: 100 })).data)
    await app.stripe.products.update(id, { active: false });
  const prices = await sellAll(app.stripe, everything);
  const shown = [...prices].filter(([key]) => key === "packs_month" || key === "free_month").map(([, id]) => id);
  for (let page = ""; !shown.every((id) => page.includes(id)) || page.includes("Starter"); ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    page = await (await fetch(`${app.url}/pricing`)).text();
  }
}

async function take(
  browser: Browser,
  app: TestApp,
  { name, card, tab, locale = "en-US", dark }: Picture,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width: 1100, height: 900 },
    colorScheme: dark ? "dark" : "light",
    locale,
  });
  const page = await context.newPage();
  await page.goto("/pricing");
  // Behind its name a tab says what it saves.
  if (tab) await page.getByLabel(new RegExp(`^${tab}`)).check();
  const shown = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: card, exact: true }) });
  await shown.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled" });
  await context.close();
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const dir = await build();
  const postgres = await startTestPostgres();
  const app = await startApp({ postgres, dir });
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? undefined, args: ["--no-sandbox"] });
  try {
    await sell(app);
    for (const picture of PICTURES) await take(browser, app, picture);
  } finally {
    await browser.close();
    await app.stop();
    await postgres.stop();
  }
}

await main();
