import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { inSeconds, now, setClock } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { nextAttempt } from "@/lib/mail/backoff";
import { sendDue } from "@/lib/mail/deliver";
import { forgetMailOf, forgetOldMail } from "@/lib/mail/forget";
import { givenMail, insertMail, mailRows, type NewMail, queueMail } from "@/lib/mail/queue";
import { startMailSender } from "@/lib/mail/sender";
import { sendBySmtp } from "@/lib/mail/smtp";
import { mailLinks } from "@/lib/mail-links";
import { setLogWriter } from "@/lib/observe/log";
import { until } from "../../support/integration";
import { startMailbox } from "../../support/mail";
import { type Outbox, startOutbox } from "../../support/outbox";

let outbox: Outbox;
const lines: string[] = [];
/** Of the senders that a test started: the files of a worker share one process. */
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  outbox = await startOutbox();
  setLogWriter((level, message) => void lines.push(`${level} ${message}`));
});
afterEach(async () => {
  setClock(null);
  await Promise.all(stops.splice(0).map((stop) => stop()));
  outbox.mailbox.clear();
  lines.length = 0;
  await outbox.database.pool.query("DELETE FROM mail");
});
afterAll(async () => {
  setLogWriter(undefined);
  await outbox?.stop();
});

type Removed = Extract<NewMail, { kind: "removed_from_workspace" }>;

const mail = (to: string, key = `test ${randomUUID()}`): Removed => ({
  kind: "removed_from_workspace",
  key,
  to,
  language: "en",
  data: { workspace: "Team" },
});

/** Writes one, and answers its address. */
async function queued(): Promise<string> {
  const to = outbox.newAddress();
  await queueMail(prisma(), mail(to));
  return to;
}

const row = async (of: string) => {
  const [found] = await outbox.rows(of);
  if (!found) throw new Error(`There is no mail of ${of}.`);
  return found;
};

describe("a mail is written", () => {
  test("once per key, whoever writes it again", async () => {
    const to = outbox.newAddress();
    const write = () => queueMail(prisma(), mail(to, "the cause"));
    await Promise.all(Array.from({ length: 8 }, write));
    expect(await outbox.rows("the cause")).toHaveLength(1);
    await outbox.send();
    await write();
    await outbox.send();
    expect(outbox.mailbox.mailTo(to)).toHaveLength(1);
  });

  test("with its cause: a transaction that is rolled back leaves none", async () => {
    const to = outbox.newAddress();
    const cause = prisma().$transaction(async (tx) => {
      await queueMail(tx, mail(to));
      throw new Error("The cause fails.");
    });
    await expect(cause).rejects.toThrow("The cause fails.");
    expect(await outbox.rows(to)).toEqual([]);
  });

  test("by the one statement of its cause, where that did something", async () => {
    const text = `
      WITH changed AS (UPDATE "user" SET name = 'Ada' WHERE id = $1 RETURNING id),
        mailed AS (${insertMail(`${givenMail("$2")} WHERE EXISTS (SELECT FROM changed)`)})
      SELECT id FROM changed`;
    const [known, unknown] = [randomUUID(), randomUUID()];
    await outbox.database.pool.query(`INSERT INTO "user" (id) VALUES ($1)`, [known]);
    for (const id of [known, unknown]) await statement("test_cause", text, [id, mailRows([mail(`${id}@example.com`)])]);
    expect(await outbox.rows(`${known}@example.com`)).toHaveLength(1);
    expect(await outbox.rows(`${unknown}@example.com`)).toEqual([]);
  });

  test("only with data of its kind, so that nothing else gets into the database", async () => {
    const withToken = { ...mail("ada@example.com"), data: { workspace: "Team", token: "secret" } };
    await expect(queueMail(prisma(), withToken)).rejects.toThrow(/token/);
  });

  test("not for an account without an address", async () => {
    await queueMail(prisma(), { ...mail(""), to: null, key: "nobody" });
    expect(await outbox.rows("nobody")).toEqual([]);
  });
});

