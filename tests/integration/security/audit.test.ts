import { afterAll, beforeAll, expect, test } from "vitest";
import { priceOf, setRole, subscribe, userIdOf, workspaceOf } from "../../support/billing";
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
  await wanted("sign_in", { user_id: id, method: "password" });
  await new AppClient(app.url).signIn({ email: person.email, password: "not this one" });
  await wanted("sign_in_failed", { user_id: null, email: person.email });
  await new AppClient(app.url).signIn({ email: "hunter2-my-real-password", password: "x" });
  await until("the line of what is no address", () =>
    lines().find((line) => !("email" in line) && line.audit === "sign_in_failed"),
  );
  expect(app.logs()).not.toContain("hunter2");
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
  // A person's own account has some of the same names.
  const found = actions().find((one) => one.name === name && one.path !== "/account");
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

test("what becomes of a workspace, its invitations and its bill leaves a line", async () => {
  const owner = comingFrom("192.0.2.47", await app.signUp(newPerson("Olga")));
  const from = "192.0.2.47";
  const [user_id, workspace] = [await userIdOf(app, owner.person.email), await workspaceOf(owner)];
  const by = { user_id, workspace, from };
  const call = (client: AppClient, name: string, path: string, fields: Record<string, string>) =>
    callAction(client, { ...action(name), path }, { workspace, ...fields });
  const here = `/workspaces/${workspace}`;

  await call(owner, "create", "/workspaces", { name: "Second" });
  await wanted("workspace_created", { user_id, from });
  await callAction(owner, { ...action("rename"), path: here }, { workspace, name: "Team" });
  await wanted("workspace_renamed", by);

  const email = newPerson().email;
  await call(owner, "makeInvitation", here, { role: "member", email });
  await wanted("invitation_created", { ...by, role: "member", email });
  const { rows } = await app.database.pool.query<{ id: string }>("SELECT id FROM invitation WHERE workspace_id = $1", [
    workspace,
  ]);
  const invitation = rows[0]?.id ?? "";
  await call(owner, "revoke", here, { invitation });
  await wanted("invitation_revoked", { ...by, invitation });

  const made = await (await call(owner, "makeInvitation", here, { role: "admin", email: "" })).text();
  const token = /token=([\w-]+)/.exec(made)?.[1] ?? "";
  const guest = comingFrom("192.0.2.48", await app.signUp(newPerson("Grace")));
  const guestId = await userIdOf(app, guest.person.email);
  const guests = { user_id: guestId, workspace, from: "192.0.2.48" };
  for (let press = 0; press < 2; press++) await call(guest, "accept", "/invitation", { token });
  await wanted("member_joined", { ...guests, role: "admin" });
  await call(guest, "leave", here, {});
  await wanted("member_left", guests);
  expect(lines().filter((line) => line.audit === "member_joined")).toHaveLength(1);
  expect(app.logs()).not.toContain(token);

  const { subscriptionId } = await subscribe(app, owner, await priceOf(app, "starter_month"), workspace);
  for (const subscription of ["sub_nobody", subscriptionId])
    for (const name of ["giveConsentTo", "withdrawConsentTo"]) await call(owner, name, here, { subscription });
  await wanted("consent_given", { ...by, subscription: subscriptionId });
  await wanted("consent_withdrawn", { ...by, subscription: subscriptionId });
  expect(JSON.stringify(lines())).not.toContain("sub_nobody");

  const second = lines().find(
    (line) => line.audit === "workspace_created" && line.user_id === user_id && line.workspace !== workspace,
  )?.workspace as string;
  await callAction(
    owner,
    { ...action("destroy"), path: `/workspaces/${second}` },
    { workspace: second, confirm: "Second" },
  );
  await wanted("workspace_deleted", { user_id, workspace: second, from });
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
  const { id: customer } = await app.stripe.customers.create({});
  const { id: method } = await app.stripe.paymentMethods.attach("pm_card_visa", { customer });
  const { id: sold } = await app.stripe.subscriptions.create({
    customer,
    items: [{ price: await priceOf(app, "starter_month") }],
    default_payment_method: method,
  });
  await post("subscriptions", { action: "assign", subscription: sold, workspace });
  await wanted("operator_assigned", { user_id, subscription: sold, workspace });
  const subscription = "sub_nobody";
  await post("subscriptions", { action: "dismiss", subscription });
  await wanted("operator_dismissed", { user_id, subscription });
  await post("resume", { subscription, workspace, amount: "2900" });
  await wanted("operator_resumed", { user_id, subscription, amount: 2_900 });
});
