import { type Browser, chromium } from "@playwright/test";
import { disconnect } from "@/lib/db";
import { invite } from "@/lib/workspaces/invitations";
import { findBrowser } from "@/scripts/bootstrap/browser.mjs";
import { startApp, type TestApp } from "../support/app";
import { priceOf, subscribe, userIdOf } from "../support/billing";
import { useSettings } from "../support/environment";
import { createDatabase } from "../support/postgres";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy";
import type { Bench } from "./bench";
import { loadInTurns } from "./load";
import { asked, heading, median, ratio, row } from "./numbers";
import { visit, type Visit } from "./visit";

const ROUNDS = 5;
const EMPTY = "/empty";
const PLAIN = "/api/plain";
const KB = 1024;

/** What a visitor waits for: JavaScript, the largest paint, what moves; and what a page costs the server. */
export async function measurePages({ postgres, build }: Bench): Promise<void> {
  const database = await createDatabase(postgres);
  const wire = await startPostgresProxy(database.url);
  const app = await startApp({ postgres, dir: await build(), database: { ...database, url: wire.url } });
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? undefined, args: ["--no-sandbox"] });
  try {
    const customer = await makeCustomer(app);
    await measureVisits(browser, app, customer);
    await measureDashboard(app, wire, customer);
    await measurePricing(app);
  } finally {
    await browser.close();
    await disconnect();
    await app.stop();
    await app.localStripe.stop();
    await wire.close();
    await database.drop();
  }
}

type Customer = { cookie: string; workspaceId: string; sessionId: string; business: string; token: string };

async function makeCustomer(app: TestApp): Promise<Customer> {
  const client = await app.signUp();
  const { workspaceId, sessionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  useSettings(app);
  const token = await invite(await userIdOf(app, client.person.email), workspaceId, { role: "member", email: null });
  return {
    cookie: client.cookieHeader(),
    workspaceId,
    sessionId,
    business: await priceOf(app, "business_month"),
    token,
  };
}

/** Each page with a cache that knows nothing, on a quarter of this machine's speed. */
async function measureVisits(
  browser: Browser,
  app: TestApp,
  { cookie, workspaceId, sessionId, business, token }: Customer,
): Promise<void> {
  const pages: { name: string; path: string; stranger?: true }[] = [
    { name: "empty page", path: EMPTY },
    { name: "/pricing", path: "/pricing", stranger: true },
    { name: "/pricing, signed in", path: `/pricing?workspace=${workspaceId}` },
    { name: "/login", path: "/login", stranger: true },
    { name: "/payment", path: `/payment?session=${sessionId}` },
    { name: "/dashboard", path: `/dashboard?workspace=${workspaceId}` },
    { name: "/dashboard/change", path: `/dashboard/change?workspace=${workspaceId}&price=${business}` },
    { name: "/workspaces", path: "/workspaces" },
    { name: "/workspaces/…", path: `/workspaces/${workspaceId}` },
    { name: "/invitation", path: `/invitation?token=${token}` },
  ];
  const visits = pages.map((): Visit[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { path, stranger }] of pages.entries()) {
      const seen = await visit(browser, app.url + path, stranger ? "" : cookie);
      if (round > 0) visits[index]?.push(seen);
    }
  }
  const of = (index: number, what: keyof Visit) => median(visits[index]?.map((one) => one[what]) ?? []);
  heading("Pages in Chromium, 4x CPU slowdown, nothing cached", [
    "script KB gzipped",
    "over an empty page",
    "largest paint ms",
    "layout shift",
  ]);
  for (const [index, { name }] of pages.entries()) {
    const more = of(index, "scriptBytes") - of(0, "scriptBytes");
    row(name, [
      (of(index, "scriptBytes") / KB).toFixed(1),
      (more / KB).toFixed(1),
      of(index, "largestPaintMs"),
      of(index, "layoutShift").toFixed(3),
    ]);
    if (index === 0) continue;
    asked(`${name}: KB over an empty page`, name === "/dashboard" ? "≤ 20" : "≤ 12", (more / KB).toFixed(1));
    asked(`${name}: largest contentful paint`, "< 1 s", `${(of(index, "largestPaintMs") / 1000).toFixed(2)} s`);
    asked(`${name}: layout shift`, "0", of(index, "layoutShift").toFixed(3));
  }
}

async function measureDashboard(app: TestApp, wire: PostgresProxy, { cookie, workspaceId }: Customer): Promise<void> {
  await app.localStripe.clearRequests();
  const counter = wire.stopAt({ nth: Infinity, side: "before" });
  const answer = await fetch(`${app.url}/dashboard?workspace=${workspaceId}`, { headers: { cookie } });
  await answer.text();
  const statements = counter.seen();
  counter.release();
  if (!answer.ok) throw new Error(`The dashboard answered ${answer.status}.`);
  heading("The dashboard, rendered once", []);
  asked("statements", "≤ 3", String(statements));
  asked("calls to Stripe", "0", String((await app.localStripe.requests()).length));
}

async function measurePricing(app: TestApp): Promise<void> {
  const [plain, pricing] = await loadInTurns([
    { name: "static page, as long", url: app.url + PLAIN },
    { name: "/pricing", url: `${app.url}/pricing` },
  ]);
  if (!plain || !pricing) return;
  const length = async (path: string) => (await (await fetch(app.url + path)).text()).length;
  heading("Pages from the static cache, 16 at once", ["requests/s", "p50 ms", "p99 ms", "characters", "failed"]);
  for (const [one, path] of [
    [plain, PLAIN],
    [pricing, "/pricing"],
  ] as const) {
    row(one.name, [one.perSecond, one.p50Ms.toFixed(2), one.p99Ms.toFixed(2), await length(path), one.failed]);
  }
  asked("/pricing to a static page", "≥ 0.9", ratio(pricing, plain));
}
