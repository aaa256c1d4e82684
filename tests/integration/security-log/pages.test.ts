import { beforeAll, expect, test } from "vitest";
import { userIdOf } from "../../support/billing";
import { pageOf, plain } from "../../support/forms";
import { AppClient, newPerson, sharedApp, type TestApp, until } from "../../support/integration";
import { teamIn } from "../../support/team";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

/** The sentences of a page's list. */
const entriesOf = (html: string): string[] =>
  [...(/<ol[^>]*>(.*?)<\/ol>/s.exec(html)?.[1] ?? "").matchAll(/<li><p>(.*?)<\/p>/gs)].map(([, text = ""]) =>
    plain(text).trim(),
  );

const shown = async (client: AppClient, path: string) => {
  const { status, html } = await pageOf(client, path);
  return { status, html, entries: entriesOf(html) };
};

test("a person's page has the newest twenty entries; the log's own pages have all of them", async () => {
  const ada = await app.signUp(newPerson());
  const { email } = ada.person;
  for (let n = 0; n < 3; n++) await new AppClient(app.url).signIn({ email, password: "not the password" });
  await until("the failures to be counted", async () =>
    (await shown(ada, "/account/security")).entries.includes("Sign-in failed 3 times in one day"),
  );
  const { html, entries } = await shown(ada, "/account");
  expect(entries).toEqual([
    "Sign-in failed 3 times in one day",
    "Signed in with a password",
    "Workspace created: Ada's workspace",
    "Account created",
  ]);
  expect(html).not.toContain("See all entries");

  const id = await userIdOf(app, email);
  await app.database.pool.query(
    `INSERT INTO security_event (event, at, actor_id, user_id, about)
     SELECT 'address_change_asked', now() - n * interval '1 minute', $1, $1, jsonb_build_object('email', n || '@example.com')
     FROM generate_series(1, 110) n`,
    [id],
  );
  const account = await shown(ada, "/account");
  expect(account.entries).toHaveLength(20);
  expect(account.html).toContain('href="/account/security"');
  const seen: string[] = [];
  for (let path: string | undefined = "/account/security"; path; ) {
    const page = await shown(ada, path);
    seen.push(...page.entries);
    path = /href="(\/account\/security\?after=[^"]+)"[^>]*>Older entries/.exec(page.html)?.[1];
  }
  expect(seen).toHaveLength(114);
  expect(new Set(seen).size).toBe(114);
});

test("the log of a workspace is there for its owners alone, in their language", async () => {
  const { id, owner, admin, member, stranger } = await teamIn(app);
  const [adamsId, miasId] = [await userIdOf(app, admin.person.email), await userIdOf(app, member.person.email)];
  await app.database.pool.query(
    `INSERT INTO security_event (event, at, actor_id, user_id, workspace_id, network_address, about)
     VALUES ('role_changed', now(), $1, $2, $3, '192.0.2.9', '{"role": "admin", "workspace": "Team"}')`,
    [adamsId, miasId, id],
  );
  const path = `/workspaces/${id}/security`;
  const page = await shown(owner, path);
  expect([page.status, page.entries]).toEqual([200, ["Role of Mia in Team changed to Admin"]]);
  expect(plain(page.html)).toContain("by Adam, from 192.0.2.9");
  const german = await owner.raw(path, { headers: { "accept-language": "de" } });
  expect(entriesOf(await german.text())).toEqual(["Rolle von Mia in Team geändert (Verwaltung)"]);

  // Mia knows by whom, and not from where.
  const mias = plain((await shown(member, "/account/security")).html);
  expect(mias).toContain("Your role in Team changed to Admin");
  expect(mias).toContain("by Adam");
  expect(mias).not.toContain("192.0.2.9");

  const unknown = await shown(stranger, "/workspaces/00000000-0000-4000-8000-00000000000f/security");
  for (const client of [admin, member, stranger]) {
    const { status, html } = await shown(client, path);
    expect([status, plain(html).replaceAll(id, "")]).toEqual([
      404,
      plain(unknown.html).replaceAll("00000000-0000-4000-8000-00000000000f", ""),
    ]);
  }
  const signedOut = await app.anonymous().raw(path);
  expect([signedOut.status, signedOut.headers.get("location")]).toEqual([307, "/login"]);

  for (const linking of ["/workspaces", `/workspaces/${id}`]) {
    const links = async (client: AppClient) => (await shown(client, linking)).html.includes(`href="${path}"`);
    expect(await Promise.all([owner, admin, member].map(links))).toEqual([true, false, false]);
  }
});
