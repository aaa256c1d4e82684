import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { addressState, askToConfirm } from "@/lib/auth/addresses/address";
import { findConfirmation } from "@/lib/auth/addresses/confirm";
import { MOST_UNCONFIRMED } from "@/lib/auth/addresses/holders";
import { linkIdIn, tokenOf } from "@/lib/auth/links/links";
import { resetPassword } from "@/lib/auth/links/reset";
import { mailResetLinks } from "@/lib/auth/links/reset-link";
import { isKnownDevice, isOpen } from "@/lib/auth/sessions";
import { setClock } from "@/lib/clock";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { root } from "@/scripts/local/paths";
import { claimOf } from "../../support/claim";
import { confirmAsHolder } from "../../support/confirm";
import { outcome } from "../workspaces/people";
import { useSharing } from "./several";

const it = useSharing();
const STRANGERS = "a mild tuesday in april";
const HOLDERS = "seven quiet herons";
const NEW = "another quiet heron";

/** A stranger typed the address first, and its holder signs up. */
async function two(name?: string) {
  const email = it().outbox.newAddress();
  const stranger = (await it().signUp(email, STRANGERS, "Mallory")) ?? "";
  const holder = (await it().signUp(email, HOLDERS, name)) ?? "";
  return { email, stranger, holder };
}

/** The token of an account's newest link to confirm an address. */
async function confirmationOf(userId: string): Promise<string> {
  const text = `SELECT id FROM one_time_link WHERE user_id = $1 AND kind = 'address_confirmation' AND used_at IS NULL
    ORDER BY created_at DESC LIMIT 1`;
  const [link] = await it().rows(text, [userId]);
  return tokenOf("address_confirmation", String(link?.id));
}

describe("signing up with an address that only unconfirmed accounts name", () => {
  test("makes an account of its own, and each password opens its own", async () => {
    const { email, stranger, holder } = await two("Ada");
    expect(new Set([stranger, holder, ""]).size).toBe(3);
    expect(await it().opens(email, STRANGERS)).toBe(stranger);
    expect(await it().opens(email, HOLDERS)).toBe(holder);
    expect(await it().opens(email, NEW)).toBeNull();
    const memberships = await it().rows("SELECT workspace_id FROM membership WHERE user_id = ANY($1)", [
      [stranger, holder],
    ]);
    expect(new Set(memberships.map(({ workspace_id }) => workspace_id)).size).toBe(2);
  });

  test("with the password of one of them is that person again: nothing is made", async () => {
    const { email, stranger } = await two();
    expect(await it().signUp(email, STRANGERS)).toBeNull();
    expect(await it().signUp(email, HOLDERS)).toBeNull();
    expect(await it().namesOf(email)).toHaveLength(2);
    expect(await it().kindsAbout(stranger)).toEqual(["address_confirmation"]);
  });

  test("beyond the bound makes an account that gets the address by confirming it, and nobody loses it before", async () => {
    const { email, stranger, holder } = await two();
    const third = await it().signUp(email, NEW, "Third");
    expect(await it().namesOf(email)).toEqual([
      { id: stranger, confirmed: false },
      { id: holder, confirmed: false },
    ]);
    expect(await it().opens(email, NEW)).toBeNull();
    await confirmAsHolder(await confirmationOf(third ?? ""));
    expect(await it().namesOf(email)).toEqual([{ id: third, confirmed: true }]);
    expect(await it().opens(email, NEW)).toBe(third);
    expect([await it().opens(email, STRANGERS), await it().opens(email, HOLDERS)]).toEqual([null, null]);
  });

  test("sends five mails an hour to the address, however many sign up; who could not get it is not made", async () => {
    const email = it().outbox.newAddress();
    setClock(new Date());
    const made: (string | null)[] = [];
    for (let n = 0; n < 7; n++) made.push(await it().signUp(email, `quiet heron no ${n}`));
    expect(made.map((id) => id !== null)).toEqual([true, true, true, true, true, false, false]);
    expect(await it().outbox.rows(email)).toHaveLength(5);
  });

  test("with an address that somebody has confirmed makes nothing, sends nothing and opens nothing", async () => {
    const email = it().outbox.newAddress();
    const holder = await it().confirmed(email);
    expect(await it().signUp(email, HOLDERS)).toBeNull();
    expect(await it().namesOf(email)).toEqual([{ id: holder, confirmed: true }]);
    expect(await it().outbox.rows(email)).toEqual([]);
    expect(await it().opens(email, HOLDERS)).toBeNull();
  });

  test("says in the mail and on its page which account is meant", async () => {
    const { email, stranger, holder } = await two("Ada");
    const [first, second] = [await confirmationOf(stranger), await confirmationOf(holder)];
    await it().tokens(email, "confirm-address");
    const textWith = (token: string) =>
      it()
        .outbox.mailbox.mailTo(email)
        .map(({ text }) => text.replaceAll(/\s+/g, " "))
        .find((text) => text.includes(token));
    expect(textWith(second)).toMatch(/Several accounts use this address\. .* named Ada, created on .* UTC/);
    expect(textWith(first)).toMatch(/^(?!.*Several accounts)/);
    expect(await findConfirmation(first)).toMatchObject({ email, name: "Mallory" });
    expect(await findConfirmation(second)).toMatchObject({ email, name: "Ada" });
  });
});