describe("a mail is sent", () => {
  test("with both parts, its own Message-ID, the day of its cause, and no answer wanted", async () => {
    setClock(new Date("2026-11-30T08:00:00Z"));
    const to = await queued();
    const { id } = await row(to);
    setClock(new Date("2026-11-30T09:30:00Z"));
    expect(await outbox.send()).toEqual({ sent: 1, dropped: 0, failed: 0, waiting: false });
    const [caught] = outbox.mailbox.mailTo(to);
    expect(caught).toMatchObject({
      from: "hello@example.com",
      to: [to],
      subject: "You were removed from Team",
      messageId: `<${id}@app.localhost>`,
      date: "2026-11-30T08:00:00.000Z",
    });
    expect(caught?.headers).toMatchObject({
      "auto-submitted": "auto-generated",
      from: "HyperSaaS <hello@example.com>",
    });
    expect(caught?.text).toContain("You no longer have access to the workspace Team.");
    expect(caught?.html).toMatch(/<html[^>]* lang="en"/);
    expect(await row(to)).toMatchObject({ attempts: 1, sent_at: now(), error: null });
  });

  test("once, by however many instances", async () => {
    const addresses = await Promise.all(Array.from({ length: 30 }, queued));
    await Promise.all(Array.from({ length: 4 }, outbox.send));
    await outbox.send();
    expect(addresses.map((to) => outbox.mailbox.mailTo(to).length)).toEqual(addresses.map(() => 1));
  });

  test("a few at once, not all", async () => {
    await Promise.all(Array.from({ length: 12 }, queued));
    let [now, most] = [0, 0];
    outbox.mailbox.faults.arrived = async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 20));
      now--;
    };
    expect((await outbox.send()).sent).toBe(12);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(5);
  });

  test("again under the same Message-ID, where the one that sent it died before it wrote that down", async () => {
    setClock(new Date());
    const to = await queued();
    // As after a crash: the lease is somebody's who does nothing more.
    outbox.mailbox.faults.arrived = async () => {
      await outbox.database.pool.query("UPDATE mail SET lease_holder = $1", [randomUUID()]);
    };
    await outbox.send();
    delete outbox.mailbox.faults.arrived;
    expect(await row(to)).toMatchObject({ sent_at: null, attempts: 0 });
    // Not before the lease has ended: it may still be under way.
    setClock(inSeconds(now(), 59));
    expect((await outbox.send()).sent).toBe(0);
    setClock(inSeconds(now(), 1));
    expect((await outbox.send()).sent).toBe(1);
    expect((await outbox.send()).sent).toBe(0);
    const ids = outbox.mailbox.mailTo(to).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe("a mail that is not taken", () => {
  test("is tried again, each time later, and given up after three days", async () => {
    setClock(new Date("2026-11-30T08:00:00Z"));
    const began = now();
    const to = await queued();
    outbox.mailbox.faults.recipient = () => ({ code: 450, message: "Try later" });
    const pauses: number[] = [];
    for (;;) {
      const at = now();
      await outbox.send();
      const { next_attempt_at, failed_at } = await row(to);
      if (failed_at) break;
      pauses.push((next_attempt_at.getTime() - at.getTime()) / 60_000);
      // Not a moment earlier.
      setClock(inSeconds(next_attempt_at, -1));
      expect(await outbox.send()).toMatchObject({ failed: 0, waiting: false });
      setClock(next_attempt_at);
    }
    expect(pauses.slice(0, 7)).toEqual([1, 5, 15, 60, 240, 240, 240]);
    const hours = (now().getTime() - began.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(64);
    expect(hours).toBeLessThanOrEqual(72);
    expect(await row(to)).toMatchObject({ attempts: pauses.length + 1, error: expect.stringContaining("Try later") });
    expect(lines.at(-1)).toMatch(
      /^error Mail \S+ \(removed_from_workspace\) to .…@example\.com was given up: .*Try later/,
    );
  });

  test.each<[string, "recipient" | "arrived", number, string, "failed" | "again"]>([
    ["an address that doesn't exist", "recipient", 550, "5.1.1 No such user", "failed"],
    ["a mail that is refused as such", "arrived", 554, "5.6.0 Refused", "failed"],
    ["an address that is greylisted", "recipient", 451, "4.7.1 Come back later", "again"],
    ["a full mailbox", "arrived", 452, "4.2.2 Mailbox full", "again"],
    ["a server that doesn't let us send", "recipient", 550, "5.7.1 Relaying denied", "again"],
    ["a server that wants a password", "recipient", 530, "5.7.0 Authentication required", "again"],
  ])("%s: %s %i %s is %s", async (_, where, code, message, outcome) => {
    const to = await queued();
    if (where === "recipient") outbox.mailbox.faults.recipient = () => ({ code, message });
    else outbox.mailbox.faults.arrived = () => Promise.resolve({ code, message });
    expect(await outbox.send()).toMatchObject({ sent: 0, failed: 1 });
    const { failed_at, next_attempt_at, error } = await row(to);
    expect(failed_at === null ? "again" : "failed").toBe(outcome);
    expect(next_attempt_at > now()).toBe(outcome === "again");
    expect(error).toContain(message);
  });

  test("holds up no other one", async () => {
    const [bad, good] = [await queued(), await queued()];
    outbox.mailbox.faults.recipient = (address) =>
      address === bad ? { code: 550, message: "5.1.1 No such user" } : undefined;
    expect(await outbox.send()).toMatchObject({ sent: 1, failed: 1 });
    expect(outbox.mailbox.mailTo(good)).toHaveLength(1);
  });

  test("no address is in the log", async () => {
    const to = await queued();
    outbox.mailbox.faults.recipient = (address) => ({ code: 550, message: `5.1.1 <${address}> is unknown` });
    await outbox.send();
    expect(lines.join("\n")).toContain("…@example.com");
    expect(lines.join("\n")).not.toContain(to);
  });
});

test("while the server is down, mail waits; when it is back, all goes out", async () => {
  setClock(new Date());
  const addresses = await Promise.all(Array.from({ length: 12 }, queued));
  const smtpPort = Number(new URL(outbox.mailbox.smtpUrl).port);
  await outbox.mailbox.stop();
  // A dead server is not asked for each mail anew.
  const down = await outbox.send();
  expect(down).toMatchObject({ sent: 0, waiting: true });
  expect(down.failed).toBeLessThanOrEqual(5);
  outbox.mailbox = await startMailbox({ smtpPort });
  await outbox.send();
  setClock(inSeconds(now(), 60));
  expect(await outbox.send()).toMatchObject({ failed: 0, waiting: false });
  expect(addresses.map((to) => outbox.mailbox.mailTo(to).length)).toEqual(addresses.map(() => 1));
});

test("mail that nobody tried for days is old news, and is given up", async () => {
  setClock(new Date("2026-11-26T08:00:00Z"));
  const to = await queued();
  setClock(new Date("2026-11-30T08:00:00Z"));
  expect(await outbox.send()).toMatchObject({ sent: 0, failed: 1 });
  expect(outbox.mailbox.mailTo(to)).toEqual([]);
  expect((await row(to)).failed_at).not.toBeNull();
});

test("mail of a later release waits for an instance that knows its kind", async () => {
  setClock(new Date());
  const to = await queued();
  await outbox.database.pool.query("UPDATE mail SET kind = 'of_tomorrow'");
  expect(await outbox.send()).toMatchObject({ failed: 1 });
  await outbox.database.pool.query("UPDATE mail SET kind = 'removed_from_workspace'");
  setClock(inSeconds(now(), 60));
  expect(await outbox.send()).toMatchObject({ sent: 1 });
  expect(outbox.mailbox.mailTo(to)).toHaveLength(1);
});

describe("a running instance", () => {
  const start = () => {
    const state = { draining: false, inFlight: 0 };
    stops.push(startMailSender({ links: mailLinks }, state));
    return state;
  };

  test("sends right after the transaction has committed, however long that takes", async () => {
    start();
    const to = outbox.newAddress();
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    const written = new Promise<void>((resolve) => {
      void prisma().$transaction(async (tx) => {
        await queueMail(tx, mail(to));
        resolve();
        await held;
      });
    });
    await written;
    setTimeout(commit, 300);
    await outbox.mailbox.waitForMail(to);
  });

  test("that ends finishes what is under way, and begins nothing", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    outbox.mailbox.faults.arrived = () => held;
    const addresses = await Promise.all(Array.from({ length: 9 }, queued));
    const state = start();
    await until("as many as it sends at once", () => state.inFlight === 5);
    state.draining = true;
    release();
    await until("it to have ended", () => state.inFlight === 0);
    const rows = await Promise.all(addresses.map(row));
    expect(rows.filter(({ sent_at }) => sent_at !== null)).toHaveLength(5);
    expect(rows.filter(({ sent_at, attempts }) => sent_at === null && attempts === 0)).toHaveLength(4);
    // Another instance has them at once: no lease is in the way.
    expect((await outbox.send()).sent).toBe(4);
  });
});

describe("a server that hangs", () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  /** Says so much of a conversation, and then nothing. @returns its address, and how many are still connected */
  async function hanging(answers: string[]) {
    let open = 0;
    const server = createServer((socket) => {
      open++;
      socket.on("close", () => open--);
      socket.on("error", () => undefined);
      const next = () => {
        const answer = answers[at++];
        if (answer !== undefined) socket.write(`${answer}\r\n`);
      };
      let at = 0;
      next();
      socket.on("data", next);
    });
    servers.push(server);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const address = server.address();
    return { port: typeof address === "object" && address ? address.port : 0, connected: () => open };
  }

  test.each([
    ["without a greeting", []],
    ["after its greeting", ["220 ready"]],
    ["in the middle of a mail", ["220 ready", "250 hello", "250 ok", "250 ok", "354 go ahead"]],
  ])("%s is left after a set time, and its connection ends", async (_, answers) => {
    const { port, connected } = await hanging(answers);
    const message = {
      to: "ada@example.com",
      subject: "x",
      html: "<p>x</p>",
      text: "x",
      messageId: "<1@app.example.com>",
      date: new Date(),
    };
    const began = performance.now();
    const from = { name: "", address: "hello@example.com" };
    await expect(sendBySmtp(`smtp://127.0.0.1:${port}`, from, message, 300)).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(5_000);
    await until("its connection to end", () => connected() === 0);
  });
});

test("what was sent long ago is removed, what waits is not", async () => {
  const [sent, waiting] = [await queued(), await queued()];
  outbox.mailbox.faults.recipient = (address) => (address === waiting ? { code: 450, message: "later" } : undefined);
  await outbox.send();
  setClock(inSeconds(new Date(), 89 * 86_400));
  await forgetOldMail();
  expect(await outbox.rows(sent)).toHaveLength(1);
  setClock(inSeconds(new Date(), 91 * 86_400));
  await forgetOldMail();
  expect(await outbox.rows(sent)).toEqual([]);
  expect(await outbox.rows(waiting)).toHaveLength(1);
});

test("a deleted account's mail goes with it", async () => {
  const [userId, other] = [randomUUID(), randomUUID()];
  await queueMail(prisma(), { ...mail("ada@example.com"), userId }, { ...mail("bob@example.com"), userId: other });
  await forgetMailOf(prisma(), userId);
  expect(await outbox.rows("ada@example.com")).toEqual([]);
  expect(await outbox.rows("bob@example.com")).toHaveLength(1);
});

test("the pauses between tries", () => {
  const created = new Date("2026-11-30T00:00:00Z");
  const minutes = (attempts: number) =>
    ((nextAttempt(created, attempts, created)?.getTime() ?? 0) - created.getTime()) / 60_000;
  expect([1, 2, 3, 4, 5, 6, 20].map(minutes)).toEqual([1, 5, 15, 60, 240, 240, 240]);
  expect(nextAttempt(created, 9, inSeconds(created, 69 * 3_600))).toBeNull();
});

test("an unused run answers at once", async () => {
  expect(await sendDue({ links: mailLinks })).toEqual({ sent: 0, dropped: 0, failed: 0, waiting: false });
});
