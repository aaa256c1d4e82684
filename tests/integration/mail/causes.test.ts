import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { type LinkKind, tokenOf } from "@/lib/auth/links/links";
import { mailSignInLinks } from "@/lib/auth/links/mail-link";
import { mailResetLinks } from "@/lib/auth/links/reset-link";
import { inSeconds, now, setClock } from "@/lib/clock";
import { listFailedMail, sendAgain } from "@/lib/mail/failed";
import { seedDemoInvitation, seedDemoUser } from "@/lib/demo";
import { getHealth } from "@/lib/health";
import { setLogWriter } from "@/lib/observe/log";
import { acceptInvitation, findInvitation } from "@/lib/workspaces/accept";
import { invite, listInvitations, revokeInvitation } from "@/lib/workspaces/invitations";
import { leave, remove } from "@/lib/workspaces/leave";
import { transferOwnership } from "@/lib/workspaces/roles";
import { claimOf } from "../../support/claim";
import { linksIn } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";
import { outcome, peopleOf } from "../workspaces/people";

let outbox: Outbox;
const { person, team } = peopleOf(() => outbox.database);
const lines: string[] = [];
beforeAll(async () => {
  outbox = await startOutbox();
  setLogWriter((level, message, fields) => void lines.push(`${level} ${message} ${JSON.stringify(fields)}`));
});
afterEach(() => {
  setClock(null);
  outbox.mailbox.clear();
});
afterAll(async () => {
  setLogWriter(undefined);
  await outbox?.stop();
});

const tokenIn = (link: string | undefined) => new URL(link ?? "").searchParams.get("token") ?? "";

/** Of the whole database. */
async function rowsWith(secret: string): Promise<string[]> {
  const { pool } = outbox.database;
  const tables = await pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  expect(tables.rows.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    found.push(...rows.map(({ row }) => row).filter((row) => row.includes(secret)));
  }
  return found;
}

test.each<[LinkKind, (person: { id: string; email: string }) => Promise<unknown>]>([
  ["password_reset", ({ email }) => mailResetLinks(email, "en")],
  ["sign_in", ({ email }) => mailSignInLinks(email, "en")],
  ["address_confirmation", async ({ id, email }) => askToConfirm(await claimOf(id), email, "en")],
])("a link of the kind %s is nowhere: not in the database, the log, or the operator's list", async (kind, ask) => {
  const { id, email } = await person("ada");
  lines.length = 0;
  outbox.mailbox.faults.recipient = () => ({ code: 550, message: "5.1.1 No such user" });
  await ask({ id, email: email ?? "" });
  await outbox.send();
  const { rows } = await outbox.database.pool.query<{ id: string }>(
    "SELECT id FROM one_time_link WHERE user_id = $1 AND kind = $2",
    [id, kind],
  );
  expect(rows).toHaveLength(1);
  const [, signature = ""] = tokenOf(kind, rows[0]?.id ?? "").split(".");
  expect(signature.length).toBeGreaterThan(40);
  expect(await rowsWith(signature)).toEqual([]);
  expect(lines.join("\n")).toContain("was given up");
  expect([...lines, JSON.stringify(await listFailedMail())].join("\n")).not.toContain(signature);
});

