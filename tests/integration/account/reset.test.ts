import { describe, expect, test } from "vitest";
import { checkCredentials } from "@/lib/auth/credentials";
import { linkedProviders, linkProvider } from "@/lib/auth/providers/linked-providers";
import { linkIdIn, tokenOf } from "@/lib/auth/links/links";
import { changePassword, confirmPassword } from "@/lib/auth/passwords/password-change";
import { resetPassword } from "@/lib/auth/links/reset";
import { findResetLink, makeResetLink } from "@/lib/auth/links/reset-link";
import { isOpen } from "@/lib/auth/sessions";
import { claimOf } from "../../support/claim";
import { outcome } from "../workspaces/people";
import { insist, later, PASSWORD, useAccounts } from "./people";

const accounts = useAccounts();

const NEW = "seven quiet herons";
const origin = { networkAddress: "192.0.2.1", deviceId: null };
const opens = async (email: string, password: string) =>
  (await insist(() => checkCredentials(email, password, origin))) !== null;

async function tokenFor(email: string): Promise<string> {
  const link = await makeResetLink(email, "olga");
  return link?.split("/").at(-1) ?? "";
}

describe("a link to set a new password", () => {
  test("sets it once, and ends every session", async () => {
    const ada = await accounts().person();
    const claim = await claimOf(ada.id);
    const token = await tokenFor(ada.email);
    expect(await findResetLink(token)).toBe(ada.email);
    expect(await resetPassword(token, NEW)).toBe(ada.id);
    expect([await opens(ada.email, PASSWORD), await opens(ada.email, NEW)]).toEqual([false, true]);
    expect(await isOpen(claim)).toBe(false);
    expect(await findResetLink(token)).toBeNull();
    expect(await outcome(resetPassword(token, "another quiet heron"))).toBe("link_not_valid");
    expect(await opens(ada.email, NEW)).toBe(true);
  });

  test("also for who only ever used a provider; and who reads the mail has confirmed the address", async () => {
    const ada = await accounts().person({ hasPassword: false });
    await resetPassword(await tokenFor(ada.email), NEW);
    expect(await opens(ada.email, NEW)).toBe(true);
    const { rows } = await accounts().database.pool.query(`SELECT email_verified AS at FROM "user" WHERE id = $1`, [
      ada.id,
    ]);
    expect(rows).toEqual([{ at: expect.any(Date) as Date }]);
  });

  test.each([
    [false, []],
    [true, ["github"]],
  ])("of an address that was confirmed before (%s) leaves the providers %j", async (confirmed, left) => {
    const ada = await accounts().person();
    const { pool } = accounts().database;
    // Without mail nobody has to confirm an address first.
    const there = { provider: "github", providerAccountId: ada.id };
    await linkProvider(await claimOf(ada.id), there, "en");
    if (confirmed) await pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
    await resetPassword(await tokenFor(ada.email), NEW);
    expect((await linkedProviders(ada.id)).map(({ provider }) => provider)).toEqual(left);
  });

  test("is void after 30 minutes, when another one was used, and when the address is another one", async () => {
    const [ada, bob] = [await accounts().person(), await accounts().person()];
    later();
    const [first, second, bobs] = [await tokenFor(ada.email), await tokenFor(ada.email), await tokenFor(bob.email)];
    later(30 * 60 - 1);
    expect(await findResetLink(first)).toBe(ada.email);
    await resetPassword(second, NEW);
    expect(await outcome(resetPassword(first, "another quiet heron"))).toBe("link_not_valid");
    expect(await findResetLink(bobs)).toBe(bob.email);
    await accounts().database.pool.query(`UPDATE "user" SET email = $2 WHERE id = $1`, [bob.id, `new-${bob.email}`]);
    expect(await outcome(resetPassword(bobs, NEW))).toBe("link_not_valid");
    const third = await tokenFor(ada.email);
    later(30 * 60);
    expect(await outcome(resetPassword(third, "another quiet heron"))).toBe("link_not_valid");
  });

  test("is none that we didn't make, and the database holds nothing that makes one", async () => {
    const ada = await accounts().person();
    const token = await tokenFor(ada.email);
    const id = linkIdIn("password_reset", token) ?? "";
    const [, signature = ""] = token.split(".");
    for (const made of [
      id,
      `${id}.`,
      `${id}.${signature}x`,
      `${id}.${signature.slice(1)}`,
      `${id}.${signature}.`,
      "done",
      "",
    ])
      expect([made, await findResetLink(made)]).toEqual([made, null]);
    const { rows } = await accounts().database.pool.query("SELECT to_json(l)::text AS row FROM one_time_link l");
    expect(JSON.stringify(rows)).not.toContain(signature);
    expect(token).toBe(tokenOf("password_reset", id));
  });

  test("keeps what it was when the password is refused", async () => {
    const ada = await accounts().person();
    const token = await tokenFor(ada.email);
    for (const bad of ["short", "password1", ada.email])
      expect(await outcome(resetPassword(token, bad))).toBe("password_refused");
    expect(await resetPassword(token, NEW)).toBe(ada.id);
  });

  test("of an address that nobody has is none", async () => {
    expect(await makeResetLink("nobody-at-all@example.com", "olga")).toBeNull();
  });

  test("one of many that are used at once sets the password, by the same link or by several", async () => {
    for (let round = 0; round < 5; round++) {
      const ada = await accounts().person();
      const tokens = await Promise.all([tokenFor(ada.email), tokenFor(ada.email)]);
      const tries = [...tokens, ...tokens].map((token, n) => [token, `quiet heron ${round} ${n}`] as const);
      const results = await Promise.all(
        tries.map(([token, password]) => outcome(insist(() => resetPassword(token, password)))),
      );
      expect(results.filter((one) => one === "done")).toHaveLength(1);
      const open = await Promise.all(tries.map(([, password]) => opens(ada.email, password)));
      expect(open).toEqual(results.map((one) => one === "done"));
    }
  });
});

