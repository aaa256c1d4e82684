import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import Stripe from "stripe";
import { afterEach, expect, test, vi } from "vitest";
import { followExchanges } from "@/lib/exchange";
import { errorFields } from "@/lib/observe/error-fields";
import { jsonLog, takeOverConsole } from "@/lib/observe/json-log";
import { log, setLogWriter } from "@/lib/observe/log";
import { maskSecrets } from "@/lib/observe/mask";

const lines: string[] = [];
const write = (level = "info") => jsonLog(level, { write: (line) => void lines.push(line) });
const last = () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown>;
const printed = { ...console };

afterEach(() => {
  lines.length = 0;
  setLogWriter(undefined);
  Object.assign(console, printed);
});

test("a line is one JSON object with level, time, sentence and fields", () => {
  setLogWriter(write());
  log.warn("The copy is late\nby a day", { code: "late" });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toContain("\n");
  expect(last()).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    msg: "The copy is late\nby a day",
    code: "late",
  });
});

test("what is below the level asked for is left out", () => {
  setLogWriter(write("error"));
  log.info("expected");
  log.warn("outside");
  log.error("a fault");
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["a fault"]);
});

test("an error has its type, message, code, stack and causes, and nothing else of what it holds", () => {
  const refused = Object.assign(new TypeError("no route"), { code: "ECONNREFUSED", client: { password: "hunter2" } });
  const fields = errorFields(new Error("the call failed", { cause: refused }));
  expect(fields).toMatchObject({
    type: "Error",
    message: "the call failed",
    stack: expect.stringContaining("json-log.test"),
    cause: { type: "TypeError", message: "no route", code: "ECONNREFUSED" },
  });
  expect(JSON.stringify(fields)).not.toContain("hunter2");
});

test("Stripe's failure keeps the id of its request, and not its headers", () => {
  const failure = new Stripe.errors.StripeCardError({
    type: "card_error",
    message: "Your card was declined.",
    code: "card_declined",
    headers: { authorization: "Bearer sk_test_abc" },
    requestId: "req_1",
    statusCode: 402,
  });
  const fields = errorFields(failure);
  expect(fields).toMatchObject({ code: "card_declined", requestId: "req_1", statusCode: 402 });
  expect(JSON.stringify(fields)).not.toContain("sk_test");
});

test("an error without an end, and what is no error", () => {
  const endless = new Error("round");
  endless.cause = endless;
  expect(JSON.stringify(errorFields(endless)).length).toBeLessThan(20_000);
  expect(errorFields(undefined)).toEqual({ type: "undefined", message: "undefined" });
  expect(errorFields("thrown text")).toEqual({ type: "string", message: "thrown text" });
});

const opening: [string, string][] = [
  ["a secret key", "sk_test_51AbCdEf"],
  ["a restricted live key", "rk_live_51AbCdEf"],
  ["a signing secret", "whsec_AbCd+/=="],
  ["a checkout's client secret", "cs_test_a1b2_secret_c3d4"],
  ["a database's password", "postgresql://app:hunter2@db:5432/app"],
  ["a mail server's password", "smtps://mailer:hunter2@mail.example.com"],
  ["a bearer's token", "Authorization: Bearer abc.def-ghi"],
  ["a session's cookie", "__Secure-next-auth.session-token=eyJhbGciOiJkaXIifQ..abc.def.ghi"],
  ["a link for a new password", "/reset-password/00000000-0000-4000-8000-000000000001.c2ln"],
  ["a link that confirms an address", "/confirm-address/00000000-0000-4000-8000-000000000001.c2ln"],
  ["a link to sign in", "/sign-in-by-mail/00000000-0000-4000-8000-000000000001.c2ln"],
  ["a link to join", "/invitation?token=c2ln"],
  ["a signed token", "eyJhbGciOiJkaXIifQ.eyJzdWIiOiIxIn0.c2ln"],
];
test.each(opening)("no line shows %s", (_, secret) => {
  setLogWriter(write());
  log.error(`It said ${secret} to us`, { error: new Error(`and ${secret} again`) });
  const opens = secret.match(/51AbCdEf|AbCd|c3d4|hunter2|abc\.def|c2ln/)?.[0] ?? secret;
  expect(opens.length).toBeGreaterThan(2);
  expect(lines[0]).not.toContain(opens);
  expect(() => last()).not.toThrow();
});

test("what opens nothing stays: ids, addresses, sentences", () => {
  const plain =
    "sub_1Abc of cus_9Xyz at https://example.com/secret_place?key=1 was refused: Basic plan, session cs_test_a1";
  expect(maskSecrets(plain)).toBe(plain);
});

test("what a library prints is a line as well; an error that Next hands to us as well is told once", () => {
  takeOverConsole(write());
  console.error("⨯", Object.assign(new Error("told"), { digest: "1436635388" }));
  expect(lines).toEqual([]);
  console.warn("slow %s", "query", new Error("by far"));
  expect(last()).toMatchObject({ level: "warn", source: "console", msg: "slow query", error: { message: "by far" } });
  console.log("ready");
  expect(last()).toMatchObject({ level: "info", msg: "ready" });
});

test("what is printed of a client that left in the middle of its body is expected, and of another failure is not", async () => {
  followExchanges();
  takeOverConsole(write());
  const server = createServer((request, response) => void read(request).finally(() => response.end()));
  const read = async (request: IncomingMessage) => {
    try {
      for await (const _ of request);
    } catch (error) {
      console.error("⨯", error);
    }
    console.error("⨯", new Error("a fault of ours"));
  };
  await once(server.listen(0, "127.0.0.1"), "listening");
  const asked = once(server, "request");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  await asked;
  socket.destroy();
  server.close();
  await once(server, "close");
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(["info", "error"]);
});
