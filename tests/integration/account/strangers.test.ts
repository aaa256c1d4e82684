import { expect, test } from "vitest";
import { askToConfirm } from "@/lib/auth/addresses/address";
import { importUsers } from "@/lib/auth/sign-up/import";
import { passwordChanged } from "@/lib/auth/notices";
import { renameUser } from "@/lib/auth/profile";
import { endSession } from "@/lib/auth/sessions";
import { inSeconds, now, setClock } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { writeMail } from "@/lib/mail/queue";
import { comingFrom } from "@/lib/request-origin";
import { failedSignIn } from "@/lib/security-log/failures";
import { claimOf } from "../../support/claim";
import { until } from "../../support/integration";
import { outcome } from "../workspaces/people";
import { useSharing } from "./several";

// What somebody can do to a person whose address they know, or typed as their own.

const it = useSharing();

test("who typed an address doesn't read where its holder mistyped a password; who confirmed it does", async () => {
  const email = it().outbox.newAddress();
  const id = await it().typed(email);
  const fail = () => comingFrom(new Headers({ "user-agent": "A phone" }), () => failedSignIn(email, "192.0.2.77")());
  const logged = () =>
    it().rows("SELECT count, network_address, user_agent FROM security_event WHERE user_id = $1", [id]);
  await fail();
  expect(await logged()).toEqual([{ count: 1, network_address: null, user_agent: null }]);
  await it().rows(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [id]);
  await fail();
  expect(await logged()).toEqual([{ count: 2, network_address: "192.0.2.77", user_agent: "A phone" }]);
});

test("others who ask for an address don't keep its account from asking", async () => {
  const email = it().outbox.newAddress();
  const holder = await claimOf(await it().typed(email));
  const stranger = await claimOf(await it().confirmed());
  const began = now();
  for (let minute = 0; minute < 5; minute++) {
    setClock(inSeconds(began, minute * 60));
    await askToConfirm(stranger, email, "en");
  }
  expect(await outcome(askToConfirm(await claimOf(await it().confirmed()), email, "en"))).toBe("rate_limited");
  expect(await outcome(askToConfirm(holder, email, "en", true))).toBe("done");
});

test("an account gets thirty mails an hour until it has proven the address", async () => {
  const email = it().outbox.newAddress();
  const id = await it().typed(email);
  const changed = () => writeMail(prisma(), { ...passwordChanged(email, "en"), userId: id });
  for (let n = 0; n < 35; n++) await changed();
  expect(await it().kindsAbout(id)).toHaveLength(30);
  setClock(inSeconds(now(), 3601));
  await changed();
  expect(await it().kindsAbout(id)).toHaveLength(31);
  await it().rows(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [id]);
  for (let n = 0; n < 35; n++) await changed();
  expect(await it().kindsAbout(id)).toHaveLength(66);
});

test("an import doesn't bring the address of an account that is here, also if the file has that one with another", async () => {
  const [first, second] = [it().outbox.newAddress(), it().outbox.newAddress()];
  const [id, other] = [await it().typed(first), "u|the-other"];
  const users = [
    { external_id: other, email: first, email_verified: true, line: 1 },
    { external_id: id, email: second, line: 2 },
  ];
  expect(await importUsers(users)).toEqual({
    problems: [{ line: 1, field: "email", message: "is another account's here" }],
  });
  expect(await it().namesOf(first)).toEqual([{ id, confirmed: false }]);
  // A stranger's account with the same address doesn't keep a second run from its end.
  await it().typed(first);
  expect(await importUsers([{ external_id: id, email: first, line: 1 }])).toEqual({
    users: 0,
    workspaces: 0,
    known: 1,
  });
});

test("of two imports of the same people at once, one waits for the other", async () => {
  const people = Array.from({ length: 20 }, () => it().outbox.newAddress());
  const file = (name: string, emails: string[]) =>
    emails.map((email, n) => ({ external_id: `${name}|${n}`, email, line: n + 1 }));
  const somebody = await it().outbox.database.pool.connect();
  await somebody.query("BEGIN");
  await somebody.query("SELECT lock_addresses(ARRAY[$1])", [people[10]]);
  const importing = [file("here", people), file("there", people.toReversed())].map((users) =>
    importUsers(users).catch(String),
  );
  await until("both wait", async () => {
    const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    return (await it().rows(waiting)).length === 2;
  });
  await somebody.query("COMMIT");
  somebody.release();
  const results = await Promise.all(importing);
  expect(results).toContainEqual({ users: 20, workspaces: 20, known: 0 });
  expect(results.join()).not.toContain("deadlock");
});

test("a name is changed by an open session only", async () => {
  const id = await it().confirmed();
  const claim = await claimOf(id);
  await endSession(claim);
  await renameUser(claim, "Mallory");
  expect(await it().rows(`SELECT name FROM "user" WHERE id = $1`, [id])).toEqual([{ name: "Holder" }]);
});
