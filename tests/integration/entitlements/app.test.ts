import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rowOf, sell, setRole, priceOf, subscribe, workspaceOf, type Problem } from "../../support/billing";
import { type AppClient, type TestApp, until } from "../../support/integration";
import { pageOf, plain } from "../../support/forms";
import { signUpOperator } from "../../support/operator";
import { carriedBy, featuresOf } from "../../support/plan-features";
import { type OnWire, startAppOnWire } from "../../support/on-wire";

let onWire: OnWire;
let app: TestApp;
beforeAll(async () => {
  onWire = await startAppOnWire();
  ({ app } = onWire);
});
afterAll(() => onWire?.stop());

interface Access {
  feature_id: string;
  allowed: boolean;
  reason: { kind: string };
  limit?: number | null;
  used?: number;
}
type Refused = Problem & { feature?: string; upgrade?: { plan: string; href: string } };

const ENTITLEMENTS = "/api/subscriptions/entitlements/";
const CSV = "/api/subscriptions/invoices-csv/";
const AUDIT = "/api/workspaces/audit-log/";
const of = (path: string, workspace: string): string => `${path}?workspace_id=${workspace}`;

interface Buyer {
  client: AppClient & { person: { email: string } };
  workspace: string;
  subscriptionId: string;
}
async function buyer(price: string): Promise<Buyer> {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, price));
  return { client, workspace: workspaceId, subscriptionId };
}

let business: Buyer;
let pro: Buyer;
let starter: Buyer;
beforeAll(async () => {
  [business, pro, starter] = await Promise.all([buyer("business_month"), buyer("pro_month"), buyer("starter_month")]);
});

describe("GET entitlements/", () => {
  test("tells a member what the workspace may use, and why; no cache keeps it", async () => {
    const member = await app.signUp();
    await setRole(app, member.person.email, pro.workspace, "member");
    for (const path of [ENTITLEMENTS, ENTITLEMENTS.slice(0, -1)]) {
      const { status, headers, body } = await member.get<{ workspace_id: string; features: Access[] }>(
        of(path, pro.workspace),
      );
      expect([status, headers.get("cache-control")]).toEqual([200, "private, no-store"]);
      const until = expect.stringMatching(/^\d{4}-.*Z$/) as string;
      const trial = { allowed: true, reason: { kind: "trial", plan: "Pro", until }, limit_until: until, used: 0 };
      expect(body).toEqual({
        workspace_id: pro.workspace,
        features: carriedBy("pro").map(({ featureId, limit }) => ({ feature_id: featureId, limit, ...trial })),
      });
    }
  });

  test("and of what ended, that it did", async () => {
    const { client, workspace, subscriptionId } = await buyer("pro_month");
    await app.stripe.subscriptions.cancel(subscriptionId);
    await until("it to end", async () => (await rowOf(app, "subscription", subscriptionId))?.status === "canceled");
    const { body } = await client.get<{ features: Access[] }>(of(ENTITLEMENTS, workspace));
    const ended = {
      allowed: false,
      reason: { kind: "ended", was: "trial", plan: "Pro", on: expect.any(String) as string },
    };
    expect(body.features).toEqual(featuresOf("pro").map((feature_id) => ({ feature_id, ...ended })));
  });

  test("refuses who is not signed in, who is in no such workspace, and who names none", async () => {
    const answer = async (client: AppClient, path: string) => {
      const { status, body } = await client.get<Problem>(path);
      return [status, body.code];
    };
    for (const path of [ENTITLEMENTS, CSV, AUDIT]) {
      expect(await answer(app.anonymous(), of(path, pro.workspace))).toEqual([401, "unauthenticated"]);
      expect(await answer(starter.client, path)).toEqual([400, "invalid_request"]);
      expect(await answer(starter.client, of(path, "a workspace"))).toEqual([400, "invalid_request"]);
      expect(await answer(starter.client, of(path, pro.workspace))).toEqual([404, "workspace_not_found"]);
    }
  });
});