describe("who confirms the address", () => {
  test("has it alone; the other keeps account, session, workspace and billing, and is asked for another address", async () => {
    const { email, stranger, holder } = await two();
    const claim = await claimOf(stranger);
    await it().pays(stranger);
    // Who pays is told first.
    expect(await outcome(confirmAsHolder(await confirmationOf(holder)))).toBe("address_contested");
    await confirmAsHolder(await confirmationOf(holder));
    expect(await it().namesOf(email)).toEqual([{ id: holder, confirmed: true }]);
    expect([await it().opens(email, STRANGERS), await it().opens(email, HOLDERS)]).toEqual([null, holder]);
    expect([await addressState(stranger), await isOpen(claim)]).toEqual(["missing", true]);
    expect(await it().rows("SELECT FROM membership WHERE user_id = $1", [stranger])).toHaveLength(1);
    expect(await it().rows("SELECT FROM stripe_user WHERE user_id = $1", [stranger])).toHaveLength(1);
    expect(await outcome(confirmAsHolder(await confirmationOf(stranger)))).toBe("link_not_valid");
  });

  test("alone can accept an invitation to it, also where the page was opened before it was lost", async () => {
    const { email, stranger, holder } = await two();
    const owner = await it().confirmed();
    const workspaceId = await createWorkspace(owner, "Team");
    const token = await invite(owner, workspaceId, { role: "member", email });
    const asked = { id: stranger, email };
    expect(await outcome(acceptInvitation(asked, token))).toBe("address_not_confirmed");
    expect(await outcome(acceptInvitation({ id: holder }, token))).toBe("address_not_confirmed");
    await confirmAsHolder(await confirmationOf(holder));
    expect(await outcome(acceptInvitation(asked, token))).toBe("invitation_for_another");
    expect(await outcome(acceptInvitation({ id: holder }, token))).toBe("done");
  });
});

