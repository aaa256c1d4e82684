import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { priceOf, subscribe, workspaceOf } from "../../support/billing";
import {
  type AppClient,
  createDatabase,
  startApp,
  type TestApp,
  type TestDatabase,
  until,
} from "../../support/integration";
import { signUpOperator } from "../../support/operator";
import { type PostgresProxy, startPostgresProxy } from "../../support/postgres-proxy";
import { deliver, eventOf } from "../../support/webhook";
import { actions, callAction, endpoints, fieldsIn, pages } from "../../support/ways-in";
import { root } from "@/scripts/local/paths";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let database: TestDatabase;
let wire: PostgresProxy;
let app: TestApp;
let client: AppClient;
let valid: Record<string, string>;
let tables: string[];
beforeAll(async () => {
  database = await createDatabase();
  wire = await startPostgresProxy(database.url);
  app = await startApp({
    database: { ...database, url: wire.url },
    env: { CALLS_PER_MINUTE: "10000", DATABASE_POOL_SIZE: "250" },
  });
  client = await signUpOperator(app);
  const workspace = await workspaceOf(client);
  const { subscriptionId } = await subscribe(app, client, await priceOf(app, "starter_month"), workspace);
  const price = await priceOf(app, "pro_month");
  valid = { workspace, workspace_id: workspace, price, price_id: price, subscription: subscriptionId };
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%\\_%'",
  );
  tables = rows.map(({ name }) => name);
});
afterAll(async () => {
  await app?.stop();
  await app?.localStripe.stop();
  await wire?.close();
  await database?.drop();
});

const fieldsOf = (folder: string) =>
  Object.fromEntries(fieldsIn(folder).flatMap((name) => (valid[name] ? [[name, valid[name]]] : [])));