describe("changing a password", () => {
  test("takes the present one, and signs out everywhere else", async () => {
    const ada = await accounts().person();
    const [here, there] = [await claimOf(ada.id), await claimOf(ada.id)];
    expect(await outcome(changePassword(here, "wrong", NEW))).toBe("wrong_password");
    expect(await outcome(changePassword(here, PASSWORD, "password1"))).toBe("password_refused");
    expect(await opens(ada.email, PASSWORD)).toBe(true);
    await changePassword(here, PASSWORD, NEW);
    expect([await isOpen(here), await isOpen(there)]).toEqual([true, false]);
    expect([await opens(ada.email, PASSWORD), await opens(ada.email, NEW)]).toEqual([false, true]);
    expect(await outcome(changePassword(there, NEW, "another quiet heron"))).toBe("unauthenticated");
  });

  test("can't be used to guess it", async () => {
    const ada = await accounts().person();
    const claim = await claimOf(ada.id);
    for (let n = 0; n < 10; n++) expect(await outcome(confirmPassword(claim, `guess ${n}`))).toBe("wrong_password");
    expect(await outcome(confirmPassword(claim, PASSWORD))).toBe("rate_limited");
    expect(await outcome(changePassword(claim, PASSWORD, NEW))).toBe("rate_limited");
    // A session that was stolen holds up its thief alone.
    await changePassword(await claimOf(ada.id), PASSWORD, NEW);
    expect(await isOpen(claim)).toBe(false);
  });

  test("without one takes a fresh sign-in", async () => {
    const ada = await accounts().person({ hasPassword: false });
    later();
    const claim = await claimOf(ada.id);
    later(15 * 60 + 1);
    expect(await outcome(changePassword(claim, "", NEW))).toBe("sign_in_again");
    expect(await outcome(confirmPassword(claim, ""))).toBe("sign_in_again");
    const fresh = await claimOf(ada.id);
    await changePassword(fresh, "", NEW);
    expect([await opens(ada.email, NEW), await isOpen(claim), await isOpen(fresh)]).toEqual([true, false, true]);
  });

  test("at the same moment as a reset leaves one of both passwords, and no session of before a reset", async () => {
    for (let round = 0; round < 5; round++) {
      const ada = await accounts().person();
      const [claim, token] = [await claimOf(ada.id), await tokenFor(ada.email)];
      const [changed, reset] = await Promise.all([
        outcome(insist(() => changePassword(claim, PASSWORD, "the changed heron"))),
        outcome(insist(() => resetPassword(token, "the reset heron"))),
      ]);
      expect(reset).toBe("done");
      expect(["done", "wrong_password", "unauthenticated"]).toContain(changed);
      expect(await isOpen(claim)).toBe(false);
      const open = [await opens(ada.email, "the changed heron"), await opens(ada.email, "the reset heron")];
      expect(open.filter(Boolean)).toHaveLength(1);
      if (changed !== "done") expect(open).toEqual([false, true]);
    }
  });
});
