// What a page sees whose own name is made to lead here, and what a container's neighbors see.
import { spawnSync } from "node:child_process";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpoints } from "../src/http/endpoints.ts";
import { startServer, type RunningServer } from "../src/server.ts";
import { checkout, sdk, startLocal, temporaryDirectory, type Local } from "./support.ts";

let local: Local;
let session = "";
beforeAll(async () => {
  local = await startLocal();
  session = (await checkout(local.stripe)).id;
});
afterAll(() => local.stop());

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
}

/** Not fetch, which sets the host itself. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request(url, { method, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on("error", failed).end(method === "POST" ? "email=a@example.com" : undefined);
  });
}

const port = () => new URL(local.server.url).port;
const FOREIGN = [
  "evil.example",
  "evil.example:80",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "evillocalhost",
  "app.internal",
  "app.local",
  "app",
  "192.0.2.7",
  "0.0.0.0",
  "[2001:db8::1]",
];
/** Refused before anything of ours is asked. */
const MALFORMED = ["localhost@evil.example", "evil.example#localhost"];

/** Each kind of address that there is, and one that there isn't. */
const KINDS: [string, string][] = [
  ["GET", "/v1/customers"],
  ["POST", "/v1/customers"],
  ["OPTIONS", "/v1/customers"],
  ["HEAD", "/v1/customers"],
  ["GET", "/v1/unknown"],
  ["GET", "/_local/requests"],
  ["POST", "/_local/reset"],
  ["GET", "/_local/billing"],
  ["GET", "/"],
  ["GET", "/customers"],
  ["POST", "/reset"],
  ["GET", "/c/pay/SESSION"],
  ["GET", "/p/session/unknown"],
  ["GET", "/invoice/unknown"],
  ["GET", "/pages/pages.css"],
  ["GET", "/stripe.js"],
  ["GET", "/nothing/here"],
];

describe("a request for a name that is not this server's", () => {
  it.each(KINDS)("%s %s is refused, whatever the name", async (method, path) => {
    const url = local.server.url + path.replace("SESSION", session);
    for (const host of [...FOREIGN, ...MALFORMED]) {
      const { status, headers, text } = await ask(url, method, { host, authorization: "Bearer sk_test_x" });
      expect([host, status]).toEqual([host, MALFORMED.includes(host) ? 400 : 403]);
      expect(headers["access-control-allow-origin"]).toBeUndefined();
      expect(text).not.toContain("cus_");
    }
    expect((await local.stripe.customers.list()).data).toEqual([]);
  });

  it("is told which setting adds a name, in the shape of Stripe's errors", async () => {
    const { text } = await ask(`${local.server.url}/v1/customers`, "GET", { host: "stripe.test:1" });
    expect(JSON.parse(text)).toEqual({
      error: {
        type: "invalid_request_error",
        message:
          'This request is for "stripe.test:1", which is not a name of this server. If it is, add it to LOCAL_STRIPE_HOSTS.',
      },
    });
  });
});

it("so is every endpoint of the API", async () => {
  for (const { method, path } of endpoints) {
    const { status, text } = await ask(local.server.url + path.replace(/\{.*/, ""), method, {
      host: "evil.example",
      authorization: "Bearer sk_test_x",
    });
    expect([method, path, status]).toEqual([method, path, 403]);
    expect(text).toContain("is not a name of this server");
  }
});

/** What no client sends, and a page can't. */
describe("a request by hand", () => {
  const answer = (...lines: string[]) =>
    new Promise<string>((done, failed) => {
      const socket = connect(Number(port()), "127.0.0.1", () => socket.end(`${lines.join("\r\n")}\r\n\r\n`));
      let text = "";
      socket
        .on("data", (chunk: Buffer) => (text += chunk.toString()))
        .on("end", () => done(text))
        .on("error", failed);
    });
  const key = "Authorization: Bearer sk_test_x";

  it.each([
    ["without a host", ["GET /v1/customers HTTP/1.0", key]],
    ["without a host, in HTTP/1.1", ["GET /v1/customers HTTP/1.1", key]],
    ["with an empty host", ["GET /v1/customers HTTP/1.1", "Host:", key]],
    ["with two hosts", ["GET /v1/customers HTTP/1.1", "Host: evil.example", "Host: localhost", key]],
    ["for a whole address elsewhere", ["GET http://evil.example/v1/customers HTTP/1.1", "Host: evil.example", key]],
  ])("%s is refused", async (_how, lines) => {
    expect(await answer(...lines, "Connection: close")).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

it("a form of a page changes nothing, whatever its address names as key", async () => {
  const headers = {
    authorization: `Basic ${Buffer.from("sk_test_x:").toString("base64")}`,
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "cross-site",
    origin: "https://evil.example",
  };
  const { status, text } = await ask(`${local.server.url}/v1/customers`, "POST", headers);
  expect([status, JSON.parse(text)]).toEqual([
    403,
    { error: expect.objectContaining({ type: "invalid_request_error" }) },
  ]);
  expect((await local.stripe.customers.list()).data).toEqual([]);
  // In a browser's address bar an answer can be looked at
  expect((await ask(`${local.server.url}/v1/customers`, "GET", headers)).status).toBe(200);
});

it("answers to this machine's names for itself, in any spelling and with any port", async () => {
  for (const host of [
    `localhost:${port()}`,
    "LOCALHOST",
    "127.0.0.1:8080",
    "127.1.2.3",
    "[::1]",
    "[::1]:12111",
    "x.localhost",
  ])
    expect([host, (await ask(`${local.server.url}/_local/requests`, "GET", { host })).status]).toEqual([host, 200]);
});

describe("in a container", () => {
  let server: RunningServer;
  const dataDir = temporaryDirectory();
  beforeAll(async () => {
    server = await startServer({
      port: 0,
      host: "0.0.0.0",
      dataDir,
      hosts: ["local-stripe", "Stripe.Test"],
      publicUrl: "https://stripe.dev.example:8443",
    });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const here = () => `http://127.0.0.1:${new URL(server.url).port}`;

  it("answers to the names that were added, to that of its public address, and still to no others", async () => {
    const statusFor = async (host: string) => (await ask(`${here()}/_local/requests`, "GET", { host })).status;
    for (const host of ["local-stripe:12111", "stripe.test", "stripe.dev.example:8443", "127.0.0.1"])
      expect([host, await statusFor(host)]).toEqual([host, 200]);
    for (const host of ["evil.example", "dev.example", "x.local-stripe"])
      expect([host, await statusFor(host)]).toEqual([host, 403]);
  });

  it("hands out its public address, whatever name the app calls it by", async () => {
    const stripe = sdk(here());
    const { url } = await checkout(stripe);
    expect(url).toMatch("https://stripe.dev.example:8443/c/pay/");
  });
});

it("says which of the two settings can't be right", () => {
  for (const [name, value] of [
    ["LOCAL_STRIPE_HOSTS", "stripe:12111"],
    ["LOCAL_STRIPE_HOSTS", "http://stripe"],
    ["LOCAL_STRIPE_PUBLIC_URL", "localhost:12111"],
    ["LOCAL_STRIPE_PUBLIC_URL", "http://localhost:12111/path"],
  ] as const) {
    const bin = fileURLToPath(new URL("../bin/local-stripe.mjs", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [bin, "--port", "0"], {
      env: { PATH: process.env.PATH, [name]: value },
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${name} must be`)]);
  }
});
