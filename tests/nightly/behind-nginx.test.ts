/** Two instances behind Debian's nginx with the site of ops/nginx: what `npm test` asks a small proxy of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request, type RequestOptions } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { anyPort } from "@/scripts/processes/ports";
import { WEBHOOK } from "../support/billing";
import { allAtOnce, expectHonest } from "../support/at-once";
import { newPerson, startApp, until, type TestApp } from "../support/integration";
import { opsFile } from "../support/ops-file";
import { chunkOf, headOf, LAST_CHUNK, RawConnection } from "../support/raw-connection";
import { eventOf, signed } from "../support/webhook";

const RESTARTS = 5;
/** Requests per second, at a steady rate. */
const RATE = 200;

const ENV = { TRUSTED_PROXIES: "1", DRAIN_SECONDS: "2" };

let dir: string;
let nginx: ChildProcess;
let url: string;
/** The same site, with bodies passed on as they come: otherwise nginx reads them first, and tells the app their length. */
let unbuffered: string;
const errors: string[] = [];
/** Whose database and local Stripe all of them use. */
let owner: TestApp;
let apps: TestApp[] = [];

/** What the docs say to set beside the site. */
const [, CONNECTIONS = ""] =
  /```nginx\n(.*?)```/s.exec(readFileSync(join(root, "docs/deploying/server.md"), "utf8")) ?? [];

/** The site on other ports, and without a certificate. */
const siteFor = (port: number, [first = "", second = ""]: string[]): string =>
  opsFile("nginx/billing.conf", [
    [/server \{\n    listen 80;[^]*?\}\n\n/, ""],
    ["listen 443 ssl http2;", `listen 127.0.0.1:${port};`],
    [/ *listen \[::\]:443.*\n/, ""],
    [/ *ssl_certificate .*\n/, ""],
    [/ *ssl_certificate_key .*\n/, ""],
    ["127.0.0.1:3001", first],
    ["127.0.0.1:3002", second],
  ]);

