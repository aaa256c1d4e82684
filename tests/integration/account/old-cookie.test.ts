import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { userIdOf } from "../../support/billing";
import { plain, submit } from "../../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../../support/integration";
import { actions, callAction, endpoints, pages } from "../../support/ways-in";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const sessionsOf = async (email: string) =>
  (
    await app.database.pool.query<{ id: string; ended: boolean; method: string }>(
      `SELECT s.id, s.ended_at IS NOT NULL AS ended, s.method FROM session s JOIN "user" u ON u.id = s.user_id
       WHERE u.email = $1 ORDER BY s.created_at`,
      [email],
    )
  ).rows;

async function signOut(client: AppClient): Promise<number> {
  const { body } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
  const form = new URLSearchParams({ csrfToken: body.csrfToken, json: "true" });
  return (await client.raw("/api/auth/signout", { method: "POST", body: form })).status;
}

/** What every page, endpoint and action answers, without what is different each time. */
async function answersTo(client: AppClient) {
  const answers: Record<string, unknown> = {};
  const told = async (answer: Response) => [answer.status, answer.headers.get("location"), plain(await answer.text())];
  for (const { path } of [...pages(), ...endpoints()])
    for (const method of ["GET", "POST"]) {
      if (path.startsWith("/api/auth/")) continue;
      answers[`${method} ${path}`] = await told(await client.raw(path, { method, headers: { origin: app.url } }));
    }
  for (const action of actions()) {
    const answer = await callAction(client, action, {});
    answers[action.name] = [answer.status, answer.headers.get("x-action-redirect")];
  }
  return answers;
}

/** Somebody on two devices. */
async function onTwoDevices() {
  const person = newPerson();
  await app.anonymous().signUp(person);
  return { person, client: await app.signIn(person), other: await app.signIn(person) };
}

describe("a cookie whose session has ended is nothing, on any page, endpoint or action", () => {
  test("after signing out; the person's other devices stay signed in", async () => {
    const { person, client, other } = await onTwoDevices();
    const old = client.at(app.url);
    expect(await signOut(client)).toBe(200);
    expect((await sessionsOf(person.email)).map(({ ended }) => ended)).toEqual([true, false]);
    expect(await answersTo(old)).toEqual(await answersTo(app.anonymous()));
    expect((await old.get("/api/auth/session")).body).toEqual({});
    expect((await other.get("/api/workspaces/")).status).toBe(200);
    expect((await other.get<{ user: unknown }>("/api/auth/session")).body.user).toBeDefined();
  });

  test("after a sign-out from another device, a new password there, and the end of the account", async () => {
    const { person, client, other } = await onTwoDevices();
    const third = await app.signIn(person);
    const isOut = async (who: AppClient) => (await who.get("/api/workspaces/")).status === 401;
    const [, , session] = await sessionsOf(person.email);
    const done = async (button: string, fields: Record<string, string>) => {
      const { status, to } = await submit(client, "/account", button, fields);
      return [status, to];
    };
    expect(await done("Sign out Unknown device", { session: session?.id ?? "" })).toEqual([303, "/account?done=ended"]);
    expect([await isOut(third), await isOut(other), await isOut(client)]).toEqual([true, false, false]);
    const passwords = { present_password: person.password, new_password: "seven quiet herons" };
    expect(await done("Change password", passwords)).toEqual([303, "/account?done=password"]);
    expect([await isOut(other), await isOut(client)]).toEqual([true, false]);
    const end = { present_password: "seven quiet herons", known: "yes" };
    const old = client.at(app.url);
    expect(await done("Delete my account", end)).toEqual([303, "/login?done=deleted"]);
    expect(await answersTo(old)).toEqual(await answersTo(app.anonymous()));
    expect(await isOut(old)).toBe(true);
  });

  test("also where what is signed in it names another one's session, or none", async () => {
    const { person, other } = await onTwoDevices();
    const [session] = await sessionsOf(person.email);
    const bob = newPerson("Bob");
    await app.anonymous().signUp(bob);
    const withToken = async (token: Record<string, string | undefined>) => {
      const client = app.anonymous();
      client.keep(`next-auth.session-token=${await encode({ token, secret: app.env.NEXTAUTH_SECRET ?? "" })}`);
      return (await client.get("/api/workspaces/")).status;
    };
    expect(await withToken({ sub: await userIdOf(app, person.email), sid: session?.id })).toBe(200);
    expect(await withToken({ sub: await userIdOf(app, bob.email), sid: session?.id })).toBe(401);
    // The release before knew no sessions.
    expect(await withToken({ sub: await userIdOf(app, person.email) })).toBe(401);
    expect((await other.get("/api/workspaces/")).status).toBe(200);
  });
});
