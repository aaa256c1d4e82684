import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { falsify, priceOf, setRole, subscribe } from "../support/billing";
import { plain } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../support/integration";

let app: TestApp;
let client: AppClient & { person: { email: string } };
let workspace: string;
let subscription: string;
beforeAll(async () => {
  app = await sharedApp();
  client = await app.signUp();
  ({ workspaceId: workspace, subscriptionId: subscription } = await subscribe(
    app,
    client,
    await priceOf(app, "pro_month"),
  ));
});
afterAll(() => app?.stop());

async function htmlOf(language: string, who = client as AppClient): Promise<string> {
  const answer = await who.raw(`/dashboard?workspace=${workspace}`, { headers: { "accept-language": language } });
  return answer.text();
}

/** What the page says of what can be used, without the features themselves. */
async function reasonsIn(language: string): Promise<string[]> {
  const section = /<section aria-labelledby="features">([\s\S]*?)<\/section>/.exec(await htmlOf(language))?.[1] ?? "";
  const reasons = section.replaceAll(/<h2[\s\S]*?<\/h2>|<ul[\s\S]*?<\/ul>/g, "").replaceAll(/<\/?time[^>]*>/g, "");
  return [...reasons.matchAll(/<p[^>]*>([\s\S]*?)<\/p>/g)].map(([, said = ""]) => plain(said));
}

const [PAST, FUTURE] = ["2025-05-05T12:00:00Z", "2099-01-02T12:00:00Z"];
const NOTHING = { en: "No active features", de: "Keine aktiven Funktionen" };

describe("the dashboard says why something can be used and how long, or no longer", () => {
  test.each([
    ["status = 'active'", "Included in Pro", "In Pro enthalten"],
    [
      `status = 'active', cancel_at = '${FUTURE}'`,
      "Included in Pro until January 2, 2099",
      "In Pro enthalten bis zum 2. Januar 2099",
    ],
    ["status = 'trialing'", "Included in the free trial of Pro", "In der kostenlosen Testzeit von Pro enthalten"],
    [
      `status = 'trialing', trial_end = '${FUTURE}'`,
      "Included in the free trial of Pro until January 2, 2099",
      "In der kostenlosen Testzeit von Pro enthalten bis zum 2. Januar 2099",
    ],
    // Since when is not known, so no days are counted.
    ["status = 'past_due'", "Included in Pro (payment overdue)", "In Pro enthalten (Zahlung überfällig)"],
    [
      // The days of grace are 14.
      "status = 'past_due', status_since = '2098-12-19T12:00:00Z'",
      "Included in Pro until January 2, 2099 (payment overdue)",
      "In Pro enthalten bis zum 2. Januar 2099 (Zahlung überfällig)",
    ],
  ])("%s", async (columns, english, german) => {
    await stands(columns);
    expect(await reasonsIn("en")).toEqual([english]);
    expect(await reasonsIn("de")).toEqual([german]);
  });

  test.each([
    [`status = 'canceled', ended_at = '${PAST}'`, "Ended May 5, 2025", "Beendet am 5. Mai 2025"],
    ["status = 'paused'", "Ended", "Beendet"],
  ])("%s", async (columns, english, german) => {
    await stands(columns);
    expect(await reasonsIn("en")).toEqual([NOTHING.en, english]);
    expect(await reasonsIn("de")).toEqual([NOTHING.de, german]);
  });

  test("an override is shown beside the plan", async () => {
    await stands("status = 'active'");
    await app.database.pool.query(
      `INSERT INTO entitlement_override (id, workspace_id, feature_id, until, note, granted_by, granted_at)
       VALUES (gen_random_uuid(), $1, 'sso', '${FUTURE}', 'They wait', 'ada', '${PAST}')`,
      [workspace],
    );
    expect(await reasonsIn("en")).toEqual(
      expect.arrayContaining(["Included in Pro", "Granted by us until January 2, 2099"]),
    );
    expect(await reasonsIn("de")).toEqual(
      expect.arrayContaining(["In Pro enthalten", "Von uns freigeschaltet bis zum 2. Januar 2099"]),
    );
  });

  async function stands(columns: string): Promise<void> {
    await falsify(
      app,
      "UPDATE subscription SET trial_end = NULL, status_since = NULL, cancel_at = NULL, ended_at = NULL WHERE id = $1",
      [subscription],
    );
    await falsify(app, `UPDATE subscription SET ${columns} WHERE id = $1`, [subscription]);
  }
});

test("each invoice leads to its page and its file at Stripe, for owners and admins", async () => {
  const admin = await app.signUp(newPerson("Adam"));
  await setRole(app, admin.person.email, workspace, "admin");
  const { rows } = await app.database.pool.query<{ number: string; hosted_invoice_url: string; invoice_pdf: string }>(
    "SELECT number, hosted_invoice_url, invoice_pdf FROM invoice WHERE subscription_id = $1",
    [subscription],
  );
  expect(rows).toHaveLength(1);
  const [{ number = "", hosted_invoice_url = "", invoice_pdf = "" } = {}] = rows;
  expect(invoice_pdf).toMatch(/^http.*\/pdf/);
  for (const who of [client, admin]) {
    for (const [language, view] of [
      ["en", "View"],
      ["de", "Ansehen"],
    ] as const) {
      const table = /<table[\s\S]*<\/table>/.exec(await htmlOf(language, who))?.[0] ?? "";
      const links = [...table.matchAll(/<a href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href = "", text = ""]) => [
        plain(href),
        plain(text),
      ]);
      expect(links).toEqual([
        [hosted_invoice_url, `${view} ${number}`],
        [invoice_pdf, `PDF ${number}`],
      ]);
    }
  }
});
