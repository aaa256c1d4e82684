import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { askForReset } from "@/lib/auth/links/ask-for-reset";
import { chooseLanguage } from "@/lib/auth/language";
import { linkProvider, unlinkProvider } from "@/lib/auth/providers/linked-providers";
import { admit } from "@/lib/auth/providers/accounts";
import { changePassword } from "@/lib/auth/passwords/password-change";
import { hashPassword } from "@/lib/auth/passwords/passwords";
import { resetPassword } from "@/lib/auth/links/reset";
import { findResetLink, mailResetLinks } from "@/lib/auth/links/reset-link";
import { deleteAccount } from "@/lib/billing/account/deletion";
import { inSeconds, now, setClock } from "@/lib/clock";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { linksIn } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";
import { outcome } from "../workspaces/people";

const PASSWORD = "a mild tuesday in april";
const NEW = "seven quiet herons";

let outbox: Outbox;
beforeAll(async () => {
  outbox = await startOutbox();
});
afterEach(() => setClock(null));
afterAll(() => outbox?.stop());

async function person() {
  const [id, email] = [randomUUID(), outbox.newAddress()];
  await outbox.database.pool.query(`INSERT INTO "user" (id, name, email) VALUES ($1, 'Ada', $2)`, [id, email]);
  const hash = await hashPassword(PASSWORD);
  await outbox.database.pool.query("INSERT INTO password_credential (user_id, hash) VALUES ($1, $2)", [id, hash]);
  return { id, name: "Ada", email };
}

const kindsTo = async (address: string) => (await outbox.rows(address)).map(({ kind }) => kind);
const tokenIn = (links: string[]) =>
  links
    .find((link) => link.includes("/reset-password/"))
    ?.split("/")
    .at(-1) ?? "";

test("who forgot the password gets a link that sets it, and is told that it was set", async () => {
  const ada = await person();
  const at = now();
  setClock(at);
  await askForReset(ada.email, "de");
  await outbox.send();
  // Making it takes time, which the answer would tell.
  expect(outbox.mailbox.mailTo(ada.email)).toEqual([]);
  setClock(inSeconds(at, 1));
  await outbox.send();
  const [asked] = outbox.mailbox.mailTo(ada.email);
  expect(asked?.subject).toMatch(/Passwort/);
  const token = tokenIn(asked ? linksIn(asked) : []);
  expect(await findResetLink(token)).toBe(ada.email);
  await resetPassword(token, NEW, "en");
  expect(await kindsTo(ada.email)).toEqual(["password_reset", "password_changed"]);
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email)[0]?.text).not.toContain("/reset-password/");
  const { rows } = await outbox.database.pool.query("SELECT DISTINCT user_id FROM mail WHERE to_address = $1", [
    ada.email,
  ]);
  expect(rows).toEqual([{ user_id: ada.id }]);
});

test("an address that nobody has gets none, and an address gets three while their links work", async () => {
  const nobody = outbox.newAddress();
  await askForReset(nobody, "en");
  expect(await kindsTo(nobody)).toEqual([]);
  const ada = await person();
  const at = new Date();
  setClock(at);
  for (let n = 0; n < 7; n++) await askForReset(ada.email, "en");
  expect(await kindsTo(ada.email)).toHaveLength(3);
  // Where no more are sent, those in the mailbox still open the account.
  setClock(new Date(at.getTime() + 30 * 60_000 - 1));
  await askForReset(ada.email, "en");
  expect(await kindsTo(ada.email)).toHaveLength(3);
  setClock(new Date(at.getTime() + 30 * 60_000 + 1));
  await askForReset(ada.email, "en");
  expect(await kindsTo(ada.email)).toHaveLength(4);
});

test("a link that no longer works when its mail is sent isn't sent", async () => {
  const ada = await person();
  await mailResetLinks(ada.email, "en");
  await outbox.database.pool.query("UPDATE one_time_link SET used_at = now() WHERE user_id = $1", [ada.id]);
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email)).toEqual([]);
  expect(await outbox.rows(ada.email)).toMatchObject([{ dropped_at: expect.any(Date) as Date }]);
});

test("a changed password is told, a refused one isn't", async () => {
  const ada = await person();
  const claim = await claimOf(ada.id);
  expect(await outcome(changePassword(claim, "wrong", NEW))).toBe("wrong_password");
  expect(await kindsTo(ada.email)).toEqual([]);
  await changePassword(claim, PASSWORD, NEW, "de");
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email)).toMatchObject([{ subject: expect.stringMatching(/Passwort/) as string }]);
});

