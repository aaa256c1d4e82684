import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { sendBySmtp } from "@/lib/mail/smtp";
import { startServer } from "@/local-mail/src/server";
import { startLocalMail } from "@/scripts/local/local-mail";
import { anyPort } from "@/scripts/processes/ports";
import { bareEnvironment } from "../support/environment";
import { startMailbox, type TestMailbox } from "../support/mail";

let mailbox: TestMailbox;
beforeAll(async () => {
  mailbox = await startMailbox();
});
beforeEach(() => mailbox.clear());
afterAll(() => mailbox?.stop());

const FROM = { name: "Example, Inc.", address: "hello@example.com" };
const message = (to: string, html = "<html><head></head><body><p>Hello</p></body></html>") => ({
  to,
  subject: `<b>For</b> ${to}`,
  html,
  text: "Hello <you>",
  messageId: `<${to}>`,
  date: new Date("2026-11-30T08:00:00Z"),
});

const send = (to: string, url = mailbox.smtpUrl) => sendBySmtp(url, FROM, message(to));

test("a mail that was sent is on the page, as JSON, and as it arrived", async () => {
  await send("ada@example.com");
  await send("bob@example.com", mailbox.smtpUrl.replace("smtp://", "smtp://any:password@"));
  const list = await (await fetch(mailbox.url)).text();
  expect(list.indexOf("bob@example.com")).toBeLessThan(list.indexOf("ada@example.com"));
  expect(list).toContain("&lt;b&gt;For&lt;/b&gt; ada@example.com");

  const answer = await fetch(`${mailbox.url}/_local/messages?to=ada@example.com`);
  const [mail, ...others] = (await answer.json()) as { id: string; headers: Record<string, string> }[];
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    from: "hello@example.com",
    to: ["ada@example.com"],
    subject: "<b>For</b> ada@example.com",
    text: "Hello <you>",
    date: "2026-11-30T08:00:00.000Z",
    headers: { from: '"Example, Inc." <hello@example.com>' },
  });
  const page = await (await fetch(`${mailbox.url}/messages/${mail?.id}`)).text();
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(page).toContain("Hello &lt;you&gt;");
  expect(await (await fetch(`${mailbox.url}/messages/${mail?.id}/raw`)).text()).toContain("Subject:");
  expect((await fetch(`${mailbox.url}/messages/unknown`)).status).toBe(404);
});

test("no script of a mail's runs, and nothing is loaded", async () => {
  await sendBySmtp(
    mailbox.smtpUrl,
    FROM,
    message("eve@example.com", "<html><head></head><script>alert(1)</script></html>"),
  );
  const [mail] = mailbox.mailTo("eve@example.com");
  const policy = (await fetch(`${mailbox.url}/messages/${mail?.id}/html`)).headers.get("content-security-policy");
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/sandbox allow-popups/);
  expect(policy).not.toMatch(/script/);
});

/** `fetch` names the host unasked. */
const status = (headers: Record<string, string>, method = "GET", path = "/_local/messages") =>
  new Promise<number | undefined>((resolve, reject) => {
    const { hostname, port } = new URL(mailbox.url);
    request({ hostname, port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once("error", reject)
      .end();
  });

test("it answers only to its own names, and changes nothing for pages of other origins", async () => {
  const { port } = new URL(mailbox.url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "mail.localhost"])
    expect([host, await status({ host })]).toEqual([host, 200]);
  for (const host of ["evil.example", `evil.example:${port}`, "localhost.evil.example", "127.0.0.1.evil.example"])
    expect([host, await status({ host })]).toEqual([host, 403]);
  await send("ada@example.com");
  expect(await status({ origin: "https://evil.example" }, "DELETE")).toBe(403);
  expect(await status({ "sec-fetch-site": "cross-site" }, "POST", "/delete")).toBe(403);
  expect(mailbox.mailTo("ada@example.com")).toHaveLength(1);
  expect(await status({}, "DELETE")).toBe(200);
  expect(mailbox.mailTo("ada@example.com")).toEqual([]);
});

test("it keeps mail over a restart, where it has a folder", async () => {
  const dir = await mkdtemp(join(tmpdir(), "billing-local-mail-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const first = await startServer({ smtpPort: 0, pagePort: 0, dir });
  await send("ada@example.com", first.smtpUrl);
  await first.stop();
  const second = await startServer({ smtpPort: 0, pagePort: 0, dir });
  expect(second.mailbox.list("ada@example.com")).toHaveLength(1);
  second.mailbox.clear();
  await second.stop();
  const third = await startServer({ smtpPort: 0, pagePort: 0, dir });
  expect(third.mailbox.list()).toEqual([]);
  await third.stop();
});

test("started as quickstart does: a taken port is named and another one is used", async () => {
  const dir = await mkdtemp(join(tmpdir(), "billing-local-mail-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const [smtp, page] = [await anyPort(), await anyPort()];
  const other = createServer().listen(smtp, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const said: string[] = [];
  const { url, smtpUrl, child } = await startLocalMail(
    { smtp, page },
    bareEnvironment(),
    (line) => said.push(line),
    dir,
  );
  onTestFinished(() => child.stop());
  expect(said).toEqual([
    expect.stringMatching(`Port ${smtp} is taken; local mail uses \\d+ instead \\(LOCAL_MAIL_PORT`),
  ]);
  expect(url).toBe(`http://127.0.0.1:${page}`);
  await send("ada@example.com", smtpUrl);
  expect(await (await fetch(url)).text()).toContain("ada@example.com");
});