describe("an invitation that names an address", () => {
  test("goes there with a link that works, in the language of who invites", async () => {
    const { workspaceId, owner } = await team();
    const guest = await person("guest");
    const shown = await invite(owner.id, workspaceId, { role: "admin", email: guest.email }, "de");
    await outbox.send();
    const [mail] = outbox.mailbox.mailTo(guest.email ?? "");
    expect(mail?.subject).toBe("owner lädt Sie zu Team ein");
    expect(mail?.html).toMatch(/<html[^>]* lang="de"/);
    const [link] = mail ? linksIn(mail) : [];
    expect(link).toMatch(/^http:\/\/app\.localhost:3000\/invitation\?token=/);
    // The page offers the same one to be copied.
    expect(tokenIn(link)).toBe(shown);
    expect(await findInvitation(tokenIn(link), null)).toMatchObject({ workspaceId, role: "admin" });
    await outbox.database.pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [guest.id]);
    expect(await acceptInvitation(guest, tokenIn(link))).toMatchObject({ workspaceId, joinedAs: "admin" });
  });

  test("opens nothing for who reads the whole database, the log and the operator's list", async () => {
    const { workspaceId, owner } = await team();
    const guest = await person("guest");
    lines.length = 0;
    outbox.mailbox.faults.recipient = () => ({ code: 550, message: "5.1.1 No such user" });
    const token = await invite(owner.id, workspaceId, { role: "member", email: guest.email });
    await outbox.send();
    const found = await rowsWith(token);
    expect(found).toEqual([]);
    expect(lines.join("\n")).toContain("was given up");
    expect(lines.join("\n")).not.toContain(token);
    expect(JSON.stringify(await listFailedMail())).not.toContain(token);
    expect(JSON.stringify(await listFailedMail())).not.toContain(guest.email);
  });

  test.each<[string, (workspaceId: string, ownerId: string, id: string) => Promise<unknown>]>([
    ["revoked", (workspaceId, ownerId, id) => revokeInvitation(ownerId, workspaceId, id)],
    ["expired", async () => setClock(inSeconds(now(), 8 * 86_400))],
    [
      "made under another secret",
      (_, __, id) => outbox.database.pool.query("UPDATE invitation SET token_hash = 'another' WHERE id = $1", [id]),
    ],
  ])("is not sent once it is %s", async (_, change) => {
    const { workspaceId, owner } = await team();
    const guest = await person("guest");
    await invite(owner.id, workspaceId, { role: "member", email: guest.email });
    const [open] = await listInvitations(workspaceId);
    await change(workspaceId, owner.id, open?.id ?? "");
    // Also where it is late: what is over is no failure that somebody has to look at.
    await outbox.database.pool.query("UPDATE mail SET next_attempt_at = $1 WHERE to_address = $2", [
      now(),
      guest.email,
    ]);
    expect(await outbox.send()).toMatchObject({ sent: 0, dropped: 1, failed: 0 });
    expect(outbox.mailbox.mailTo(guest.email ?? "")).toEqual([]);
  });

  test("for anyone with the link is no mail", async () => {
    const { workspaceId, owner } = await team();
    await invite(owner.id, workspaceId, { role: "member", email: null });
    expect(await outbox.send()).toMatchObject({ sent: 0, dropped: 0, failed: 0 });
  });

  test("that is refused leaves no mail", async () => {
    const { workspaceId, member } = await team();
    const to = outbox.newAddress();
    expect(await outcome(invite(member.id, workspaceId, { role: "member", email: to }))).toBe("manager_role_required");
    expect(await outbox.rows(to)).toEqual([]);
  });

  test("floods neither one address nor many", async () => {
    const { workspaceId, owner } = await team();
    const victim = outbox.newAddress();
    const to = (email: string) => outcome(invite(owner.id, workspaceId, { role: "member", email }));
    // Each is revoked at once, so that the number of open ones is not what stops it.
    const flood = async (email: string) => {
      const said = await to(email);
      await outbox.database.pool.query("DELETE FROM invitation WHERE workspace_id = $1", [workspaceId]);
      return said;
    };
    const toOne = [];
    for (let n = 0; n < 11; n++) toOne.push(await flood(victim));
    expect(toOne).toEqual([...Array.from({ length: 10 }, () => "done"), "rate_limited"]);
    const toMany = [];
    for (let n = 0; n < 45; n++) toMany.push(await flood(outbox.newAddress()));
    expect(toMany.filter((said) => said === "done").length).toBeLessThanOrEqual(40);
    expect(toMany.at(-1)).toBe("rate_limited");
  });
});

test("a new owner and the one before each get a mail", async () => {
  const { workspaceId, owner, admin } = await team();
  await transferOwnership(owner.id, workspaceId, admin.id);
  await outbox.send();
  expect(outbox.mailbox.mailTo(admin.email ?? "").map(({ subject }) => subject)).toEqual(["You now own Team"]);
  const [former] = outbox.mailbox.mailTo(owner.email ?? "");
  expect(former?.subject).toBe("You transferred Team");
  expect(former?.text).toContain(`/workspaces/${workspaceId}`);
});

test("a transfer that is refused tells nobody", async () => {
  const { workspaceId, admin, member } = await team();
  expect(await outcome(transferOwnership(admin.id, workspaceId, member.id))).toBe("owner_role_required");
  expect(await outbox.rows(member.email ?? "")).toEqual([]);
});

