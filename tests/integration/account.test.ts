import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isKnownDevice } from "@/lib/auth/sessions";
import { disconnect } from "@/lib/db";
import { useSettings } from "../support/environment";
import { type Problem, userIdOf } from "../support/billing";
import { AppClient, newPerson, startApp, type TestApp } from "../support/integration";

/** Behind one proxy, so that a test may come from wherever it says. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: "1", SIGN_UPS_PER_HOUR: "200" } });
  useSettings(app);
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});

const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

async function answerToSignIn(client: AppClient, email: string, password: string, address: string): Promise<Response> {
  const { body: token } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
  const form = new URLSearchParams({ csrfToken: token.csrfToken, email, password, json: "true" });
  return client.raw("/api/auth/callback/credentials", {
    method: "POST",
    body: form,
    headers: { "x-forwarded-for": address },
  });
}

/** What a place with too many failures is told. */
const LIMITED = "rate_limited, again in 900 s";

/** Tries to sign in from an address, and answers NextAuth's error code or our own, or null. */
async function signIn(
  email: string,
  password: string,
  address: string,
  client = new AppClient(app.url),
): Promise<string | null> {
  let answer = await answerToSignIn(client, email, password, address);
  // A busy machine says so, and people come again.
  while (answer.status === 503) answer = await answerToSignIn(client, email, password, address);
  if (answer.status === 429) {
    const { code } = (await answer.json()) as Problem;
    return `${code}, again in ${answer.headers.get("retry-after")} s`;
  }
  const { url } = (await answer.json()) as { url: string };
  return new URL(url).searchParams.get("error");
}

test("what is sent to sign in is read up to a limit", async () => {
  for (const [type, body] of [
    ["application/json", JSON.stringify({ password: "x".repeat(20_000) })],
    ["application/x-www-form-urlencoded", `password=${"x".repeat(20_000)}`],
  ] as const) {
    const answer = await fetch(`${app.url}/api/auth/callback/credentials`, {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, "too_large"]);
  }
});

describe("signing up", () => {
  test("makes a user with a workspace of their own, and tells nothing of it", async () => {
    const person = newPerson("Grace");
    const { status, body } = await app.anonymous().post("/api/users/", person);
    expect([status, body]).toEqual([201, {}]);
    const client = await app.signIn(person);
    const { body: workspaces } = await client.get("/api/workspaces/");
    expect(workspaces).toEqual([
      { id: expect.any(String) as string, name: "Grace's workspace", role: "owner", external_id: null },
    ]);
  });

  test("with an address that is taken answers the very same, and changes nothing", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    const id = await userIdOf(app, person.email);
    const again = { ...person, email: ` ${person.email.toUpperCase()} `, password: "another-password", name: "Eve" };
    const { status, body } = await app.anonymous().post("/api/users/", again);
    expect([status, body]).toEqual([201, {}]);
    expect(await userIdOf(app, person.email)).toBe(id);
    await app.signIn(person);
    expect(await signIn(person.email, "another-password", "192.0.2.1")).not.toBeNull();
  });

  test("twenty times at once with one address makes one user", async () => {
    const person = newPerson();
    // On a busy machine some may be told to come again.
    const signUp = async (): Promise<number> => {
      const { status } = await app.anonymous().post("/api/users/", person);
      return status === 503 ? signUp() : status;
    };
    const statuses = await Promise.all(Array.from({ length: 20 }, signUp));
    expect(new Set(statuses)).toEqual(new Set([201]));
    const { rows } = await app.database.pool.query(`SELECT id FROM "user" WHERE email = $1`, [person.email]);
    expect(rows).toHaveLength(1);
  });

  test.each<[string, object, string[]]>([
    ["nothing", {}, ["email", "password"]],
    ["an address that is none", { email: "ada@", password: "long-enough" }, ["email"]],
    ["a short password", { email: "a@example.com", password: "short" }, ["password"]],
    ["an endless password", { email: "a@example.com", password: "x".repeat(201) }, ["password"]],
    ["a name that can't be stored", { name: "a\0b", email: "a@example.com", password: "long-enough" }, ["name"]],
    ["wrong types", { name: 1, email: 2, password: 3 }, ["name", "email", "password"]],
  ])("with %s is refused with one entry per field", async (_, body, fields) => {
    const answer = await app.anonymous().post<Problem>("/api/users/", body);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
    expect(answer.body.errors?.map((error) => error.field)).toEqual(fields);
  });

  test("from another site is refused", async () => {
    const { body } = await app
      .anonymous()
      .post<Problem>("/api/users/", newPerson(), { headers: { origin: "https://evil.example" } });
    expect(body.code).toBe("cross_origin");
  });

  test("is limited by where it comes from, and the client's own word does not change that", async () => {
    const limited = await startApp({ beside: app, env: { SIGN_UPS_PER_HOUR: "3" } });
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      const address = `203.0.113.${i}, 198.51.100.7`;
      statuses.push((await limited.anonymous().post("/api/users/", newPerson(), from(address))).status);
    }
    expect(statuses).toEqual([201, 201, 201, 429]);
    const refused = await limited.anonymous().post<Problem>("/api/users/", newPerson(), from("198.51.100.7"));
    expect(refused.body.code).toBe("rate_limited");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect((await limited.anonymous().post("/api/users/", newPerson(), from("198.51.100.8"))).status).toBe(201);
    await limited.stop();
  });
});

