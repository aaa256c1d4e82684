import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { falsify, priceOf, type Problem, subscribe } from "../../support/billing";
import { plain } from "../../support/forms";
import { type AppClient, sharedApp, type TestApp } from "../../support/integration";

/** What a gate and an endpoint say to a workspace that had a feature, by what became of its plan. */
let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

const ON = "2025-05-05T12:00:00Z";
const DAY = { en: "May 5, 2025", de: "5. Mai 2025" };
const LANGUAGES = ["en", "de"] as const;

async function htmlOf(client: AppClient, path: string, language: string): Promise<string> {
  const answer = await client.raw(path, { headers: { "accept-language": language } });
  return (await answer.text()).replaceAll(/<\/?(time|span)[^>]*>|<!--.*?-->/g, "");
}

async function businessWith(columns: string): Promise<{ client: AppClient; workspace: string }> {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "business_month"));
  await falsify(app, `UPDATE subscription SET ${columns} WHERE id = $1`, [subscriptionId]);
  return { client, workspace: workspaceId };
}

type Refused = Problem & { feature?: string; upgrade?: object; resume?: object };
const csv = async (client: AppClient, workspace: string) =>
  (await client.get<Refused>(`/api/workspaces/audit-log/?workspace_id=${workspace}`)).body;

const PAYMENT = {
  en: `Business stopped on ${DAY.en}, because a payment is overdue. Audit log comes back as soon as it goes through.`,
  de: `Business ruht seit dem ${DAY.de}, weil eine Zahlung überfällig ist. Protokoll kommt wieder, sobald sie eingeht.`,
};
const CARD = {
  en: `The free trial of Business ended on ${DAY.en} without a card, so Audit log is paused with it. Add a card to continue.`,
  de: `Die kostenlose Testzeit von Business endete am ${DAY.de} ohne Karte, deshalb ruht damit auch Protokoll. Fügen Sie eine Karte hinzu, um weiterzumachen.`,
};
const paymentDetail = `A payment failed, and the time to settle it ended on ${DAY.en}. Business comes back as soon as the payment goes through, and Audit log with it.`;

describe("a plan that has stopped is not offered to who has it: the gate leads to what brings it back", () => {
  test.each([
    ["unpaid", `status = 'unpaid', status_since = '${ON}'`, PAYMENT, paymentDetail],
    // The days of grace are 14.
    ["past due for too long", "status = 'past_due', status_since = '2025-04-21T12:00:00Z'", PAYMENT, paymentDetail],
    [
      "paused",
      `status = 'paused', status_since = '${ON}'`,
      CARD,
      `The trial ended on ${DAY.en}. Business is paused until a card is added, and Audit log with it.`,
    ],
  ])("%s", async (_, columns, sentences, detail) => {
    const { client, workspace } = await businessWith(columns);
    const href = `${app.url}/dashboard?workspace=${workspace}#billing`;
    for (const language of LANGUAGES) {
      const html = await htmlOf(client, `/workspaces/${workspace}/audit-log`, language);
      const link = `<a href="${href}">${{ en: "See what to do", de: "Ansehen, was zu tun ist" }[language]}</a>`;
      expect(html).toContain(`${sentences[language]} ${link}`);
      expect(await htmlOf(client, `/dashboard?workspace=${workspace}`, language)).toContain('<section id="billing"');
      expect(plain(html)).not.toMatch(/is part of|enthalten/);
    }
    const refused = await csv(client, workspace);
    expect(refused).toMatchObject({
      status: 402,
      code: "feature_not_included",
      feature: "audit",
      detail,
      resume: { plan: "Business", href },
    });
    expect(refused).not.toHaveProperty("upgrade");
  });
});

describe("of what is over it is said that it ended, and which plan has it", () => {
  test.each([
    [
      "a plan",
      `status = 'canceled', ended_at = '${ON}', trial_end = NULL`,
      { en: `Business ended on ${DAY.en}.`, de: `Business endete am ${DAY.de}.` },
      `The plan ended on ${DAY.en}.`,
    ],
    [
      "a trial",
      `status = 'canceled', ended_at = '${ON}', trial_end = '${ON}'`,
      {
        en: `The free trial of Business ended on ${DAY.en}.`,
        de: `Die kostenlose Testzeit von Business endete am ${DAY.de}.`,
      },
      `The trial ended on ${DAY.en}.`,
    ],
  ])("%s", async (_, columns, ended, detail) => {
    const { client, workspace } = await businessWith(columns);
    await expectOffered(client, workspace, ended, detail);
  });

  test("an override", async () => {
    const client = await app.signUp();
    const { workspaceId } = await subscribe(app, client, await priceOf(app, "starter_month"));
    await falsify(
      app,
      `INSERT INTO entitlement_override (id, workspace_id, feature_id, until, note, granted_by, granted_at)
       VALUES (gen_random_uuid(), $1, 'audit', '${ON}', 'They move', 'ada', '2025-05-01T12:00:00Z')`,
      [workspaceId],
    );
    const ended = { en: `What we granted ended on ${DAY.en}.`, de: `Was wir gewährt haben, endete am ${DAY.de}.` };
    await expectOffered(client, workspaceId, ended, `What was granted ended on ${DAY.en}.`);
  });

  async function expectOffered(
    client: AppClient,
    workspace: string,
    ended: { en: string; de: string },
    detail: string,
  ): Promise<void> {
    const href = `${app.url}/pricing?workspace=${workspace}`;
    const offer = {
      en: `Audit log is part of Business. <a href="${href}">See the plans</a>`,
      de: `Protokoll ist in Business enthalten. <a href="${href}">Tarife ansehen</a>`,
    };
    for (const language of LANGUAGES) {
      expect(await htmlOf(client, `/workspaces/${workspace}/audit-log`, language)).toContain(
        `${ended[language]} ${offer[language]}`,
      );
    }
    const refused = await csv(client, workspace);
    expect(refused).toMatchObject({
      status: 402,
      detail: `${detail} Audit log is part of Business.`,
      upgrade: { plan: "Business", href },
    });
    expect(refused).not.toHaveProperty("resume");
  }
});