test("a linked and an unlinked provider are told, in the language that the person chose, and a refused one isn't", async () => {
  const ada = await person();
  const claim = await claimOf(ada.id);
  await chooseLanguage(claim, "de");
  const github = { provider: "github", providerAccountId: randomUUID() };
  // Nobody links one to an address that they may only have typed.
  expect(await outcome(linkProvider(claim, github, "en"))).toBe("address_not_confirmed");
  await outbox.database.pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
  await linkProvider(claim, github, "en");
  await linkProvider(claim, github, "en");
  await outbox.database.pool.query("DELETE FROM password_credential WHERE user_id = $1", [ada.id]);
  expect(await outcome(unlinkProvider(claim, "github", "en"))).toBe("last_way_in");
  await outbox.send();
  const [linked, ...more] = outbox.mailbox.mailTo(ada.email);
  expect(more).toEqual([]);
  expect(linked?.subject).toBe("Sie können sich jetzt mit GitHub anmelden");
  expect(linked?.text).toContain("Ein neues Passwort allein genügt nicht.");
  await changePassword(claim, "", NEW);
  await unlinkProvider(claim, "github", "en");
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email).map(({ subject }) => subject)).toContain(
    "Sie können sich nicht mehr mit GitHub anmelden",
  );
  expect(await kindsTo(ada.email)).toEqual(["sign_in_method_changed", "password_changed", "sign_in_method_changed"]);
});

test("a reset that takes providers away tells each, at an address that nobody had confirmed", async () => {
  const ada = await person();
  const link = (provider: string) =>
    outbox.database.pool.query(
      "INSERT INTO account (id, user_id, type, provider, provider_account_id) VALUES ($1, $2, 'oauth', $3, $4)",
      [randomUUID(), ada.id, provider, randomUUID()],
    );
  await Promise.all(["github", "google"].map(link));
  await mailResetLinks(ada.email, "en");
  await outbox.send();
  const [asked] = outbox.mailbox.mailTo(ada.email);
  await resetPassword(tokenIn(asked ? linksIn(asked) : []), NEW, "en");
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email).map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([
      "You can no longer sign in with GitHub",
      "You can no longer sign in with Google",
      "Your password was changed",
    ]),
  );
  expect(await kindsTo(ada.email)).toHaveLength(4);
});

test("a changed address is told to the new one, and to the one before, which learns only a part of it", async () => {
  const [ada, next] = [await person(), outbox.newAddress()];
  await askToConfirm(await claimOf(ada.id), next, "en");
  await outbox.send();
  const [asked] = outbox.mailbox.mailTo(next);
  const token = (asked ? linksIn(asked) : [])
    .find((link) => link.includes("/confirm-address/"))
    ?.split("/")
    .at(-1);
  expect(await confirmAsHolder(token ?? "")).toBe(ada.id);
  await outbox.send();
  const [toNew, toOld] = [next, ada.email].map((address) => outbox.mailbox.mailTo(address)[0]);
  expect([toNew?.subject, toOld?.subject]).toEqual(Array(2).fill("Your e-mail address was changed"));
  expect(toNew?.text.replaceAll("\u2060", "")).toContain(next);
  expect(toOld?.text.replaceAll("\u2060", "")).not.toContain(next);
  // The first confirmation of an address changes none.
  const eve = await person();
  await askToConfirm(await claimOf(eve.id), eve.email, "en", true);
  await outbox.send();
  const [first] = outbox.mailbox.mailTo(eve.email);
  await confirmAsHolder(
    (first ? linksIn(first) : [])
      .find((link) => link.includes("/confirm-"))
      ?.split("/")
      .at(-1) ?? "",
  );
  expect(await kindsTo(eve.email)).toEqual(["address_confirmation"]);
});

test("a provider that comes to a confirmed account by its address is told, once, and is in its log", async () => {
  const ada = await person();
  await outbox.database.pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
  const account = {
    provider: "google",
    providerAccountId: randomUUID(),
    name: "Ada",
    email: ada.email,
    emailVerified: true,
  };
  const come = () => admit(account, "en", () => Promise.resolve());
  expect(await Promise.all([come(), come()])).toEqual([ada.id, ada.id]);
  expect(await come()).toBe(ada.id);
  await outbox.send();
  expect(outbox.mailbox.mailTo(ada.email).map(({ subject }) => subject)).toEqual(["You can now sign in with Google"]);
  const { rows } = await outbox.database.pool.query("SELECT event, about FROM security_event WHERE user_id = $1", [
    ada.id,
  ]);
  expect(rows).toEqual([{ event: "sign_in_method_added", about: { method: "google" } }]);
});

test("the mail of a deleted account is gone with it, sent or not", async () => {
  const ada = await person();
  await mailResetLinks(ada.email, "en");
  await outbox.send();
  await mailResetLinks(ada.email, "en");
  const host = await person();
  const workspaceId = await createWorkspace(host.id, "Where they were invited");
  await outbox.database.pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
  await acceptInvitation(ada, await invite(host.id, workspaceId, { role: "member", email: ada.email }));
  const elsewhere = outbox.newAddress();
  await invite(host.id, workspaceId, { role: "member", email: elsewhere });
  await deleteAccount(ada);
  expect([await outbox.rows(ada.email), await kindsTo(elsewhere)]).toEqual([[], ["invitation"]]);
  const { rows } = await outbox.database.pool.query("SELECT email FROM invitation WHERE workspace_id = $1", [
    workspaceId,
  ]);
  expect(rows).toEqual([{ email: elsewhere }]);
});