describe("a forgotten password", () => {
  test("of an address of two brings a link for each account, in a mail that says which", async () => {
    const { email, stranger, holder } = await two();
    await it().tokens(email, "confirm-address");
    it().outbox.mailbox.clear();
    await mailResetLinks(email, "de");
    const tokens = await it().tokens(email, "reset-password");
    expect(tokens).toHaveLength(2);
    const texts = it()
      .outbox.mailbox.mailTo(email)
      .map(({ text }) => text.replaceAll(/\s+/g, " "));
    for (const text of texts) expect(text).toContain("Mehrere Konten verwenden diese Adresse.");
    expect(texts.filter((text) => text.includes("Mallory, angelegt am"))).toHaveLength(1);
    const ids = tokens.map((token) => linkIdIn("password_reset", token));
    const links = await it().rows("SELECT id, user_id FROM one_time_link WHERE id = ANY($1)", [ids]);
    expect(links.map(({ user_id }) => user_id).sort()).toEqual([stranger, holder].sort());
    const holders = tokens.find((_, n) => links.find(({ id }) => id === ids[n])?.user_id === holder) ?? "";
    const other = tokens.find((token) => token !== holders) ?? "";
    await resetPassword(holders, NEW);
    expect(await it().namesOf(email)).toEqual([{ id: holder, confirmed: true }]);
    expect([await it().opens(email, NEW), await it().opens(email, STRANGERS)]).toEqual([holder, null]);
    expect(await outcome(resetPassword(other, NEW))).toBe("link_not_valid");
  });

  test("of a confirmed address, and of one account alone, brings one mail, which says nothing of others", async () => {
    const email = it().outbox.newAddress();
    await it().confirmed(email);
    await mailResetLinks(email, "en");
    expect(await it().tokens(email, "reset-password")).toHaveLength(1);
    expect(it().outbox.mailbox.mailTo(email)[0]?.text).not.toContain("Several");
  });

  test("ends ways in that were added while nobody had confirmed the address, and keeps those of a confirmed account", async () => {
    const [typed, confirmed] = [it().outbox.newAddress(), it().outbox.newAddress()];
    const ids = [await it().signUp(typed, STRANGERS), await it().confirmed(confirmed)];
    for (const id of ids)
      await it().rows(
        `INSERT INTO account (id, user_id, type, provider, provider_account_id) VALUES ($1, $1, 'oauth', 'github', $2)`,
        [id, `at github ${id}`],
      );
    for (const address of [typed, confirmed]) {
      await mailResetLinks(address, "en");
      const [token = ""] = await it().tokens(address, "reset-password");
      await resetPassword(token, NEW);
    }
    expect(await it().rows("SELECT user_id FROM account WHERE user_id = ANY($1)", [ids])).toEqual([
      { user_id: ids[1] },
    ]);
  });
});

test("an operator names the account that a link is for; without that the command lists them", async () => {
  const { email, stranger, holder } = await two("Ada");
  const command = async (...more: string[]) => {
    const args = ["--import", "tsx", "scripts/reset-link.ts", "--email", email, ...more];
    return promisify(execFile)(process.execPath, args, { cwd: root, env: process.env }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
  };
  for (const given of [[], ["--account", randomUUID()]]) {
    const { stdout, stderr } = await command(...given);
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`${stranger}  \\S+  Mallory\n  ${holder}  \\S+  Ada`));
  }
  const { stdout } = await command("--account", holder);
  expect(await resetPassword(stdout.trim().split("/").at(-1) ?? "", NEW)).toBe(holder);
  expect(await it().namesOf(email)).toEqual([{ id: holder, confirmed: true }]);
});

test("a device on which one of two signed in is none on which to guess the other's password", async () => {
  const email = it().outbox.newAddress();
  const first = (await it().signUp(email, STRANGERS)) ?? "";
  await claimOf(first);
  expect(await isKnownDevice(email, "a-device")).toBe(true);
  const second = (await it().signUp(email, HOLDERS)) ?? "";
  expect(await isKnownDevice(email, "a-device")).toBe(false);
  await claimOf(second);
  expect(await isKnownDevice(email, "a-device")).toBe(true);
  expect(await isKnownDevice(it().outbox.newAddress(), "a-device")).toBe(false);
});

