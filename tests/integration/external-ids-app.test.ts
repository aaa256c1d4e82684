import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, newWorkspace, PORTAL, PRODUCTS, priceOf, type Problem, userIdOf } from "../support/billing";
import { alertOf, pageOf, plain, submit } from "../support/forms";
import { type AppClient, newPerson, sharedApp, type TestApp } from "../support/integration";
import { signUpOperator } from "../support/operator";

// A workspace under the id of another system, where a person or a program names it.

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});
afterAll(() => app?.stop());

/** As identity providers make them; encoded in an address. */
const unused = () => `org|${randomUUID()}`;
const inAddress = encodeURIComponent;

async function team() {
  const [owner, member] = [await app.signUp(newPerson("Olga")), await app.signUp(newPerson("Mia"))];
  const id = await newWorkspace(app, { [owner.person.email]: "owner", [member.person.email]: "member" });
  const [external, externalMember] = [unused(), unused()];
  await app.database.pool.query("UPDATE workspace SET external_id = $2 WHERE id = $1", [id, external]);
  const memberId = await userIdOf(app, member.person.email);
  await app.database.pool.query(`UPDATE "user" SET external_id = $2 WHERE id = $1`, [memberId, externalMember]);
  return { id, external, owner, member: { id: memberId, external: externalMember } };
}

/** Every endpoint that takes a workspace. */
const ENDPOINTS: [name: string, ask: (client: AppClient, workspace: string) => Promise<Response>][] = [
  [PRODUCTS, (client, id) => client.raw(`${PRODUCTS}?workspace_id=${inAddress(id)}`)],
  ...["offer", "entitlements", "invoices-csv"].map((name): [string, (typeof ENDPOINTS)[number][1]] => [
    name,
    (client, id) => client.raw(`/api/subscriptions/${name}/?workspace_id=${inAddress(id)}`),
  ]),
  ["portal", (client, id) => posted(client, PORTAL, { workspace_id: id, flow: "subscription_cancel" })],
  [
    "checkout",
    (client, id) => posted(client, "/api/subscriptions/checkout/", { workspace_id: id, price_id: "price_no" }),
  ],
  [
    "take-over",
    (client, id) => posted(client, "/api/subscriptions/take-over/", { workspace_id: id, subscription_id: "sub_no" }),
  ],
];

const posted = (client: AppClient, path: string, body: object): Promise<Response> =>
  client.raw(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });

describe("an endpoint", () => {
  test.each(ENDPOINTS)("answers alike by either id: %s", async (_, ask) => {
    const { id, external, owner } = await team();
    const said = async (answer: Response) => (await answer.text()).replaceAll(/"firstPaymentAt":"[^"]*"/g, "");
    const [ours, theirs] = [await ask(owner, id), await ask(owner, external)];
    expect([theirs.status, await said(theirs)]).toEqual([ours.status, await said(ours)]);
    expect(ours.status).not.toBe(404);
  });

  test.each(ENDPOINTS)("tells nobody which external ids there are: %s", async (_, ask) => {
    const [{ external, id }, { owner: stranger }] = [await team(), await team()];
    const answers: unknown[][] = [];
    for (const named of [id, external, unused(), randomUUID()]) {
      const answer = await ask(stranger, named);
      const { code } = (await answer.json()) as Problem;
      answers.push([answer.status, code, [...answer.headers.keys()].sort()]);
    }
    expect(answers.map((one) => one.slice(0, 2))).toEqual(answers.map(() => [404, "workspace_not_found"]));
    expect(answers).toEqual(answers.map(() => answers[0]));
    const [known, unknown] = [await ask(app.anonymous(), external), await ask(app.anonymous(), unused())];
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
  });

  test.each(ENDPOINTS)("names the field of what is no id: %s", async (_, ask) => {
    const { owner } = await team();
    for (const named of ["", "a b", "a/b", "x".repeat(65)]) {
      const answer = await ask(owner, named);
      const { errors } = (await answer.json()) as Problem;
      expect([named, answer.status, errors?.map(({ field }) => field)]).toEqual([named, 400, ["workspace_id"]]);
    }
  });

  test("sells one session for one workspace, under either id, and lists both ids", async () => {
    const { id, external, owner } = await team();
    const price = await priceOf(app, "pro_month");
    const [ours, theirs] = [await checkout(owner, price, id), await checkout(owner, price, external)];
    expect([theirs.status, theirs.body.session_id]).toEqual([200, ours.body.session_id]);
    const { body } = await owner.get<{ id: string; external_id: string | null }[]>("/api/workspaces/");
    expect(body.map(({ id, external_id }) => [id, external_id])).toContainEqual([id, external]);
    expect(body.map(({ external_id }) => external_id)).toContain(null);
    const after = await owner.get<{ id: string }[]>(`/api/workspaces/?after=${inAddress(external)}`);
    expect(after.body).toEqual((await owner.get<{ id: string }[]>(`/api/workspaces/?after=${id}`)).body);
  });
});