beforeAll(async () => {
  owner = await startApp({ env: ENV });
  apps = [owner, await startApp({ beside: owner, env: ENV })];
  await owner.localStripe.holdDeliveries();
  dir = mkdtempSync(join(tmpdir(), "billing-nginx-"));
  // Started by root, nginx works as somebody else.
  chmodSync(dir, 0o755);
  const [port, unbufferedPort] = [await anyPort(), await anyPort()];
  url = `http://127.0.0.1:${port}`;
  unbuffered = `http://127.0.0.1:${unbufferedPort}`;
  const site = siteFor(
    port,
    apps.map((app) => new URL(app.url).host),
  );
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${dir}/${kind};`,
  );
  const main = join(dir, "nginx.conf");
  const servers = site.slice(site.indexOf("server {")).replace(String(port), String(unbufferedPort));
  const passedOn = servers.replace("server {", "server {\n    proxy_request_buffering off;");
  writeFileSync(join(dir, "site.conf"), `${site}\n${passedOn}`);
  writeFileSync(
    main,
    `daemon off; worker_processes 2; pid ${dir}/pid; error_log stderr warn; ${CONNECTIONS}
     http { access_log off; ${places.join(" ")} include ${dir}/site.conf; }`,
  );
  execFileSync("nginx", ["-t", "-q", "-c", main], { stdio: "pipe" });
  nginx = spawn("nginx", ["-c", main], { stdio: ["ignore", "ignore", "pipe"] });
  nginx.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  await until("nginx to answer", () =>
    fetch(`${url}/api/livez/`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
});
afterAll(async () => {
  if (nginx?.pid) {
    const ended = once(nginx, "exit");
    nginx.kill("SIGTERM");
    await ended;
  }
  for (const app of apps) if (app !== owner) await app.stop();
  await owner?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

const agent = new Agent({ keepAlive: true });
/** @returns the status, with what is said beside an error of ours or of nginx; or the connection's failure */
function send(to: string, options: RequestOptions, body: string): Promise<string> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port: new URL(to).port, agent, ...options }, (answer) => {
      let said = "";
      answer.on("data", (part: Buffer) => (said += part.toString()));
      const isOurs = (answer.statusCode ?? 500) < 500;
      answer.on("end", () =>
        resolve(isOurs ? String(answer.statusCode) : `${answer.statusCode} ${said.slice(0, 300)}`),
      );
    });
    sent.on("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message)).end(body);
  });
}

test.each([
  ["read first", () => url],
  ["passed on as they come", () => unbuffered],
])("bodies that are too large, %s, harm nobody's next request on nginx's kept connections", async (_, to) => {
  const paths = ["/api/users/", "/api/subscriptions/checkout/", "/api/auth/callback/credentials", WEBHOOK];
  for (let round = 0; round < 20; round++) {
    const path = paths[round % paths.length] ?? "";
    const connection = await RawConnection.open(to());
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    await connection.write(headOf(to(), { path, headers }));
    for (let piece = 0; piece < 8; piece++) await connection.write(chunkOf("x".repeat(16 * 1024)));
    await connection.write(LAST_CHUNK);
    const { status } = await connection.answer();
    expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    connection.close();
    const next = await Promise.all(Array.from({ length: 8 }, () => send(to(), { path: "/api/workspaces/" }, "")));
    expect([path, new Set(next)]).toEqual([path, new Set(["401"])]);
  }
});

test("limits count the address that nginx saw, whatever the client says", async () => {
  for (const claim of ["192.0.2.1", "192.0.2.2, 198.51.100.7"]) {
    const headers = { "content-type": "application/json", "x-forwarded-for": claim };
    const body = JSON.stringify(newPerson());
    expect(await send(url, { path: "/api/users/", method: "POST", headers }, body)).toBe("201");
  }
  const { rows } = await owner.database.pool.query(
    "SELECT DISTINCT key FROM rate_counter WHERE key LIKE 'sign-up from %'",
  );
  expect(rows).toEqual([{ key: "sign-up from 127.0.0.1" }]);
});

test("2,000 events at once: nginx answers each within 5 s, with 200 or with the app's own refusal", async () => {
  const outcomes = await allAtOnce(2_000, (n) =>
    fetch(`${url}${WEBHOOK}`, signed(owner, eventOf("product.updated", { id: `prod_crowd_${n}` }))),
  );
  expectHonest(outcomes, [200]);
});

let comeAgain = 0;

/** A machine that is busy with something else says so, which no restart is the reason for. Stripe delivers again. */
async function deliver(options: RequestOptions, body: string): Promise<string> {
  for (;;) {
    const outcome = await send(url, options, body);
    if (!outcome.includes('"code":"overloaded"')) return outcome;
    comeAgain++;
    await pause(1_000);
  }
}

test(`${RESTARTS} restarts of each instance under ${RATE} webhooks a second: nginx answers 200 to all, and each is done once`, async () => {
  const outcomes: Promise<string>[] = [];
  const events: string[] = [];
  const timer = setInterval(() => {
    const event = eventOf("product.updated", { id: `prod_behind_${events.length % 50}` });
    events.push(event.id);
    const { method, headers, body } = signed(owner, event);
    outcomes.push(deliver({ path: WEBHOOK, method, headers }, body));
  }, 1000 / RATE);
  try {
    for (let restart = 0; restart < RESTARTS * 2; restart++) {
      const place = restart % 2;
      const before = apps[place] as TestApp;
      const port = Number(new URL(before.url).port);
      expect(await before.end()).toBe(143);
      expect(before.logs()).not.toContain("had no answer");
      apps[place] = await startApp({ beside: owner, port, env: ENV });
      // As long as nginx leaves an instance alone that was away.
      const count = events.length;
      await until("nginx to know it again", () => Promise.resolve(events.length > count + 3 * RATE));
    }
  } finally {
    clearInterval(timer);
  }
  const tally: Record<string, number> = {};
  for (const outcome of await Promise.all(outcomes)) tally[outcome] = (tally[outcome] ?? 0) + 1;
  expect([tally, errors.join("")]).toEqual([{ 200: events.length }, expect.any(String)]);
  console.log(`${comeAgain} of ${events.length} deliveries were told that the machine is too busy`);
  expect(comeAgain).toBeLessThan(events.length / 20);
  const { rows } = await owner.database.pool.query<{ state: string; count: number }>(
    "SELECT state, count(*)::int AS count FROM stripe_event WHERE id = ANY($1) GROUP BY state",
    [events],
  );
  expect(rows).toEqual([{ state: "processed", count: events.length }]);
});
