/** Linking an account at a provider over HTTP: who may, and what others try. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageOf, plain, submit } from "../../support/forms";
import { type AppClient, type Person, startApp, type TestApp } from "../../support/integration";
import { type SignInProvider, startProvider, type Visitor } from "../../support/provider";
import { comeBack, signInVisit, visitTo } from "../../support/visits";

let provider: SignInProvider;
let app: TestApp;
beforeAll(async () => {
  provider = await startProvider();
  app = await startApp({ env: provider.settings });
});
afterAll(async () => {
  await app?.stop();
  await provider?.stop();
});

let count = 0;
const visitor = (): Visitor => ({
  id: ++count,
  name: "Ada Byron",
  email: `there-${randomUUID()}@example.com`,
  verified: true,
});

test.each(["GitHub", "Google"])("%s is linked and unlinked, and each leaves a line in the log", async (name) => {
  const ada = await app.signUp();
  provider.visitor = visitor();
  expect(await comeBack(ada, await visitTo(ada, provider, name))).toBe("/account?done=linked");
  const password = { present_password: ada.person.password };
  expect((await submit(ada, "/account", `Unlink ${name}`, password)).to).toBe("/account?done=unlinked");
  for (const event of ["added", "removed"])
    expect(app.logs()).toMatch(new RegExp(`"audit": ?"sign_in_method_${event}".*"method": ?"${name.toLowerCase()}"`));
});

test("who has nothing else can't unlink, and has to have signed in just now", async () => {
  provider.visitor = visitor();
  const ada = app.anonymous();
  await comeBack(ada, await signInVisit(ada, provider));
  expect(plain((await pageOf(ada, "/account")).html)).toContain("Your only way to sign in.");
  await expect(submit(ada, "/account", "Unlink GitHub")).rejects.toThrow("no form");
  await app.database.pool.query(
    `UPDATE session SET created_at = now() - interval '16 minutes' WHERE user_id = (SELECT id FROM "user" WHERE email = $1)`,
    [provider.visitor.email],
  );
  const refused = await submit(ada, "/account", "Link Google");
  expect(plain(refused.html)).toContain("Sign out and back in first");
  expect(ada.cookieHeader()).not.toContain("linking=");
});

describe("nobody links an account to somebody else's user", () => {
  const linksOf = async ({ person }: { person: Person }) => {
    const { rows } = await app.database.pool.query<{ provider: string }>(
      `SELECT provider FROM account a JOIN "user" u ON u.id = a.user_id WHERE u.email = $1`,
      [person.email],
    );
    return rows.length;
  };
  const isStill = async (client: AppClient, email: string) =>
    expect(plain((await pageOf(client, "/account")).html)).toContain(`Signed in as ${email}`);

  test("by a form of another site, or without a proof", async () => {
    const victim = await app.signUp();
    provider.visitor = visitor();
    const password = { present_password: victim.person.password };
    const foreign = await submit(victim, "/account", "Link GitHub", password, { origin: "https://evil.example" });
    expect([foreign.status, foreign.to]).toEqual([403, null]);
    for (const wrong of ["", "not the password"]) {
      const refused = await submit(victim, "/account", "Link GitHub", { present_password: wrong });
      expect([refused.to, plain(refused.html)]).toEqual([null, expect.stringContaining("not your current password")]);
    }
    expect(victim.cookieHeader()).not.toContain("linking=");
  });

  test("by sending them the end of another visit, with or without its cookies", async () => {
    const [attacker, victim] = [await app.signUp(), await app.signUp()];
    provider.visitor = visitor();
    const theirs = await visitTo(attacker, provider);
    expect(await comeBack(victim.at(app.url), theirs)).toBe("/api/auth/error?error=OAuthCallback");
    // The victim is about to link an account, too.
    await visitTo(victim, provider);
    expect(await comeBack(victim.at(app.url), theirs)).toBe("/api/auth/error?error=OAuthCallback");
    const tossed = victim.at(app.url);
    for (const cookie of attacker.cookieHeader().split("; ")) if (!/session-token/.test(cookie)) tossed.keep(cookie);
    expect(await comeBack(tossed, theirs)).toBe("/account?refused=unauthenticated");
    await isStill(tossed, victim.person.email);
    expect([await linksOf(attacker), await linksOf(victim)]).toEqual([0, 0]);
  });

  test("by signing in as somebody else in between, or by a visit that was to sign in", async () => {
    const [ada, bob] = [await app.signUp(), await app.signUp()];
    provider.visitor = visitor();
    const visit = await visitTo(ada, provider);
    await ada.signIn(bob.person);
    expect(await comeBack(ada, visit)).toBe("/account?refused=unauthenticated");
    await isStill(ada, bob.person.email);
    // It is over: the same end again isn't even that.
    expect(await comeBack(ada, visit)).toBe("/api/auth/error?error=OAuthCallback");

    await visitTo(bob, provider);
    expect(await comeBack(bob, await signInVisit(bob, provider))).not.toMatch(/^\/account\?/);
    await isStill(bob, provider.visitor.email);
    expect([await linksOf(ada), await linksOf(bob)]).toEqual([0, 0]);
  });
});
