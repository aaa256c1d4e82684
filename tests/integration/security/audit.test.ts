import { afterAll, beforeAll, expect, test } from "vitest";
import { setRole, userIdOf, workspaceOf } from "../../support/billing";
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

/** From an address that the proxy names. */
function comingFrom<Client extends AppClient>(address: string, client: Client): Client {
  const raw = client.raw.bind(client);
  client.raw = (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("x-forwarded-for", address);
    return raw(path, { ...init, headers });
  };
  return client;
}

test("a sign-in that the limits refuse leaves a line, with the place that it came from", async () => {
  const email = newPerson().email;
  const visitor = comingFrom("192.0.2.45", new AppClient(app.url));
  for (let i = 0; i < 11; i++) await visitor.signIn({ email, password: "guess" });
  await wanted("sign_in_refused", { user_id: null, email, code: "rate_limited", from: "192.0.2.45" });
});

const action = (name: string) => {
  const found = actions().find((one) => one.name === name);
  if (!found) throw new Error(`There is no action ${name}.`);
  return found;
};

test("what is done to members leaves a line with who did it, to whom, and from where", async () => {
  const owner = comingFrom("192.0.2.46", await app.signUp(newPerson("Olga")));
  const [user_id, workspace] = [await userIdOf(app, owner.person.email), await workspaceOf(owner)];
  const join = async () => {
    const { person } = await app.signUp(newPerson("Grace"));
    await setRole(app, person.email, workspace, "member");
    return userIdOf(app, person.email);
  };
  const [next, other] = [await join(), await join()];
  const call = (name: string, fields: Record<string, string>) =>
    callAction(owner, { ...action(name), path: `/workspaces/${workspace}` }, { workspace, ...fields });
  const by = { user_id, workspace, from: "192.0.2.46" };
  await call("setRole", { member: next, role: "admin" });
  await wanted("role_changed", { ...by, member: next, role: "admin" });
  await call("remove", { member: other });
  await wanted("member_removed", { ...by, member: other });
  await call("transfer", { member: next });
  await wanted("ownership_transferred", { ...by, member: next });
});

test("an operator's actions leave a line", async () => {
  const operator = await signUpOperator(app);
  const user_id = await userIdOf(app, operator.person.email);
  const event = await failedEvent(app);
  await replay(operator, event);
  await wanted("operator_replayed", { event, user_id });
  const workspace = await workspaceOf(operator);
  const post = (path: string, fields: Record<string, string>) =>
    operator.raw(`/api/operator/${path}/`, { method: "POST", body: new URLSearchParams(fields) });
  const subscription = "sub_nobody";
  await post("subscriptions", { action: "assign", subscription, workspace });
  await wanted("operator_assigned", { user_id, subscription, workspace });
  await post("subscriptions", { action: "dismiss", subscription });
  await wanted("operator_dismissed", { user_id, subscription });
  await post("resume", { subscription, workspace, amount: "2900" });
  await wanted("operator_resumed", { user_id, subscription, workspace, amount: 2_900 });
});
