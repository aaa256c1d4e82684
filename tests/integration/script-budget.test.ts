import { beforeAll, expect, test } from "vitest";
import { sharedApp, type TestApp } from "../support/integration";
import { bytesSent, scriptsIn, scriptsOf } from "../support/page-scripts";
import { pages } from "../support/ways-in";

/** How much more a page's scripts may weigh than those of an empty page: docs/speed.md. */
const BUDGET_KB = 12;
const DASHBOARD_KB = 20;

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const htmlAt = async (path: string) => (await fetch(app.url + path, { redirect: "manual" })).text();

test("no page's scripts weigh more than their budget, or hold a key", async () => {
  // The page for an unknown address has no script of its own.
  const empty = scriptsIn(await htmlAt("/no-such-page"));
  const loaded = new Map<string, string[]>();
  for (const { path, folder } of pages()) loaded.set(path, [...scriptsOf(folder), ...scriptsIn(await htmlAt(path))]);
  expect(loaded.size).toBeGreaterThan(20);

  const texts = await Promise.all(
    [...new Set([...loaded.values()].flat())].map(async (script) => (await fetch(app.url + script)).text()),
  );
  // The one key that may reach a browser is in the page that needs it, and in no script.
  expect(texts.join("").match(/\b(?:[sr]k|pk)_(?:test|live)_\w{8,}|whsec_\w{8,}/g)).toBeNull();

  const bytes = new Map<string, number>();
  for (const script of new Set([...empty, ...loaded.values()].flat()))
    bytes.set(script, await bytesSent(app.url + script));
  const kilobytes = (scripts: string[]) =>
    [...new Set(scripts)].reduce((sum, script) => sum + (bytes.get(script) ?? NaN), 0) / 1024;
  expect(kilobytes(empty)).toBeGreaterThan(100);

  const tooHeavy = [...loaded]
    .map(([path, scripts]) => ({ path, over: kilobytes(scripts) - kilobytes(empty) }))
    .filter(({ path, over }) => !(over <= (path === "/dashboard" ? DASHBOARD_KB : BUDGET_KB)));
  expect(tooHeavy).toEqual([]);
});
