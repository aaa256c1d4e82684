import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { randomUUID } from "node:crypto";
import { askForMailLink } from "@/lib/auth/links/ask-for-mail-link";
import { checkCredentials } from "@/lib/auth/credentials";
import { unlinkProvider } from "@/lib/auth/providers/linked-providers";
import { linkIdIn } from "@/lib/auth/links/links";
import { findSignInLink, mailSignInLinks, redeemSignInLink } from "@/lib/auth/links/mail-link";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { resetPassword } from "@/lib/auth/links/reset";
import { findResetLink, makeResetLink } from "@/lib/auth/links/reset-link";
import { isOpen } from "@/lib/auth/sessions";
import { setClock } from "@/lib/clock";
import { claimOf } from "../../support/claim";
import { linksIn } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";
import { outcome } from "../workspaces/people";
import { insist, later, PASSWORD } from "./people";

let outbox: Outbox;
let hash: string;
beforeAll(async () => {
  outbox = await startOutbox();
  process.env.SIGN_IN_BY_MAIL = "true";
  hash = await hashPassword(PASSWORD);
});
afterEach(() => setClock(null));
afterAll(() => outbox?.stop());

const query = async <Row extends object>(text: string, values: unknown[]): Promise<Row[]> =>
  (await outbox.database.pool.query<Row>(text, values)).rows;

async function person(confirmed = true) {
  const [id, email] = [randomUUID(), outbox.newAddress()];
  await query(`INSERT INTO "user" (id, name, email, email_verified) VALUES ($1, 'Ada', $2, $3)`, [
    id,
    email,
    confirmed ? new Date() : null,
  ]);
  await query("INSERT INTO password_credential (user_id, hash) VALUES ($1, $2)", [id, hash]);
  return { id, email };
}

/** Asks for a link and reads it in the mail, the newest one. */
async function tokenFor(email: string): Promise<string> {
  await mailSignInLinks(email, "en");
  await outbox.send();
  const [mail] = outbox.mailbox.mailTo(email);
  return (
    (mail ? linksIn(mail) : [])
      .find((link) => link.includes("/sign-in-by-mail/"))
      ?.split("/")
      .at(-1) ?? ""
  );
}

const opens = async (email: string) =>
  (await insist(() => checkCredentials(email, PASSWORD, { networkAddress: "192.0.2.1", deviceId: null }))) !== null;