describe("who pays and never confirmed the address", () => {
  test.each([
    ["active", true],
    ["past_due", true],
    ["canceled", false],
  ])("with a plan that is %s is told before: %s", async (status, isTold) => {
    const email = it().outbox.newAddress();
    const payer = (await it().signUp(email, STRANGERS, "Payer")) ?? "";
    await it().pays(payer, status);
    expect(await addressState(payer)).toBe("unconfirmed");
    await it().signUp(email, HOLDERS);
    const told = (await it().kindsAbout(payer)).filter((kind) => kind === "address_contested");
    expect([told.length, await addressState(payer)]).toEqual(isTold ? [1, "contested"] : [0, "unconfirmed"]);
  });

  test("by a mail that confirms it, once a day, however often others ask", async () => {
    const email = it().outbox.newAddress();
    const payer = (await it().signUp(email, STRANGERS, "Payer")) ?? "";
    await it().pays(payer);
    await it().tokens(email, "confirm-address");
    it().outbox.mailbox.clear();
    const others = [await it().confirmed(), await it().confirmed()];
    for (const moment of ["22:00", "22:02"]) {
      setClock(new Date(`2026-11-30T${moment}:00Z`));
      for (const id of others) await askToConfirm(await claimOf(id), email, "de");
    }
    const countTold = async () => (await it().kindsAbout(payer)).filter((kind) => kind === "address_contested").length;
    expect(await countTold()).toBe(1);
    setClock(new Date("2026-12-01T01:00:00Z"));
    await Promise.all(others.map(async (id) => askToConfirm(await claimOf(id), email, "de")));
    expect(await countTold()).toBe(2);
    await it().outbox.send();
    const mail = it()
      .outbox.mailbox.mailTo(email)
      .find(({ subject }) => subject === "Someone else wants to use your e-mail address");
    expect(mail?.text.replaceAll(/\s+/g, " ")).toMatch(/Your account Payer, created on .* UTC, has a plan/);
    const token = mail?.text.match(/\/confirm-address\/(\S+)/)?.[1] ?? "";
    expect(await confirmAsHolder(token)).toBe(payer);
    expect([await addressState(payer), await it().namesOf(email)]).toEqual([
      "confirmed",
      [{ id: payer, confirmed: true }],
    ]);
    // Others' links are void now.
    for (const id of others) expect(await outcome(confirmAsHolder(await confirmationOf(id)))).toBe("link_not_valid");
  });

  test("isn't told by their own asking, nor of another address", async () => {
    const email = it().outbox.newAddress();
    const payer = (await it().signUp(email, STRANGERS)) ?? "";
    await it().pays(payer);
    await askToConfirm(await claimOf(payer), email, "en");
    await it().signUp(it().outbox.newAddress(), HOLDERS);
    expect(await addressState(payer)).toBe("unconfirmed");
  });
});

describe("the database", () => {
  const insert = (email: string, confirmed = false) =>
    it().rows(`INSERT INTO "user" (id, email, email_verified) VALUES ($1, $2, $3)`, [
      randomUUID(),
      email,
      confirmed ? new Date() : null,
    ]);
  const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: "23505" });

  test("keeps an address for one account from writers that don't know of this rule, such as older instances", async () => {
    const email = it().outbox.newAddress();
    await insert(email);
    await refused(insert(email));
    await it().rows(`UPDATE "user" SET name = 'Ada', email = email WHERE email = $1`, [email]);
    const other = it().outbox.newAddress();
    await insert(other);
    await refused(it().rows(`UPDATE "user" SET email = $2 WHERE email = $1`, [other, email]));
  });

  test(`lets ${MOST_UNCONFIRMED} share one where the writer says so, and nobody one that is confirmed`, async () => {
    const email = it().outbox.newAddress();
    const share = async () => {
      const client = await it().outbox.database.pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("SELECT set_config('billing.shares_addresses', 'on', TRUE)");
        await client.query(`INSERT INTO "user" (id, email) VALUES ($1, $2)`, [randomUUID(), email]);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    };
    for (let n = 0; n < MOST_UNCONFIRMED; n++) await share();
    await refused(share());
    await insert(email, true);
    expect(await it().namesOf(email)).toEqual([{ id: expect.any(String) as string, confirmed: true }]);
    await refused(share());
    await refused(insert(email, true));
  });
});