/** Every way in, as a visitor and as the operator, who is a customer as well. */
function waysIn(): [string, () => Promise<Response>][] {
  const stranger = app.anonymous();
  const query = (folder: string) => new URLSearchParams(fieldsOf(folder)).toString();
  const here = (path: string) => path.replace(/0{8}-.*/, valid.workspace ?? "");
  const person = { email: "ada@example.com", password: "correct horse battery staple" };
  const json = (body: object) => ({
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  return [
    ...pages().flatMap(({ path, folder }): [string, () => Promise<Response>][] => [
      [`GET ${path}, signed out`, () => stranger.raw(`${here(path)}?${query(folder)}`)],
      [`GET ${path}`, () => client.raw(`${here(path)}?${query(folder)}`)],
      [`data of ${path}`, () => client.raw(`${here(path)}?${query(folder)}`, { headers: { rsc: "1" } })],
    ]),
    ...endpoints().flatMap(({ path, folder }): [string, () => Promise<Response>][] => [
      [`GET ${path}`, () => client.raw(`${path}?${query(folder)}`)],
      [`POST ${path}`, () => client.raw(path, json({ ...person, ...fieldsOf(folder) }))],
      [
        `POST ${path} by a form`,
        () =>
          client.raw(path, {
            method: "POST",
            body: new URLSearchParams({ ...person, ...fieldsOf(folder), event: "all", action: "assign", amount: "0" }),
          }),
      ],
    ]),
    ...actions().map((action): [string, () => Promise<Response>] => [
      `action ${action.name}`,
      () => callAction(client, { ...action, path: here(action.path) }, { ...valid, ...person, name: "Ada" }),
    ]),
    [
      "a sign-in",
      async () => {
        // Someone of their own: what others ask for at the same time would change the cookie.
        const visitor = app.anonymous();
        // Its token asks nothing of the database.
        const { body } = await visitor.get<{ csrfToken: string }>("/api/auth/csrf");
        const form = new URLSearchParams({ csrfToken: body.csrfToken, ...person, json: "true" });
        return visitor.raw("/api/auth/callback/credentials", { method: "POST", body: form });
      },
    ],
    [
      "a sign-in without script",
      async () => {
        const visitor = app.anonymous();
        const { body } = await visitor.get<{ csrfToken: string }>("/api/auth/csrf");
        const form = new URLSearchParams({ csrfToken: body.csrfToken, ...person });
        return visitor.raw("/api/auth/callback/credentials", { method: "POST", body: form });
      },
    ],
    [
      "a delivery of Stripe's",
      async () => {
        const { status, ...said } = await deliver(app, eventOf("product.created", { id: "prod_1", metadata: {} }));
        return new Response(JSON.stringify(said), { status });
      },
    ],
  ];
}

/** What only our code, a library or the server says. */
function secretsOf(): RegExp[] {
  const ports = [wire.url, database.url].map((url) => new URL(url).port);
  const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return [
    /ECONN\w*|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|AggregateError|TypeError/,
    /\b(?:connect|Connection) (?:terminated|timeout|E[A-Z]+)|timeout exceeded|Query read timeout|Connection terminated/i,
    /\b(?:SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|LEFT JOIN)\b/,
    /\brelation\b[^<]*\bexist|does not exist|syntax error|invalid input|violates|duplicate key/i,
    /prisma|postgres|pg[-_]pool|argon2|node_modules|\/chunks\/ssr|internal\/process/i,
    /\bat (?:async )?[\w.<>]+ \(|\.[cm]?[jt]sx?:\d+:\d+/,
    new RegExp(`[:=](?:${ports.join("|")})\\b`),
    new RegExp(escaped(root.replace(/\/$/, ""))),
    new RegExp(escaped(new URL(database.url).pathname.slice(1))),
    // As words of their own: a product may speak of sessions, but not of a table of them.
    new RegExp(`\\b(?:${tables.filter((name) => !HARMLESS.has(name)).join("|")})\\b`),
  ];
}

/** Names that our own answers have, too. */
const HARMLESS = new Set(["checkout_session", "pending_work"]);

/** Also what an address says: `error=connect%20ECONNREFUSED`. */
const decoded = (text: string): string =>
  text
    .replaceAll("+", " ")
    .replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));

/** A silent database is waited for 5 s (lib/db.ts), once. All begin at the same time, so who waits twice is that much later. */
const PATIENCE_MS = 5_000;
const ANOTHER_WAIT_MS = 4_000;

/** Probes decide themselves when they ask again; and of a delivery's answer the headers are not kept (tests/support/webhook.ts). */
const TELLS_ONLY = /^GET \/api\/(?:health|readyz)$|^a delivery/;

async function leaksOf(
  waysIn: [string, () => Promise<Response>][],
): Promise<{ leaks: string[]; failed: number; slow: string[]; dishonest: string[] }> {
  const secrets = secretsOf();
  let failed = 0;
  const waits: [string, number][] = [];
  const dishonest: string[] = [];
  const found = await Promise.all(
    waysIn.map(async ([what, ask]) => {
      const since = performance.now();
      const answer = await ask();
      waits.push([what, performance.now() - since]);
      const body = await answer.text().catch(() => "");
      // next-auth tells a failure as an address: of a redirect, or in JSON with 401.
      const isBlamed = /\berror=/.test((answer.headers.get("location") ?? "") + (answer.status === 401 ? body : ""));
      if (answer.status >= 500 || isBlamed) failed++;
      const isHonest = answer.status === 503 && (answer.headers.has("retry-after") || TELLS_ONLY.test(what));
      if ((answer.status >= 500 && !isHonest) || (isBlamed && !/^\w+ \/api\/auth\/error/.test(what)))
        dishonest.push(`${what}: ${answer.status}`);
      const all = [answer.statusText, ...[...answer.headers].map((header) => header.join(": ")), body]
        .map(decoded)
        .join("\n");
      return secrets.flatMap((secret) => {
        const { 0: said, index } = secret.exec(all) ?? {};
        return said === undefined
          ? []
          : [`${what} (${answer.status}): …${all.slice(Math.max(0, (index ?? 0) - 60), (index ?? 0) + 100)}…`];
      });
    }),
  );
  const waited = waits.flatMap(([, ms]) => (ms >= PATIENCE_MS ? ms : [])).toSorted((a, b) => a - b);
  const usual = waited[Math.floor(waited.length / 2)] ?? PATIENCE_MS;
  const slow = waits.flatMap(([what, ms]) => (ms > usual + ANOTHER_WAIT_MS ? `${what}: ${Math.round(ms)} ms` : []));
  return { leaks: found.flat(), failed, slow, dishonest };
}

const FILES = ["/icon.svg", "/robots.txt", "/theme.js", "/api/livez/"];

const AT_ONCE = 16;

const well = () => until("the app to be well", async () => (await app.anonymous().get("/api/health/")).status === 200);

test("what the search looks for is none of what the app says while all is well", async () => {
  // All at once would be more than a busy machine answers in time.
  const all = waysIn();
  let failures = 0;
  for (let begun = 0; begun < all.length; begun += AT_ONCE) {
    const { leaks, failed } = await leaksOf(all.slice(begun, begun + AT_ONCE));
    expect(leaks).toEqual([]);
    failures += failed;
  }
  expect(failures).toBeLessThan(5);
});

test.each<[string, () => void | Promise<void>, () => void | Promise<void>]>([
  ["is away", () => wire.sever(), () => wire.repair()],
  ["no longer answers", () => wire.hang(), () => wire.repair()],
  [
    "understands no statement",
    async () => void (await database.pool.query("ALTER SCHEMA public RENAME TO elsewhere; CREATE SCHEMA public")),
    async () => void (await database.pool.query("DROP SCHEMA public; ALTER SCHEMA elsewhere RENAME TO public")),
  ],
])("when the database %s, nothing of that reaches a visitor, by any way in", async (what, breakIt, mend) => {
  const understandsNothing = what === "understands no statement";
  await well();
  await breakIt();
  const { leaks, failed, slow, dishonest } = await leaksOf(waysIn());
  const files = await Promise.all(FILES.map(async (path) => [path, (await app.anonymous().raw(path)).status]));
  await mend();
  await well();
  expect(leaks).toEqual([]);
  expect(slow).toEqual([]);
  expect(files).toEqual(FILES.map((path) => [path, 200]));
  // A statement that the database refuses is a fault of ours, and stays one however often it's tried.
  if (!understandsNothing) expect(dishonest).toEqual([]);
  // Most pages, endpoints and actions ask the database. If they had not failed, this test would have seen nothing.
  expect(failed).toBeGreaterThan(45);
});
