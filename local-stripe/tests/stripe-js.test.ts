// The stand-in for Stripe.js, as it is served. What it does is tried in a browser, in the app's tests.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { open } from "./pages.ts";
import { control, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
afterEach(() => control(local, "DELETE", "/faults"));

const script = () => open(`${local.server.url}/stripe.js`);
const fault = (fields: object) => control(local, "POST", "/faults", { method: "GET", path: "/stripe.js", ...fields });

it("is served as a script, to be asked for again each time", async () => {
  const { status, headers, text } = await script();
  expect([status, headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  expect([headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual(["nosniff", "no-cache"]);
  expect(text).toContain("window.Stripe = Stripe");
});

it("fails, comes late, or never, as faults say", async () => {
  await fault({ kind: "status", status: 503 });
  const failed = await script();
  expect([failed.status, failed.text]).toEqual([503, expect.not.stringContaining("window.Stripe")]);

  await fault({ kind: "lose_response" });
  await expect(script()).rejects.toThrow();

  await fault({ kind: "hang", ms: 1 });
  expect((await script()).status).toBe(200);

  // One of two, whichever comes first, gets no answer
  await fault({ kind: "hang" });
  const leaving = new AbortController();
  const both = [1, 2].map(() => fetch(`${local.server.url}/stripe.js`, { signal: leaving.signal }));
  const { status } = await Promise.race(both);
  leaving.abort();
  const outcomes = (await Promise.allSettled(both)).map((one) => one.status);
  expect([status, outcomes.sort()]).toEqual([200, ["fulfilled", "rejected"]]);
});
