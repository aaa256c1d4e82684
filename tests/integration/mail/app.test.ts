import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { anyPort } from "@/scripts/processes/ports";
import { newPerson, startApp, type TestApp, until } from "../../support/integration";
import { plain, submit } from "../../support/forms";
import { linksIn, startMailbox, type TestMailbox } from "../../support/mail";
import { signUpOperator } from "../../support/operator";

const CRON_SECRET = "a secret of the scheduler's".replaceAll(" ", "-");

let mailbox: TestMailbox;
let app: TestApp;
beforeAll(async () => {
  mailbox = await startMailbox();
  app = await startApp({ env: { ...mailbox.settings, CRON_SECRET } });
});
afterEach(() => mailbox.clear());
afterAll(async () => {
  await app?.stop();
  await mailbox?.stop();
});

/** Rows as a cause writes them, in one statement, that nobody has been told of. */
async function written(addresses: string[], by = app): Promise<void> {
  await by.database.pool.query(
    `INSERT INTO mail (key, kind, to_address, language, data, created_at, next_attempt_at)
     SELECT 'test ' || a, 'removed_from_workspace', a, 'de', '{"workspace": "Team"}', now(), now() FROM unnest($1::text[]) a`,
    [addresses],
  );
}

const addresses = (count: number) => Array.from({ length: count }, () => `${randomUUID()}@example.com`);

const send = (instance: TestApp, secret = CRON_SECRET) =>
  fetch(`${instance.url}/api/mail/send/`, { method: "POST", headers: { authorization: `Bearer ${secret}` } });

const stateOf = async (address: string, of = app) => {
  type Row = { sent_at: Date | null; attempts: number; lease_until: Date | null };
  const { rows } = await of.database.pool.query<Row>("SELECT * FROM mail WHERE to_address = $1", [address]);
  return rows[0];
};

/** Runs `then` when a mail has arrived, before the app is told so. */
function onArrival(then: () => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    mailbox.faults.arrived = async () => {
      delete mailbox.faults.arrived;
      await then().then(() => resolve(), reject);
    };
  });
}

test("the built app sends by its timer alone, and when the scheduler calls", async () => {
  const [byTimer = ""] = addresses(1);
  await written([byTimer]);
  const [mail] = await mailbox.waitForMail(byTimer);
  expect(mail?.subject).toBe("Sie wurden aus Team entfernt");
  expect(mail?.html).toContain("Arbeitsbereiche öffnen");
  // The timer may be first, now and then.
  const answer = await until("a call to send something", async () => {
    const [byCron = ""] = addresses(1);
    await written([byCron]);
    const response = await send(app);
    const body = (await response.json()) as { sent: number };
    expect(mailbox.mailTo(byCron)).toHaveLength(1);
    return body.sent === 1 && { status: response.status, body };
  });
  expect(answer).toEqual({ status: 200, body: { finished: true, sent: 1, dropped: 0, failed: 0 } });
});

test("only a scheduler may call it", async () => {
  expect((await send(app, "wrong")).status).toBe(401);
  const other = await startApp({ beside: app, env: { CRON_SECRET: "" } });
  onTestFinished(() => void other.end());
  expect((await send(other)).status).toBe(404);
});

test("two instances and a scheduler send each mail once", async () => {
  const other = await startApp({ beside: app });
  onTestFinished(() => void other.end());
  const all = addresses(40);
  await written(all);
  await Promise.all([app, other, app, other].map((instance) => send(instance)));
  await until("all to be sent", async () => {
    const states = await Promise.all(all.map((address) => stateOf(address)));
    return states.every((state) => state?.sent_at);
  });
  expect(all.map((address) => mailbox.mailTo(address).length)).toEqual(all.map(() => 1));
});

test("kill -9 loses no mail; one that the server had taken comes again with the same Message-ID", async () => {
  const victim = await startApp({ env: { ...mailbox.settings, CRON_SECRET } });
  onTestFinished(() => victim.stop());
  const [taken = "", ...rest] = addresses(3);
  const died = onArrival(() => victim.kill());
  await written([taken], victim);
  void send(victim).catch(() => undefined);
  await died;
  await written(rest, victim);
  expect(await stateOf(taken, victim)).toMatchObject({ sent_at: null, attempts: 0 });

  // What it held is another instance's when its lease ends: a minute later.
  await victim.database.pool.query("UPDATE mail SET lease_until = now() WHERE lease_until IS NOT NULL");
  const next = await startApp({ beside: victim });
  for (const address of rest) expect(await mailbox.waitForMail(address)).toHaveLength(1);
  const copies = await mailbox.waitForMail(taken, 2);
  expect(copies).toHaveLength(2);
  expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(1);
  await until("it to be marked", async () => (await stateOf(taken, victim))?.sent_at);

  // And one that is asked to end, instead, finishes what is under way.
  const [last = ""] = addresses(1);
  let ended: Promise<number> | undefined;
  const asked = onArrival(async () => {
    ended = next.end();
    await until("it to end", async () => (await fetch(`${next.url}/api/readyz/`).catch(() => null))?.status !== 200);
  });
  await written([last], victim);
  void send(next).catch(() => undefined);
  await asked;
  expect(await ended).toBe(143);
  expect(await stateOf(last, victim)).toMatchObject({
    sent_at: expect.any(Date),
    attempts: 1,
    lease_until: null,
  });
  expect(mailbox.mailTo(last)).toHaveLength(1);
  expect(next.logs()).not.toMatch(/had no answer|Error/);
});