describe("a page", () => {
  const PAGES = [
    (one: string) => `/workspaces/${one}`,
    (one: string) => `/workspaces/${one}/security`,
    (one: string) => `/dashboard?workspace=${one}`,
    (one: string) => `/dashboard/resume?workspace=${one}&subscription=sub_no`,
    (one: string) => `/dashboard/change?workspace=${one}&price=price_no`,
    (one: string) => `/dashboard/seats?workspace=${one}&item=si_no`,
    (one: string) => `/login?workspace=${one}`,
  ];
  const CONFIRM = (one: string) => `/dashboard/change/confirm?workspace=${one}&price=price_no`;

  test("shows the same by either id, and continues with ours", async () => {
    const { id, external, owner } = await team();
    for (const at of PAGES) {
      const [ours, theirs] = [await pageOf(owner, at(id)), await pageOf(owner, at(inAddress(external)))];
      expect([at(""), theirs.status, theirs.to, plain(theirs.html)]).toEqual([
        at(""),
        ours.status,
        ours.to,
        plain(ours.html),
      ]);
      expect(/<main[\s\S]*<\/main>/.exec(theirs.html)?.[0] ?? "").not.toContain("org|");
    }
  });

  test("tells neither a stranger nor a visitor which there are", async () => {
    const [{ external }, { owner: stranger }] = [await team(), await team()];
    const never = unused();
    for (const client of [stranger, app.anonymous()]) {
      for (const at of [...PAGES, CONFIRM]) {
        const [known, unknown] = [
          await pageOf(client, at(inAddress(external))),
          await pageOf(client, at(inAddress(never))),
        ];
        const named = (text: string | null) => text?.replaceAll(inAddress(never), inAddress(external)) ?? null;
        expect([at(""), known.status, known.to, plain(known.html)]).toEqual([
          at(""),
          unknown.status,
          named(unknown.to),
          named(plain(unknown.html)),
        ]);
      }
    }
  });

  test("tells a stranger nothing of what a form names", async () => {
    const [theirs, ours] = [await team(), await team()];
    const page = `/workspaces/${ours.id}?member=${ours.member.id}`;
    const said = async (values: Record<string, string>) => {
      const { status, to, html } = await submit(ours.owner, page, "Save role of Mia", values);
      return { status, to, alert: alertOf(html) };
    };
    for (const role of ["admin", "none of them"]) {
      const [known, unknown] = [
        { workspace: theirs.external, role },
        { workspace: unused(), role },
      ];
      expect(await said(known)).toEqual(await said(unknown));
      const members = [
        { member: theirs.member.external, role },
        { member: unused(), role },
      ];
      expect(await said(members[0] ?? {})).toEqual(await said(members[1] ?? {}));
    }
  });

  test("takes a form with external ids of the workspace and of a member", async () => {
    const { id, external, owner, member } = await team();
    const page = `/workspaces/${inAddress(external)}?member=${inAddress(member.external)}`;
    const named = { workspace: external, member: member.external };
    const { to } = await submit(owner, page, "Save role of Mia", { ...named, role: "admin" });
    expect(to).toBe(`/workspaces/${id}?done=role`);
    const { rows } = await app.database.pool.query(
      "SELECT role::text FROM membership WHERE workspace_id = $1 AND user_id = $2",
      [id, member.id],
    );
    expect(rows).toEqual([{ role: "admin" }]);
  });

  test("of the operator finds it, and assigns by it", async () => {
    const { id, external } = await team();
    const olga = await signUpOperator(app);
    const [ours, theirs] = [
      await pageOf(olga, `/operator/workspaces/${id}`),
      await pageOf(olga, `/operator/workspaces/${inAddress(external)}`),
    ];
    expect([theirs.status, plain(theirs.html)]).toEqual([200, plain(ours.html)]);
    expect(plain(ours.html)).toContain(external);
    expect((await pageOf(olga, `/operator?q=${inAddress(external)}`)).html).toContain(`/operator/workspaces/${id}`);
    const assign = (workspace: string) =>
      olga.raw("/api/operator/subscriptions/", {
        method: "POST",
        body: new URLSearchParams({ action: "assign", subscription: "sub_no", workspace }),
      });
    const refused = async (workspace: string) => (await assign(workspace)).headers.get("location") ?? "";
    expect(await refused(external)).toContain("refused=subscription_not_assignable");
    expect(await refused(unused())).toContain("refused=workspace_not_found");
  });
});
