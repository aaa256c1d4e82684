import { afterAll, beforeAll, expect, test } from "vitest";
import { userIdOf, workspaceOf } from "../../support/billing";
import { AppClient, newPerson, startApp, type TestApp, until } from "../../support/integration";
import { failedEvent, replay, signUpOperator } from "../../support/operator";
import { actions, callAction } from "../../support/ways-in";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: "1" } });
});
afterAll(() => app?.stop());

type Line = { audit: string; user_id: string | null; from: string } & Record<string, unknown>;

const lines = (): Line[] =>
  app
    .logs()
    .split("\n")
    .filter((line) => line.includes('"audit"'))
    .map((line) => JSON.parse(line) as Line);

const wanted = (event: string, about: Partial<Line>) =>
  until(`the line of ${event}`, () =>
    lines().find(
      (line) => line.audit === event && Object.entries(about).every(([name, value]) => line[name] === value),
    ),
  );

test("sign-up, sign-in and a wrong password leave a line with who and from where, and no password", async () => {
  const person = newPerson();
  const from = { headers: { "x-forwarded-for": "192.0.2.44" } };
  await app.anonymous().post("/api/users/", person, from);
  const id = await userIdOf(app, person.email);
  await wanted("sign_up", { user_id: id, from: "192.0.2.44" });
  await app.signIn(person);
  await wanted("sign_in", { user_id: id, email: person.email });
  await new AppClient(app.url).signIn({ email: person.email, password: "not this one" });
  await wanted("sign_in_failed", { user_id: null, email: person.email });
  expect(app.logs()).not.toContain(person.password);
  expect(app.logs()).not.toContain("not this one");
});

test("a role change and an operator's action leave a line", async () => {
  const operator = await signUpOperator(app);
  const event = await failedEvent(app);
  await replay(operator, event);
  await wanted("operator_replayed", { event, user_id: await userIdOf(app, operator.person.email) });
  const workspace = await workspaceOf(operator);
  const other = newPerson("Grace");
  await app.anonymous().post("/api/users/", other);
  const member = await userIdOf(app, other.email);
  await app.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'member')", [
    member,
    workspace,
  ]);
  const [setRole] = actions().filter(({ name }) => name === "setRole");
  if (!setRole) throw new Error("There is no such action.");
  await callAction(operator, { ...setRole, path: `/workspaces/${workspace}` }, { workspace, member, role: "admin" });
  await wanted("role_changed", { workspace, member, role: "admin" });
});
