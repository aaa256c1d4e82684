import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedApp, type TestApp } from "../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

/** The language of a page for these headers. */
async function languageAt(path: string, headers: Record<string, string>): Promise<string | undefined> {
  const answer = await app.anonymous().raw(path, { headers });
  expect([path, headers, answer.status]).toEqual([path, headers, 200]);
  if (path !== "/login") expect(answer.headers.get("vary")).toContain("Accept-Language, Cookie");
  return /<html lang="(\w+)"/.exec(await answer.text())?.[1];
}

// The shared page is chosen by patterns in next.config.mjs, others by the page itself: they must agree.
test.each(["/", "/pricing", "/pricing/", "/login"])("%s is in the language that weighs most", async (path) => {
  const expected: [string, Record<string, string>][] = [
    ["de", { "accept-language": "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7" }],
    ["en", { "accept-language": "en-US,en;q=0.9,de;q=0.8" }],
    ["de", { "accept-language": "en;q=0.4, de;q=0.9" }],
    ["de", { "accept-language": "en;q=0.85,de;q=0.86" }],
    ["de", { "accept-language": "en;q=0, *" }],
    ["en", { "accept-language": "de;q=0, *;q=0.1" }],
    ["en", { "accept-language": "de;q=0.5, *" }],
    ["de", { "accept-language": "en;q=2, DE;q=0.1" }],
    ["en", { "accept-language": "fr;q=0.1, zh" }],
    ["en", { "accept-language": "*" }],
    ["en", { "accept-language": "de;q=1;q=0" }],
    ["de", { "accept-language": "en;q=0.9, de;q=0.1", cookie: "language=de" }],
    ["en", { "accept-language": "en;q=0.1, de;q=0.9", cookie: "language=en" }],
    ["de", { "accept-language": "en;q=0.1, de;q=0.9", cookie: "language=tlh" }],
  ];
  for (const [language, headers] of expected)
    expect([headers, await languageAt(path, headers)]).toEqual([headers, language]);
});