describe("the invoices as CSV", () => {
  beforeEach(() => app.database.pool.query("DELETE FROM invoice WHERE id LIKE 'in_made_up%'"));

  test("are free for those who may see invoices, on every plan and after it", async () => {
    const member = await app.signUp();
    await setRole(app, member.person.email, pro.workspace, "member");
    expect((await member.get<Problem>(of(CSV, pro.workspace))).body.code).toBe("billing_role_required");
    await setRole(app, member.person.email, pro.workspace, "admin");
    const { status, headers } = await member.get(of(CSV, pro.workspace));
    expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
      200,
      "text/csv; charset=utf-8; header=present",
      "private, no-store",
    ]);
    expect(headers.get("content-disposition")).toBe(`attachment; filename="invoices-${pro.workspace}.csv"`);
    const ended = await buyer("starter_month");
    await app.stripe.subscriptions.cancel(ended.subscriptionId);
    await until(
      "it to end",
      async () => (await rowOf(app, "subscription", ended.subscriptionId))?.status === "canceled",
    );
    for (const { client, workspace } of [starter, ended]) {
      const { status, body } = await client.get<string>(of(CSV, workspace));
      expect([status, body.split("\r\n").length]).toEqual([200, 3]);
      expect(plain((await pageOf(client, `/dashboard?workspace=${workspace}`)).html)).toContain("Download all as CSV");
    }
  });

  test("are all there are, newest first, each amount for people and for programs, and harmless in a spreadsheet", async () => {
    await app.database.pool.query(
      `INSERT INTO invoice (id, subscription_id, number, status, currency, total_minor, amount_paid_minor, amount_remaining_minor, created_at, as_of)
       SELECT 'in_made_up' || lpad(n::text, 4, '0'), $1, CASE n WHEN 1 THEN '=HYPERLINK("http://evil.example")' WHEN 2 THEN 'A,"B"' ELSE 'N-' || n END,
         CASE n WHEN 3 THEN 'draft' ELSE 'open' END, CASE n WHEN 2 THEN 'jpy' ELSE 'usd' END, n, 0, n, '2020-01-01T00:00:00Z'::timestamptz + n / 2 * interval '1 second', now()
         FROM generate_series(1, 1201) n`,
      [pro.subscriptionId],
    );
    const { body } = await pro.client.get<string>(of(CSV, pro.workspace));
    const lines = body.split("\r\n");
    expect(lines[0]).toBe("number,date,status,currency,total,total_minor,paid,paid_minor,due,due_minor,stripe_invoice");
    const made = lines.filter((line) => line.includes("in_made_up"));
    expect(made).toHaveLength(1200);
    expect(made.map((line) => line.slice(-4))).toEqual(
      made
        .map((line) => line.slice(-4))
        .toSorted()
        .toReversed(),
    );
    expect(made.at(-1)).toBe(
      `"'=HYPERLINK(""http://evil.example"")",2020-01-01T00:00:00.000Z,open,USD,0.01,1,0.00,0,0.01,1,in_made_up0001`,
    );
    expect(made.at(-2)).toBe(`"A,""B""",2020-01-01T00:00:01.000Z,open,JPY,2,2,0,0,2,2,in_made_up0002`);
  });
});