test("a removed member gets a mail, one who leaves does not", async () => {
  const { workspaceId, owner, admin, member } = await team();
  await remove(owner.id, workspaceId, member.id, "de");
  await leave(admin.id, workspaceId);
  await outbox.send();
  expect(outbox.mailbox.mailTo(member.email ?? "").map(({ subject }) => subject)).toEqual([
    "Sie wurden aus Team entfernt",
  ]);
  expect(outbox.mailbox.mailTo(admin.email ?? "")).toEqual([]);
});

describe("the language of a mail is that of who reads it", () => {
  const speaks = (user: { id: string }, chosen: string | null, last: string | null) =>
    outbox.database.pool.query(`UPDATE "user" SET chosen_language = $2, language = $3 WHERE id = $1`, [
      user.id,
      chosen,
      last,
    ]);

  test.each([
    ["what they chose", { chosen: "de", last: "en", acting: "en" }, "de"],
    ["that of their last checkout", { chosen: null, last: "de", acting: "en" }, "de"],
    ["that of who acts", { chosen: null, last: null, acting: "de" }, "de"],
    ["what they chose, not that of who acts", { chosen: "en", last: "de", acting: "de" }, "en"],
  ] as const)("%s", async (_, { chosen, last, acting }, language) => {
    const { workspaceId, owner, member } = await team();
    await speaks(member, chosen, last);
    await remove(owner.id, workspaceId, member.id, acting);
    expect(await outbox.rows(member.email ?? "")).toMatchObject([{ language }]);
  });

  test("also where they are invited by an address that is theirs, and not where they only typed it", async () => {
    const { workspaceId, owner } = await team();
    const [ada, bob] = [await person(), await person()];
    for (const one of [ada, bob]) await speaks(one, "de", null);
    await outbox.database.pool.query(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
    for (const { email } of [ada, bob]) await invite(owner.id, workspaceId, { role: "member", email }, "en");
    expect(await outbox.rows(ada.email ?? "")).toMatchObject([{ language: "de" }]);
    expect(await outbox.rows(bob.email ?? "")).toMatchObject([{ language: "en" }]);
  });
});

test("an account without an address is told nothing, and its removal works", async () => {
  const { workspaceId, owner, member } = await team();
  await outbox.database.pool.query(`UPDATE "user" SET email = NULL WHERE id = $1`, [member.id]);
  expect(await outcome(remove(owner.id, workspaceId, member.id))).toBe("done");
  const { rows } = await outbox.database.pool.query("SELECT FROM mail WHERE user_id = $1", [member.id]);
  expect(rows).toEqual([]);
});

test("what was given up is counted, listed without its address, and sent when an operator says so", async () => {
  await outbox.database.pool.query("DELETE FROM mail");
  const { workspaceId, owner, member } = await team();
  outbox.mailbox.faults.recipient = (address) => ({ code: 550, message: `5.1.1 <${address}>: no such user` });
  await remove(owner.id, workspaceId, member.id);
  await outbox.send();
  expect((await getHealth()).failedMail).toBe(1);
  const { mails } = await listFailedMail();
  expect(mails).toMatchObject([{ kind: "removed_from_workspace", to: "m…@example.com", attempts: 1 }]);
  expect(mails[0]?.error).toMatch(/<m…@example.com>: no such user/);
  // It is tried as often as that, however old it is.
  setClock(inSeconds(now(), 10 * 86_400));
  await sendAgain(mails[0]?.id ?? "");
  await outbox.send();
  expect((await getHealth()).failedMail).toBe(1);
  delete outbox.mailbox.faults.recipient;
  await sendAgain("all");
  expect(await outbox.send()).toMatchObject({ sent: 1 });
  expect((await getHealth()).failedMail).toBe(0);
  await sendAgain(randomUUID());
});

test("quickstart's mailbox has an invitation by the demo user, from the first start on and once", async () => {
  for (const start of ["first", "second"]) {
    await seedDemoInvitation(await seedDemoUser());
    await outbox.send();
    const mails = outbox.mailbox.mailTo("colleague@example.com").map(({ subject }) => subject);
    expect([start, mails]).toEqual([start, ["Demo invited you to Demo's workspace"]]);
  }
});