describe("signing in", () => {
  test("ten failures for one address from one place refuse that place, and nobody else", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    for (let i = 0; i < 9; i++) expect(await signIn(person.email, "wrong", "192.0.2.1")).toBe("CredentialsSignin");
    // A success is no failure: it takes nothing.
    expect(await signIn(person.email, person.password, "192.0.2.1")).toBeNull();
    expect(await signIn(person.email, "wrong", "192.0.2.1")).toBe("CredentialsSignin");
    expect(await signIn(person.email, person.password, "192.0.2.1")).toBe(LIMITED);
    expect(await signIn(person.email.toUpperCase(), person.password, "192.0.2.1:4711")).toBe(LIMITED);
    expect(await signIn(person.email, person.password, "192.0.2.2")).toBeNull();
  });

  test("wrong passwords from everywhere slow a sign-in down, and never shut it; a device that is known isn't slowed", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    const home = new AppClient(app.url);
    expect(await signIn(person.email, person.password, "198.18.0.1", home)).toBeNull();
    const guess = (n: number) => signIn(person.email, "wrong", `203.0.113.${n}`);
    for (let n = 0; n < 3; n++) await Promise.all(Array.from({ length: 10 }, (_, i) => guess(n * 10 + i)));

    const slow = performance.now();
    expect(await signIn(person.email, person.password, "198.18.0.2")).toBeNull();
    expect(performance.now() - slow).toBeGreaterThan(1_400);
    const { rows } = await app.database.pool.query<{ failures: number }>(
      "SELECT cardinality(hits) AS failures FROM rate_counter WHERE key = $1",
      [`sign-in as ${person.email}`],
    );
    expect(rows).toEqual([{ failures: 30 }]);
    // On its own device it is as if nobody had guessed, also where the guesses came from.
    for (let i = 0; i < 60; i++) await signIn(`nobody-${i}@example.com`, "wrong", "198.18.0.1");
    expect(await signIn(person.email, person.password, "198.18.0.1")).toBe(LIMITED);
    const quick = performance.now();
    expect(await signIn(person.email, person.password, "198.18.0.1", home)).toBeNull();
    expect(performance.now() - quick).toBeLessThan(1_400);
    // The device is no way to guess on: it has ten tries of its own, and is known for nobody else.
    const other = newPerson();
    await app.anonymous().post("/api/users/", other);
    expect(await signIn(other.email, other.password, "198.18.0.1", home)).toBe(LIMITED);
    for (let i = 0; i < 10; i++)
      expect(await signIn(person.email, "wrong", "198.18.0.9", home)).toBe("CredentialsSignin");
    expect(await signIn(person.email, person.password, "198.18.0.9", home)).toBe(LIMITED);
  });

  test("a device's cookie is ours alone: scripts can't read it, and a made-up one is none", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    const device = new AppClient(app.url);
    const answer = await answerToSignIn(device, person.email, person.password, "198.18.1.1");
    const set = answer.headers.getSetCookie().find((one) => one.startsWith("known-device="));
    expect(set).toMatch(/; HttpOnly/i);
    expect(set).toMatch(/; SameSite=Lax/i);
    const id = /known-device=([^;]+)/.exec(device.cookieHeader())?.[1] ?? "";
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(await isKnownDevice(person.email, id)).toBe(true);
    for (const one of [`${id.slice(1)}A`, id.slice(1), `${id}A`, ""])
      expect([one, await isKnownDevice(person.email, one)]).toEqual([one, false]);
    expect(await isKnownDevice(`x${person.email}`, id)).toBe(false);
  });

  test("fifty failures from one network address shut it, for any address; others are not touched", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    const guesses = Array.from({ length: 60 }, () => signIn("nobody at all", "wrong", "198.51.100.50"));
    const errors = await Promise.all(guesses);
    expect(errors.filter((error) => error === "CredentialsSignin")).toHaveLength(50);
    expect(await signIn(person.email, person.password, "198.51.100.50")).toBe(LIMITED);
    expect(await signIn(person.email, person.password, "198.51.100.51")).toBeNull();
  });

  test("an address that nobody has is answered like a wrong password", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    expect(await signIn(`nobody-${person.email}`, "wrong", "192.0.2.200")).toBe(
      await signIn(person.email, "wrong", "192.0.2.200"),
    );
  });

  test("the session's cookie is out of scripts' reach and stays on this site, and signing out ends it", async () => {
    const person = newPerson();
    await app.anonymous().post("/api/users/", person);
    const client = await app.signIn(person);
    const answer = await client.raw("/api/auth/session");
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith("next-auth.session-token="));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const { body: token } = await client.get<{ csrfToken: string }>("/api/auth/csrf");
    const form = new URLSearchParams({ csrfToken: token.csrfToken, json: "true" });
    expect((await client.raw("/api/auth/signout", { method: "POST", body: form })).status).toBe(200);
    expect((await client.get("/api/workspaces/")).status).toBe(401);
  });
});
