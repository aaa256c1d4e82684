import type { Browser, CDPSession, Page } from "@playwright/test";

/** What one visit to a page cost. */
export type Visit = { scriptBytes: number; largestPaintMs: number; layoutShift: number };

const SLOWDOWN = 4;

/** Opens a page in a slowed-down browser with an empty cache and waits until its network is idle. */
export async function visit(browser: Browser, url: string, cookie: string): Promise<Visit> {
  const context = await browser.newContext({ extraHTTPHeaders: cookie ? { cookie } : {} });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    const scripts = await countScripts(cdp, new URL(url).origin);
    const answer = await page.goto(url, { waitUntil: "networkidle" });
    if (!answer?.ok()) throw new Error(`${url} answered ${answer?.status()}.`);
    return { scriptBytes: scripts(), ...(await paints(page)) };
  } finally {
    await context.close();
  }
}

/** Counts bytes of our own scripts as sent over the network, compressed and with headers. */
async function countScripts(cdp: CDPSession, origin: string): Promise<() => number> {
  const scripts = new Set<string>();
  let bytes = 0;
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" && new URL(response.url).origin === origin) scripts.add(requestId);
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await cdp.send("Network.enable");
  return () => bytes;
}

type Entry = { startTime: number; value?: number; hadRecentInput?: boolean };

async function paints(page: Page): Promise<Omit<Visit, "scriptBytes">> {
  const [largest, shifts] = await Promise.all([
    entries(page, "largest-contentful-paint"),
    entries(page, "layout-shift"),
  ]);
  return {
    largestPaintMs: largest.at(-1)?.startTime ?? NaN,
    layoutShift: shifts.filter(({ hadRecentInput }) => !hadRecentInput).reduce((sum, { value = 0 }) => sum + value, 0),
  };
}

const entries = (page: Page, type: string): Promise<Entry[]> =>
  page.evaluate(
    (wanted) =>
      new Promise<Entry[]>((resolve) => {
        const seen: PerformanceEntry[] = [];
        new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type: wanted, buffered: true });
        // Buffered entries arrive in a separate task before the second frame from now.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(seen.map((entry) => entry.toJSON() as Entry))));
      }),
    type,
  );