test("it starts beside a mail server that is down, and says once what it can't do without one", async () => {
  const dead = await startApp({ beside: app, env: { MAIL_URL: `smtp://127.0.0.1:${await anyPort()}` } });
  expect((await dead.anonymous().get("/api/readyz/")).status).toBe(200);
  expect(dead.logs()).not.toContain("MAIL_URL is not set");
  await dead.end();
  const without = await startApp({ beside: app, env: { MAIL_URL: "" } });
  expect(without.logs().match(/MAIL_URL is not set, so no mail is sent: no password resets by mail/g)).toHaveLength(1);
  await without.end();
});

test("an operator sees what was given up, and sends it again; nobody else does", async () => {
  const [address = ""] = addresses(1);
  mailbox.faults.recipient = (to) => ({ code: 550, message: `5.1.1 <${to}>: no such user` });
  await written([address]);
  await send(app);
  const health = async () => (await app.anonymous().get<{ failed_mail: number }>("/api/health/")).body.failed_mail;
  expect(await health()).toBe(1);
  delete mailbox.faults.recipient;

  const { rows } = await app.database.pool.query<{ id: string }>("SELECT id FROM mail WHERE to_address = $1", [
    address,
  ]);
  const again = { method: "POST", body: new URLSearchParams({ mail: rows[0]?.id ?? "" }) };
  const stranger = await app.signUp();
  expect((await stranger.raw("/api/operator/mail/", again)).status).toBe(404);
  expect(await health()).toBe(1);

  const operator = await signUpOperator(app);
  const page = await (await operator.raw("/operator")).text();
  expect(page).toContain("Mail that wasn&#x27;t sent");
  expect(page).toContain("…@example.com");
  expect(page).not.toContain(address);
  expect((await operator.raw("/api/operator/mail/", again)).status).toBe(303);
  await mailbox.waitForMail(address);
  await until("none to be left", async () => (await health()) === 0);
  expect(app.logs()).not.toContain(address);
});

test("on the account page the address changes and the account goes with the current password alone", async () => {
  const person = newPerson();
  await app.anonymous().signUp(person);
  const client = await app.signIn(person);
  const [email = ""] = addresses(1);
  const wrong = { present_password: "not the password" };
  const right = { present_password: person.password };
  const refused = [
    await submit(client, "/account", "Change address", { email, ...wrong }),
    await submit(client, "/account", "Delete my account", { known: "yes", ...wrong }),
  ];
  for (const { status, html } of refused) {
    expect(status).toBe(200);
    expect(html).toContain("That&#x27;s not your current password.");
  }
  expect(await stateOf(email)).toBeUndefined();
  const { to } = await submit(client, "/account", "Change address", { email, ...right });
  expect(to).toBe("/account?done=asked");
  const [mail] = await mailbox.waitForMail(email);
  const link = (mail ? linksIn(mail) : []).find((one) => one.includes("/confirm-address/")) ?? "";
  await submit(client, new URL(link).pathname, "Confirm this address");
  const { rows } = await app.database.pool.query(
    `SELECT email_verified IS NOT NULL AS proven FROM "user" WHERE email = $1`,
    [email],
  );
  expect(rows).toEqual([{ proven: true }]);
  await until("the mail to the address before", () =>
    Promise.resolve(mailbox.mailTo(person.email).some(({ subject }) => subject === "Your e-mail address was changed")),
  );
});

test("who takes over an account of which others are members is told so before they set a password", async () => {
  const person = newPerson();
  await app.anonymous().signUp(person);
  const friend = randomUUID();
  await app.database.pool.query(`INSERT INTO "user" (id) VALUES ($1)`, [friend]);
  await app.database.pool.query(
    `INSERT INTO membership (user_id, workspace_id, role) SELECT $1, m.workspace_id, 'admin'
     FROM membership m JOIN "user" u ON u.id = m.user_id WHERE u.email = $2`,
    [friend, person.email],
  );
  await submit(app.anonymous(), "/forgot-password", "Send the link", { email: person.email });
  const mails = await mailbox.waitForMail(person.email, 2);
  const link = mails.flatMap(linksIn).find((one) => one.includes("/reset-password/")) ?? "";
  const page = async () => plain(await (await fetch(link)).text());
  expect(await page()).toContain("1 other person is in this account's workspaces.");
  await app.database.pool.query("DELETE FROM membership WHERE user_id = $1", [friend]);
  expect(await page()).not.toContain("other person");
});
