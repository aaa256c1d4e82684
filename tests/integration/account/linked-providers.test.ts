import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { admit } from "@/lib/auth/providers/accounts";
import { linkedProviders, linkProvider, unlinkProvider } from "@/lib/auth/providers/linked-providers";
import { beginSession, endSession, isOpen } from "@/lib/auth/sessions";
import type { Claim } from "@/lib/claim";
import { claimOf } from "../../support/claim";
import { until } from "../../support/integration";
import { queued } from "../../support/queued";
import { outcome } from "../workspaces/people";
import { later, useAccounts } from "./people";

const accounts = useAccounts();
beforeAll(() => {
  for (const name of ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"])
    process.env[name] = "of tests";
});

const at = (provider: string, providerAccountId: string = randomUUID()) => ({ provider, providerAccountId });
const waysOf = async ({ id }: { id: string }) => (await linkedProviders(id)).map(({ provider }) => provider);

/** Somebody with these providers, who is signed in. */
async function linked(providers: string[], options: { hasPassword?: boolean } = {}) {
  const user = await accounts().person(options);
  const claim = await claimOf(user.id);
  for (const provider of providers) await linkProvider(claim, at(provider), "en");
  return { user, claim };
}

const signedInBy = async (method: string, userId: string): Promise<Claim> => {
  const device = { deviceId: method, networkAddress: "192.0.2.1", userAgent: null };
  return { userId, sessionId: (await beginSession({ userId, method, ...device })) ?? "" };
};

describe("linking a provider", () => {
  test("lets the same person in there from now on, whatever the address is there", async () => {
    const { user, claim } = await linked([]);
    const since = later();
    const github = at("github");
    expect(await linkProvider(claim, github, "en")).toBe(true);
    expect(await linkProvider(claim, github, "en")).toBe(false);
    expect(await linkedProviders(user.id)).toEqual([{ provider: "github", since }]);
    const there = { ...github, name: "Ada", email: "another@example.com", emailVerified: false };
    expect(await admit(there, "en", () => Promise.resolve())).toBe(user.id);
  });

  test("takes an account from nobody, and an ended session links nothing", async () => {
    const [ada, bob] = [await linked([]), await linked([])];
    const github = at("github");
    await linkProvider(ada.claim, github, "en");
    expect(await outcome(linkProvider(bob.claim, github, "en"))).toBe("account_linked_elsewhere");
    await endSession(bob.claim);
    expect(await outcome(linkProvider(bob.claim, at("google"), "en"))).toBe("unauthenticated");
    expect([await waysOf(ada.user), await waysOf(bob.user)]).toEqual([["github"], []]);
  });

  test("of one account by two people at once links it to one of them", async () => {
    for (let round = 0; round < 10; round++) {
      const both = [await linked([]), await linked([])];
      const github = at("github");
      const results = await Promise.all(both.map(({ claim }) => outcome(linkProvider(claim, github, "en"))));
      expect(results.toSorted()).toEqual(["account_linked_elsewhere", "done"]);
      const ways = await Promise.all(both.map(({ user }) => waysOf(user)));
      expect(ways).toEqual(results.map((one) => (one === "done" ? ["github"] : [])));
    }
  });
});

describe("unlinking a provider", () => {
  test("ends the sessions that began there, but for the present one", async () => {
    const { user, claim } = await linked(["github", "google"]);
    const [here, there, other] = [
      await signedInBy("github", user.id),
      await signedInBy("github", user.id),
      await signedInBy("google", user.id),
    ];
    expect(await unlinkProvider(here, "github", "en")).toBe(true);
    expect(await Promise.all([here, there, other, claim].map(isOpen))).toEqual([true, false, true, true]);
    expect(await waysOf(user)).toEqual(["google"]);
    expect(await unlinkProvider(here, "github", "en")).toBe(false);
    expect(await outcome(unlinkProvider(there, "google", "en"))).toBe("unauthenticated");
  });

  test.each<[string, string[], { hasPassword: boolean }, string]>([
    ["with a password", ["github"], { hasPassword: true }, "done"],
    ["with another provider", ["github", "google"], { hasPassword: false }, "done"],
    ["with a provider that is no longer offered", ["github", "gitlab"], { hasPassword: false }, "last_way_in"],
    ["with nothing else", ["github"], { hasPassword: false }, "last_way_in"],
  ])("%s: %j", async (_, providers, options, result) => {
    const { user, claim } = await linked(providers, options);
    const other = await signedInBy("github", user.id);
    expect(await outcome(unlinkProvider(claim, "github", "en"))).toBe(result);
    expect((await waysOf(user)).includes("github")).toBe(result !== "done");
    expect(await isOpen(other)).toBe(result !== "done");
  });

  test("leaves who lost their address more than a password, which is nothing without one", async () => {
    const { user, claim } = await linked(["github"]);
    await accounts().database.pool.query(`UPDATE "user" SET email = NULL WHERE id = $1`, [user.id]);
    expect(await outcome(unlinkProvider(claim, "github", "en"))).toBe("last_way_in");
  });

  test("and another one at the same moment leaves one of both", async () => {
    const { user, claim } = await linked(["github", "google"], { hasPassword: false });
    const { pool } = accounts().database;
    const waiting = async () =>
      (
        await pool.query(
          "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%DELETE FROM account%'",
        )
      ).rows.length;
    // Both have begun, and have seen both providers, before either continues.
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query(`SELECT FROM "user" WHERE id = $1 FOR UPDATE`, [user.id]);
    const both = ["github", "google"].map((provider) => outcome(unlinkProvider(claim, provider, "en")));
    await until("both wait", async () => (await waiting()) === 2);
    await client.query("COMMIT");
    client.release();
    expect((await Promise.all(both)).toSorted()).toEqual(["done", "last_way_in"]);
    expect(await waysOf(user)).toHaveLength(1);
  });

  const device = { deviceId: "github", networkAddress: "192.0.2.1", userAgent: null };

  test("while somebody comes back from it begins no session", async () => {
    const { user, claim } = await linked([]);
    const github = at("github");
    await linkProvider(claim, github, "en");
    const comesBack = { userId: user.id, method: "github", ...device, providerAccountId: github.providerAccountId };
    expect(await beginSession(comesBack)).not.toBeNull();
    expect(await beginSession({ ...comesBack, providerAccountId: "another" })).toBeNull();
    await unlinkProvider(claim, "github", "en");
    expect(await beginSession(comesBack)).toBeNull();
  });

  test("ends a session that begins at the same moment", async () => {
    const { user, claim } = await linked([]);
    const github = at("github");
    await linkProvider(claim, github, "en");
    const { pool } = accounts().database;
    // The sign-in has looked at the account, and is held up before its session is there.
    await pool.query(`CREATE FUNCTION hold_session() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END'`);
    await pool.query(
      "CREATE TRIGGER hold_session BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION hold_session()",
    );
    const comesBack = { userId: user.id, method: "github", ...device, providerAccountId: github.providerAccountId };
    const [begun, unlinked] = await queued(
      pool,
      ["SELECT pg_advisory_xact_lock(4711)", []],
      [() => beginSession(comesBack), () => unlinkProvider(claim, "github", "en")],
    );
    await pool.query("DROP FUNCTION hold_session CASCADE");
    expect(unlinked).toBe(true);
    expect(await isOpen({ userId: user.id, sessionId: begun ?? "" })).toBe(false);
    expect(await isOpen(claim)).toBe(true);
  });
});
