import { type Browser, chromium } from "@playwright/test";
import { disconnect } from "@/lib/db";
import { invite } from "@/lib/workspaces/invitations";
import { findBrowser } from "@/scripts/bootstrap/browser.mjs";
import { startApp, type TestApp } from "../support/app";
import { checkout, newWorkspace, priceOf, subscribe, userIdOf } from "../support/billing";
import { useSettings } from "../support/environment";
import { createDatabase } from "../support/postgres";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy";
import type { Bench } from "./bench";
import { interleave } from "./interleave";
import { measureLoad } from "./load";
import { printGoal, printTable } from "./print";
import type { Report } from "./report";
import { median } from "./statistics";
import { visit, type Visit } from "./visit";

/** Fewer than usual: a visit takes seconds, and no ratio is made of it. */
const VISITS = 5;
const EMPTY = "/empty";
const PLAIN = "/api/plain";
const KB = 1024;

/** What a visitor waits for (JavaScript, the largest paint, layout shifts) and what a page costs the server. */
export async function measurePages({ postgres, build, report }: Bench): Promise<void> {
  const database = await createDatabase(postgres);
  const proxy = await startPostgresProxy(database.url);
  const app = await startApp({
    postgres,
    dir: await build(),
    database: { ...database, url: proxy.url },
    env: { CHECKOUT_UI: "embedded" },
  });
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? undefined, args: ["--no-sandbox"] });
  try {
    const customer = await makeCustomer(app);
    await measureVisits(browser, app, customer);
    await measureDashboard(app, proxy, customer);
    await measurePricing(app, report);
  } finally {
    await browser.close();
    await disconnect();
    await app.stop();
    await app.localStripe.stop();
    await proxy.close();
    await database.drop();
  }
}

type Customer = {
  cookie: string;
  workspaceId: string;
  sessionId: string;
  openSession: string;
  business: string;
  token: string;
};

async function makeCustomer(app: TestApp): Promise<Customer> {
  const client = await app.signUp();
  const { workspaceId, sessionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  useSettings(app);
  const token = await invite(await userIdOf(app, client.person.email), workspaceId, { role: "member", email: null });
  const other = await newWorkspace(app, { [client.person.email]: "owner" });
  const { body } = await checkout(client, await priceOf(app, "pro_month"), other);
  return {
    cookie: client.cookieHeader(),
    workspaceId,
    sessionId,
    openSession: body.session_id,
    business: await priceOf(app, "business_month"),
    token,
  };
}

/** Each page with an empty cache, at a quarter of this machine's speed. */
async function measureVisits(
  browser: Browser,
  app: TestApp,
  { cookie, workspaceId, sessionId, openSession, business, token }: Customer,
): Promise<void> {
  const pages: { name: string; path: string; signedOut?: true }[] = [
    { name: "empty page", path: EMPTY },
    { name: "/pricing", path: "/pricing", signedOut: true },
    { name: "/pricing, signed in", path: `/pricing?workspace=${workspaceId}` },
    { name: "/login", path: "/login", signedOut: true },
    // Without Stripe's own script.
    { name: "/checkout", path: `/checkout?session=${openSession}` },
    { name: "/payment", path: `/payment?session=${sessionId}` },
    { name: "/dashboard", path: `/dashboard?workspace=${workspaceId}` },
    { name: "/dashboard/change", path: `/dashboard/change?workspace=${workspaceId}&price=${business}` },
    { name: "/workspaces", path: "/workspaces" },
    { name: "/workspaces/…", path: `/workspaces/${workspaceId}` },
    { name: "/invitation", path: `/invitation?token=${token}` },
  ];
  const visits = await interleave(
    pages,
    ({ path, signedOut }) => visit(browser, app.url + path, signedOut ? "" : cookie),
    VISITS,
  );
  const medianOf = (index: number, what: keyof Visit) => median(visits[index]?.map((one) => one[what]) ?? []);
  const kilobytesOver = (index: number) => (medianOf(index, "scriptBytes") - medianOf(0, "scriptBytes")) / KB;
  printTable(
    "Pages in Chromium, 4x CPU slowdown, nothing cached",
    ["script KB gzipped", "over an empty page", "largest paint ms", "layout shift"],
    pages.map(({ name }, index) => [
      name,
      (medianOf(index, "scriptBytes") / KB).toFixed(1),
      kilobytesOver(index).toFixed(1),
      medianOf(index, "largestPaintMs"),
      medianOf(index, "layoutShift").toFixed(3),
    ]),
  );
  for (const [index, { name }] of pages.entries()) {
    if (index === 0) continue;
    const seconds = medianOf(index, "largestPaintMs") / 1000;
    printGoal(
      `${name}: KB over an empty page`,
      name === "/dashboard" ? "≤ 20" : "≤ 12",
      kilobytesOver(index).toFixed(1),
    );
    printGoal(`${name}: largest contentful paint`, "< 1 s", `${seconds.toFixed(2)} s`);
    printGoal(`${name}: layout shift`, "0", medianOf(index, "layoutShift").toFixed(3));
  }
}

async function measureDashboard(app: TestApp, proxy: PostgresProxy, { cookie, workspaceId }: Customer): Promise<void> {
  await app.localStripe.clearRequests();
  const counter = proxy.stopAt({ nth: Infinity, side: "before" });
  const answer = await fetch(`${app.url}/dashboard?workspace=${workspaceId}`, { headers: { cookie } });
  await answer.text();
  const statements = counter.seen();
  counter.release();
  if (!answer.ok) throw new Error(`The dashboard answered ${answer.status}.`);
  console.log("\nThe dashboard, rendered once");
  printGoal("statements", "≤ 3", String(statements));
  printGoal("calls to Stripe", "0", String((await app.localStripe.requests()).length));
}

async function measurePricing(app: TestApp, report: Report): Promise<void> {
  const [plain, pricing] = await measureLoad([
    { name: "static page, as long", url: app.url + PLAIN },
    { name: "/pricing", url: `${app.url}/pricing` },
  ]);
  if (!plain || !pricing) return;
  const length = async (path: string) => (await (await fetch(app.url + path)).text()).length;
  const lengths = [await length(PLAIN), await length("/pricing")];
  printTable(
    "Pages from the static cache, 16 at once",
    ["requests/s", "p50 ms", "p99 ms", "characters", "failed"],
    [plain, pricing].map((one, index) => [
      one.name,
      one.perSecond,
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      lengths[index] ?? NaN,
      one.failed,
    ]),
  );
  printGoal("/pricing to a static page", "≥ 0.9", report.ratio(pricing, plain));
}
