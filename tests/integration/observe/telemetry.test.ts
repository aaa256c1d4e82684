import { afterAll, beforeAll, expect, test } from "vitest";
import { CHECKOUT, checkout, priceOf, subscribe, workspaceOf, WEBHOOK } from "../../support/billing";
import { type AppClient, newPerson, type Person } from "../../support/client";
import { type Collector, counted, type Span, startCollector } from "../../support/collector";
import { startApp, type TestApp, until } from "../../support/integration";

let collector: Collector;
let app: TestApp;
let buyer: AppClient & { person: Person };
let price: string;

beforeAll(async () => {
  collector = await startCollector();
  app = await startApp({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRIC_EXPORT_INTERVAL: "200",
      // OpenTelemetry's own: how long spans wait for company.
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
  buyer = await app.signUp(newPerson("Ada"));
  price = await priceOf(app, "pro_month");
  await subscribe(app, buyer, price);
});
afterAll(async () => {
  await app?.stop();
  await collector?.close();
});

const parentOf = (span: Span) => collector.spans.find(({ spanId }) => spanId === span.parentSpanId);

/** From a span up to its request's. */
function roots(span: Span): string[] {
  const above = parentOf(span);
  return above ? [above.name, ...roots(above)] : [];
}

test("a trace leads from the request to its calls to Stripe and its statements", async () => {
  const isCheckout = ({ name }: Span) => name.startsWith(`POST ${CHECKOUT.replace(/\/$/, "")}`);
  const root = await until("the request's span", () => collector.spans.find(isCheckout));
  const within = () => collector.spans.filter(({ traceId }) => traceId === root.traceId);
  const call = await until("the call's span", () =>
    within().find(({ name }) => name === "stripe POST /v1/checkout/sessions"),
  );
  expect(roots(call)).toContain(root.name);
  const statements = within().filter(({ name }) => name.startsWith("postgresql "));
  expect(statements.length).toBeGreaterThan(2);
  // Also those that wait for a connection, and those of a transaction.
  for (const statement of statements) expect(roots(statement)).toContain(root.name);
  expect(collector.services).toEqual(new Set(["hypersaas-billing"]));
});

test("a trace has the statements of a transaction, too", async () => {
  const root = await until("the sign-up's span", () =>
    collector.spans.find(({ name }) => name.startsWith("POST /api/users")),
  );
  const names = () => collector.spans.filter(({ traceId }) => traceId === root.traceId).map(({ name }) => name);
  await until("the span of its end", () => names().includes("postgresql COMMIT"));
  expect(names()).toEqual(expect.arrayContaining(["postgresql BEGIN", "postgresql INSERT"]));
});

test("an event's trace has the statement that writes it", async () => {
  const written = await until("the statement's span", () =>
    collector.spans.find(({ name }) => name === "postgresql mirror_subscription"),
  );
  const above = await until("its request's span", () => roots(written).find((name) => name.includes("POST")));
  expect(above).toContain(WEBHOOK.replace(/\/$/, ""));
});

test("events are counted by outcome, with their lag; refusals by code; what failed is a gauge", async () => {
  const again = await checkout(buyer, price, await workspaceOf(buyer));
  expect([again.status, again.body.code]).toEqual([409, "already_subscribed"]);
  await until("the refusal to be counted", () => counted(collector, "billing.refusals", "already_subscribed") === 1);
  expect(counted(collector, "billing.events", "processed")).toBeGreaterThan(2);
  expect(counted(collector, "billing.events.lag")).toBeGreaterThan(2);
  expect(counted(collector, "billing.stripe.duration", "POST")).toBeGreaterThan(0);
  expect(collector.metrics.get("billing.pending_work.failed")?.points).toHaveLength(1);
  expect(counted(collector, "billing.events.failed")).toBe(0);
});

type Line = { level: string; msg: string; request_id?: string; trace_id?: string; code?: string };
const logged = (): Line[] =>
  app
    .logs()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);

test("a refusal's line has the request's id, which its answer has too, and the trace's", async () => {
  const { headers, status } = await buyer.post(CHECKOUT, {
    price_id: "price_unknown",
    workspace_id: await workspaceOf(buyer),
  });
  expect(status).toBe(400);
  const id = headers.get("x-request-id");
  expect(id).toMatch(/^[\da-f-]{36}$/);
  const line = await until("the line", () => logged().find(({ request_id }) => request_id === id));
  expect(line).toMatchObject({
    level: "info",
    code: "price_not_available",
    trace_id: expect.stringMatching(/^\w{32}$/),
  });
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => (await app.anonymous().get("/api/workspaces/")).headers.get("x-request-id")),
  );
  expect(new Set(ids).size).toBe(20);
  await until("each of many at once to have its line", () =>
    ids.every((one) => logged().filter(({ request_id }) => request_id === one).length === 1),
  );
});

test("pages, files and what does not exist carry an id; a visitor's own is not taken", async () => {
  for (const path of ["/pricing", "/login", "/icon.svg", "/api/nothing", "/nothing"]) {
    const { headers } = await app.anonymous().raw(path, { headers: { "x-request-id": "mine" } });
    expect([path, headers.get("x-request-id")]).toEqual([path, expect.stringMatching(/^[\da-f-]{36}$/)]);
  }
});

test("what a page throws is one line, with its request's id, and no second one of Next's", async () => {
  await app.database.pool.query(`ALTER TABLE "user" RENAME TO user_away`);
  const { headers, status } = await buyer.raw("/dashboard?secret=1");
  await app.database.pool.query(`ALTER TABLE user_away RENAME TO "user"`);
  expect(status).toBe(500);
  const id = headers.get("x-request-id");
  const lines = await until("the line", () => {
    const found = logged().filter(({ request_id, level }) => request_id === id && level === "error");
    return found.length > 0 && found;
  });
  expect(lines).toMatchObject([{ msg: "GET /dashboard failed", error: { code: "42P01" } }]);
});

test("a proxy's id is kept, if it is plain", async () => {
  const behind = await startApp({ beside: app, env: { TRUSTED_PROXIES: "1" } });
  const ask = async (given: string) =>
    (await behind.anonymous().raw("/api/health/", { headers: { "x-request-id": given } })).headers.get("x-request-id");
  expect(await ask("edge-1.a_b")).toBe("edge-1.a_b");
  expect(await ask("two words")).toMatch(/^[\da-f-]{36}$/);
  expect(await ask("x".repeat(65))).toMatch(/^[\da-f-]{36}$/);
  await behind.stop();
});

test("every line of the log is JSON, and neither it nor a trace holds what opens anything or whom it is about", async () => {
  // What Next's own command prints before the app begins.
  const isBanner = (line: string) => /^\s*(?:▲|✓|-|$)/.test(line);
  const lines = app
    .logs()
    .split("\n")
    .filter((line) => !isBanner(line));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
  const secrets = {
    password: buyer.person.password,
    key: app.env.STRIPE_API_SECRET,
    signing: app.env.STRIPE_WEBHOOK_SECRET,
    session: buyer.cookieHeader().match(/session-token=([^;]+)/)?.[1],
    auth: app.env.NEXTAUTH_SECRET,
    database: new URL(app.database.url).password,
  };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret?.length, name).toBeGreaterThan(7);
    expect(app.logs().includes(secret ?? ""), `${name} in the log`).toBe(false);
    expect(collector.text().includes(secret ?? ""), `${name} in a trace`).toBe(false);
  }
  expect(collector.text()).not.toContain(buyer.person.email);
});
