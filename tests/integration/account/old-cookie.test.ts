import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setClock } from "@/lib/clock";
import { disconnect } from "@/lib/db";
import { endAllBut, endOther, isKnownDevice, isOpen, listSessions } from "@/lib/auth/sessions";
import type { Claim } from "@/lib/claim";
import { userIdOf } from "../../support/billing";
import { claimOf } from "../../support/claim";
import { useSettings } from "../../support/environment";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../../support/integration";
import { actions, callAction, endpoints, pages } from "../../support/ways-in";

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
  useSettings(app);
});
afterAll(async () => {
  setClock(null);
  await disconnect();
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
  const told = async (answer: Response) => [
    answer.status,
    answer.headers.get("location"),
    (await answer.text()).length,
  ];
  for (const { path } of [...pages(), ...endpoints()])
    for (const method of ["GET", "POST"]) {
      if (path.startsWith("/api/auth/")) continue;
      answers[`${method} ${path}`] = await told(await client.raw(path, { method, headers: { origin: app.url } }));
    }
  for (const action of actions()) answers[action.name] = await told(await callAction(client, action, {}));
  return answers;
}

describe("a cookie whose session has ended is nothing", () => {
  test("on any page, endpoint or action, after signing out; the others of the person stay", async () => {
    const person = newPerson();
    await app.anonymous().signUp(person);
    const client = await app.signIn(person);
    const other = await app.signIn(person);
    const old = client.at(app.url);
    expect(await signOut(client)).toBe(200);
    expect((await sessionsOf(person.email)).map(({ ended }) => ended)).toEqual([true, false]);
    const [asStranger, withOld] = [await answersTo(app.anonymous()), await answersTo(old)];
    expect(withOld).toEqual(asStranger);
    expect((await old.get("/api/auth/session")).body).toEqual({});
    expect((await other.get("/api/workspaces/")).status).toBe(200);
    expect((await other.get<{ user: unknown }>("/api/auth/session")).body.user).toBeDefined();
  });
});