describe("the log of a workspace as a file, a feature behind a gate,", () => {
  test("is for owners whose plan has it, page by page, the newest entry first", async () => {
    const { client, workspace } = business;
    await app.database.pool.query(
      `INSERT INTO security_event (event, at, workspace_id, about)
       SELECT 'workspace_renamed', '2020-01-01T00:00:00Z'::timestamptz + n * interval '1 second', $1,
         jsonb_build_object('name', '=' || n) FROM generate_series(1, 600) n`,
      [workspace],
    );
    const { status, headers, body } = await client.get<string>(of(AUDIT, workspace));
    expect([status, headers.get("content-type"), headers.get("content-disposition")]).toEqual([
      200,
      "text/csv; charset=utf-8; header=present",
      `attachment; filename="audit-log-${workspace}.csv"`,
    ]);
    const lines = body.trim().split("\r\n");
    expect(lines[0]).toBe("at,event,by,concerns,details,network_address");
    expect(lines.filter((line) => line.includes("workspace_renamed"))).toHaveLength(600);
    expect(lines.slice(1)).toEqual(lines.slice(1).toSorted().toReversed());
    expect(lines.at(-1)).toBe("2020-01-01T00:00:01.000Z,workspace_renamed,,,name==1,");
    const admin = await app.signUp();
    await setRole(app, admin.person.email, workspace, "admin");
    for (const path of [of(AUDIT, workspace), `/workspaces/${workspace}/audit-log`])
      expect([path, (await admin.get(path)).status]).toEqual([path, 404]);
  });

  test("is refused with 402 and the plan that has it", async () => {
    const { status, headers, body } = await pro.client.get<Refused>(of(AUDIT, pro.workspace));
    expect([status, headers.get("content-type")]).toEqual([402, "application/problem+json"]);
    expect(body).toEqual({
      type: "urn:hypersaas:problem:feature_not_included",
      title: "Feature not included",
      status: 402,
      detail: "Audit log is part of Business.",
      code: "feature_not_included",
      feature: "audit",
      upgrade: { plan: "Business", href: `${app.url}/pricing?workspace=${pro.workspace}` },
    });
  });

  test("has a page that leads to it, or says which plan has it", async () => {
    const page = async ({ client, workspace }: Buyer) => {
      const path = `/workspaces/${workspace}/audit-log`;
      expect((await pageOf(client, `/workspaces/${workspace}/security`)).html).toContain(`href="${path}"`);
      return (await pageOf(client, path)).html.replaceAll("<!-- -->", "");
    };
    expect(await page(business)).toContain(`href="${AUDIT}?workspace_id=${business.workspace}"`);
    const other = await page(pro);
    expect(other).not.toContain(AUDIT);
    expect(other).toContain(`Audit log is part of Business. <a href="${app.url}/pricing?workspace=${pro.workspace}">`);
  });
});

describe("an entitlement", () => {
  test("is asked for once, by a page as by an endpoint", async () => {
    for (const path of [
      `/dashboard?workspace=${business.workspace}`,
      `/workspaces/${business.workspace}/audit-log`,
      of(ENTITLEMENTS, business.workspace),
      of(AUDIT, business.workspace),
    ]) {
      const counted = onWire.wire.stopAt({ nth: Infinity, side: "before", named: /^entitlements$/ });
      expect((await business.client.get(path)).status).toBe(200);
      expect([path, counted.seen()]).toEqual([path, 1]);
      counted.release();
    }
  });
});

test("limits stand in the product's metadata, and what can't be read does not stop the copy", async () => {
  const price = await sell(
    app,
    {},
    { metadata: { features: "seats:5 projects:many chat projects:20", plan_group: "plan" } },
  );
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  await subscribe(app, client, price.id, workspace);
  const limits = async () => {
    const { body } = await client.get<{ features: Access[] }>(of(ENTITLEMENTS, workspace));
    return body.features.map(({ feature_id, limit }) => [feature_id, limit]);
  };
  expect(await limits()).toEqual([
    ["seats", 5],
    ["chat", null],
    ["projects", 20],
  ]);
  const operator = await signUpOperator(app);
  expect((await operator.get<string>("/operator")).body).toContain("projects:many");
  await until("the plans to show them", async () => {
    const page = plain((await pageOf(client, "/pricing")).html);
    for (const text of ["Seats, up to 5", "Projects, up to 20", "Included up to 5"]) expect(page).toContain(text);
    return true;
  });
  await app.stripe.products.update(String(price.product), { metadata: { features: "seats:9 chat:1" } });
  await until("the change to arrive", async () => {
    expect(await limits()).toEqual([
      ["seats", 9],
      ["chat", 1],
    ]);
    return true;
  });
});
