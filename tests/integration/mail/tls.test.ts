import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sendBySmtp, serverOf } from "@/lib/mail/smtp";

const FROM = { name: "", address: "hello@example.com" };
const message = {
  to: "ada@example.com",
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
  messageId: "<1@app.example.com>",
  date: new Date(),
};

const servers: SMTPServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
});

/** A server with a certificate that nobody trusts. @returns its address, and what it saw */
async function startServer(secure: boolean) {
  const seen: { user: unknown; encrypted: boolean; calls: string }[] = [];
  const server = new SMTPServer({
    secure,
    logger: false,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onData: (stream, session, done) => {
      stream.resume();
      stream.once("end", () => {
        seen.push({ user: session.user, encrypted: session.secure, calls: session.hostNameAppearsAs || "" });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.server.address() as AddressInfo;
  return { url: `${secure ? "smtps" : "smtp"}://user:p%40ss%3A@127.0.0.1:${port}`, seen };
}

describe.each([
  ["smtps, encrypted from the first byte", true],
  ["smtp, encrypted when the server offers it", false],
])("%s", (_, secure) => {
  test("a certificate that nobody trusts is refused, and gets no mail and no password", async () => {
    const { url, seen } = await startServer(secure);
    await expect(sendBySmtp(url, FROM, message)).rejects.toThrow(/certificate/);
    expect(seen).toEqual([]);
  });

  test("a mail and its password go out encrypted, under the app's name", async () => {
    const { url, seen } = await startServer(secure);
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    await sendBySmtp(url, FROM, message);
    expect(seen).toEqual([{ user: "user", encrypted: true, calls: "app.example.com" }]);
  });
});

test.each([
  ["smtp://mail.example.com", { host: "mail.example.com", port: 587, secure: false, requireTLS: false }],
  ["smtp://u:p@mail.example.com:2525", { port: 2525, requireTLS: true, auth: { user: "u", pass: "p" } }],
  ["smtps://u:p@mail.example.com", { port: 465, secure: true, requireTLS: false }],
  ["smtp://u:p@127.0.0.1:1025", { requireTLS: false }],
  ["smtp://u:p@localhost.example.com", { requireTLS: true }],
  ["smtp://[::1]:1025", { host: "::1", requireTLS: false }],
  ["smtp://a%40b.c:p%3A%2F@mail.example.com", { auth: { user: "a@b.c", pass: "p:/" } }],
])("%s: a password never leaves this machine unencrypted", (url, options) => {
  expect(serverOf(url)).toMatchObject(options);
});