describe("a link by mail", () => {
  test("comes in the language of who asked, signs in once, and leaves password and sessions as they are", async () => {
    const ada = await person();
    const claim = await claimOf(ada.id);
    later();
    await askForMailLink(ada.email, "de");
    await outbox.send();
    // Making it takes time, which the answer would tell.
    expect(outbox.mailbox.mailTo(ada.email)).toEqual([]);
    later(1);
    await outbox.send();
    expect(outbox.mailbox.mailTo(ada.email)).toMatchObject([{ subject: "Ihr Link zum Anmelden" }]);
    const token = await tokenFor(ada.email);
    expect(await findSignInLink(token)).toEqual({ email: ada.email, isConfirmed: true, hasPassword: true });
    expect(await redeemSignInLink(token)).toBe(ada.id);
    expect([await findSignInLink(token), await redeemSignInLink(token)]).toEqual([null, null]);
    expect([await opens(ada.email), await isOpen(claim)]).toEqual([true, true]);
  });

  test.each([
    [true, "done"],
    [false, "last_way_in"],
  ])("to a confirmed address (%s) is a way in, so the only provider can be unlinked: %s", async (confirmed, result) => {
    const ada = await person(confirmed);
    await query("DELETE FROM password_credential WHERE user_id = $1", [ada.id]);
    await query(
      `INSERT INTO account (id, user_id, type, provider, provider_account_id) VALUES (gen_random_uuid(), $1, 'oauth', 'github', $2)`,
      [ada.id, ada.email],
    );
    expect(await outcome(unlinkProvider(await claimOf(ada.id), "github", "en"))).toBe(result);
  });

  test("to an address that nobody had confirmed takes the account's other ways in, and tells each", async () => {
    const ada = await person(false);
    await query(
      `INSERT INTO account (id, user_id, type, provider, provider_account_id) VALUES (gen_random_uuid(), $1, 'oauth', 'github', $2)`,
      [ada.id, ada.email],
    );
    expect(await redeemSignInLink(await tokenFor(ada.email), "de")).toBe(ada.id);
    await outbox.send();
    expect(outbox.mailbox.mailTo(ada.email).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        "Sie können sich nicht mehr mit GitHub anmelden",
        "Sie können sich nicht mehr mit Ihrem Passwort anmelden",
      ]),
    );
    // Whose address is confirmed keeps them, and gets no such mail.
    const bob = await person();
    await redeemSignInLink(await tokenFor(bob.email), "de");
    await outbox.send();
    expect(outbox.mailbox.mailTo(bob.email).map(({ subject }) => subject)).toHaveLength(1);
  });

  test("is void after 15 minutes, and when another one, or a link to reset the password, was used", async () => {
    const [ada, bob] = [await person(), await person()];
    later();
    const [first, second, bobs] = [await tokenFor(ada.email), await tokenFor(ada.email), await tokenFor(bob.email)];
    later(15 * 60 - 1);
    expect(await findSignInLink(first)).not.toBeNull();
    expect(await redeemSignInLink(second)).toBe(ada.id);
    expect(await redeemSignInLink(first)).toBeNull();
    const reset = (await makeResetLink(bob.email, "olga"))?.split("/").at(-1) ?? "";
    await resetPassword(reset, "seven quiet herons");
    expect(await redeemSignInLink(bobs)).toBeNull();
    const third = await tokenFor(ada.email);
    later(15 * 60);
    expect(await redeemSignInLink(third)).toBeNull();
  });

  test("works while the address is the account's, and for nobody else who has it by then", async () => {
    const ada = await person();
    const token = await tokenFor(ada.email);
    await query(`UPDATE "user" SET email = $2 WHERE id = $1`, [ada.id, outbox.newAddress()]);
    await query(`INSERT INTO "user" (id, email, email_verified) VALUES ($1, $2, now())`, [randomUUID(), ada.email]);
    expect([await findSignInLink(token), await redeemSignInLink(token)]).toEqual([null, null]);
  });

  test("is of its own kind, made by us, and nothing in the database makes one", async () => {
    const ada = await person();
    const token = await tokenFor(ada.email);
    const [id = "", signature = ""] = token.split(".");
    expect([linkIdIn("password_reset", token), await findResetLink(token)]).toEqual([null, null]);
    const reset = (await makeResetLink(ada.email, "olga"))?.split("/").at(-1) ?? "";
    for (const made of [reset, id, `${id}.`, `${id}.${signature}x`, `${token}.`, ""])
      expect([made, await redeemSignInLink(made)]).toEqual([made, null]);
    for (const table of ["one_time_link", "mail"])
      expect(JSON.stringify(await query(`SELECT to_json(t)::text FROM ${table} t`, []))).not.toContain(signature);
  });

  test("of many that are used at once one signs in", async () => {
    const ada = await person();
    const tokens = [await tokenFor(ada.email), await tokenFor(ada.email)];
    const used = await Promise.all([...tokens, ...tokens].map((token) => redeemSignInLink(token)));
    expect(used.filter((one) => one !== null)).toEqual([ada.id]);
  });

  test("isn't sent to an address that nobody has, nor more than three times while it's valid, nor once it's void", async () => {
    const nobody = outbox.newAddress();
    await askForMailLink(nobody, "en");
    expect(await outbox.rows(nobody)).toEqual([]);
    const ada = await person();
    later();
    for (let n = 0; n < 7; n++) await askForMailLink(ada.email, "en");
    expect(await outbox.rows(ada.email)).toHaveLength(3);
    await query("UPDATE one_time_link SET used_at = now() WHERE user_id = $1", [ada.id]);
    later(1);
    await outbox.send();
    expect(outbox.mailbox.mailTo(ada.email)).toEqual([]);
    later(15 * 60);
    await askForMailLink(ada.email, "en");
    expect(await outbox.rows(ada.email)).toHaveLength(4);
  });
});

describe("of an account whose address nobody had confirmed", () => {
  test("it confirms the address, and whoever typed it before is out: password, providers, sessions and other links", async () => {
    const ada = await person(false);
    const [claim, reset] = [await claimOf(ada.id), (await makeResetLink(ada.email, "olga"))?.split("/").at(-1) ?? ""];
    const change = randomUUID();
    await query(
      `INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
       VALUES ($1, 'address_confirmation', $2, 'eve@example.com', now(), now() + interval '1 day')`,
      [change, ada.id],
    );
    await query(
      "INSERT INTO account (id, user_id, type, provider, provider_account_id) VALUES ($1, $2, 'oauth', 'github', '1')",
      [randomUUID(), ada.id],
    );
    const token = await tokenFor(ada.email);
    expect(await findSignInLink(token)).toEqual({ email: ada.email, isConfirmed: false, hasPassword: true });
    expect(await redeemSignInLink(token)).toBe(ada.id);
    expect(await query("SELECT FROM account WHERE user_id = $1", [ada.id])).toEqual([]);
    expect([await opens(ada.email), await isOpen(claim), await findResetLink(reset)]).toEqual([false, false, null]);
    expect(await query("SELECT used_at IS NULL AS works FROM one_time_link WHERE id = $1", [change])).toEqual([
      { works: false },
    ]);
    expect(await query(`SELECT email_verified AS at FROM "user" WHERE id = $1`, [ada.id])).toEqual([
      { at: expect.any(Date) as Date },
    ]);
    // Their security log says so.
    const logged = "SELECT event, about->>'method' AS method, about->>'email' AS email FROM security_event";
    expect(
      await query(`${logged} WHERE user_id = $1 AND actor_id = $1 AND event <> 'sign_in' ORDER BY event, 2`, [ada.id]),
    ).toEqual([
      { event: "address_confirmed", method: null, email: ada.email },
      { event: "sign_in_method_removed", method: "github", email: null },
      { event: "sign_in_method_removed", method: "password", email: null },
    ]);
  });
});
