/** A backup that is older than what happened at Stripe, brought up to it as docs/deploying/restore.md says. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { standaloneFolder } from "@/scripts/standalone/folder.mjs";
import { type Backup, backUp } from "../support/backup";
import {
  allDelivered,
  checkout,
  known,
  pay,
  PRODUCTS,
  priceOf,
  rowOf,
  sell,
  setRole,
  subscribe,
  workspaceOf,
} from "../support/billing";
import { type AppClient, createDatabase, newPerson, type Person, startApp, type TestApp } from "../support/integration";
import { signUpOperator } from "../support/operator";

type Someone = AppClient & { person: Person };
interface Buyer {
  client: Someone;
  workspaceId: string;
  subscriptionId: string;
}

let before: TestApp;
let app: TestApp;
let backup: Backup;
let [ada, bea, cleo]: [Buyer?, Buyer?, Buyer?] = [];
let operator: Someone;
let lateProduct: string;
let onlyHere: unknown;
beforeAll(async () => {
  before = await startApp({ env: { NEW_USER_FREE_TRIAL_DAYS: "None" } });
  [ada, bea] = [await buyer("pro_month"), await buyer("pro_month")];
  operator = await signUpOperator(before);
  const member = await before.signUp(newPerson("Grace"));
  await setRole(before, member.person.email, bea.workspaceId, "member");
  await before.database.pool.query(
    `INSERT INTO entitlement_override (id, workspace_id, feature_id, until, note, granted_by, granted_at)
     VALUES (gen_random_uuid(), $1, 'audit', now() + interval '1 year', 'promised', 'Olga', now())`,
    [ada.workspaceId],
  );
  await allDelivered(before);
  backup = await backUp(before.database);
  onlyHere = await ownRows(before);

  await happenSince(ada, bea);
  await before.localStripe.holdDeliveries();
  await before.end();
  // Nobody is there to hear of this one.
  await before.stripe.products.update(lateProduct, { name: "Renamed meanwhile" });
});
afterAll(async () => {
  await app?.stop();
  await before?.stop();
});

async function buyer(lookupKey: string): Promise<Buyer> {
  const client = await before.signUp();
  const { workspaceId, subscriptionId } = await subscribe(before, client, await priceOf(before, lookupKey));
  return { client, workspaceId, subscriptionId };
}

/** Each of these is in the database that is lost, and at Stripe. */
async function happenSince(canceled: Buyer, upgraded: Buyer): Promise<void> {
  await before.stripe.subscriptions.cancel(canceled.subscriptionId);
  const { items } = await before.stripe.subscriptions.retrieve(upgraded.subscriptionId);
  await before.stripe.subscriptions.update(upgraded.subscriptionId, {
    items: [{ id: items.data[0]?.id ?? "", price: await priceOf(before, "business_month") }],
    proration_behavior: "always_invoice",
  });
  for (const { subscriptionId } of [canceled, upgraded]) await known(before, subscriptionId);
  const late = await sell(before, { unit_amount: 700 }, { name: "Sold since" });
  lateProduct = String(late.product);
  cleo = await buyer("starter_month");
}

/** What a backup alone brings back. */
async function ownRows({ database }: Pick<TestApp, "database">): Promise<unknown> {
  const tables = ["user", "password_credential", "workspace", "membership", "entitlement_override"];
  const kept: Record<string, unknown> = {};
  for (const table of tables)
    kept[table] = (await database.pool.query(`SELECT to_jsonb(t) AS row FROM "${table}" t ORDER BY t::text`)).rows;
  const { rows } = await database.pool.query("SELECT id, stripe_account_id FROM installation");
  return { ...kept, installation: rows };
}

/** A command of the folder that ships. */
async function command(database: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const program = join(standaloneFolder(root) ?? "", "command.mjs");
  const env = { ...before.env, DATABASE_URL: database } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  return { code: Number(code), said };
}

const mayUse = async (client: AppClient, workspaceId: string): Promise<string[]> => {
  const { body } = await client.get<{ features: { feature_id: string; allowed: boolean }[] }>(
    `/api/subscriptions/entitlements/?workspace_id=${workspaceId}`,
  );
  return body.features.filter(({ allowed }) => allowed).map(({ feature_id }) => feature_id);
};

const buyersOf = () => {
  if (!ada || !bea || !cleo) throw new Error("Nobody has bought anything.");
  return { ada, bea, cleo };
};

test("the commands bring a restored backup up to what Stripe says", async () => {
  const restored = await createDatabase();
  await backup.restore(restored);
  expect(await ownRows({ database: restored })).toEqual(onlyHere);

  expect(await command(restored.url, "db:migrate")).toMatchObject({
    code: 0,
    said: expect.stringContaining("The database is up to date") as string,
  });
  expect(await command(restored.url, "stripe:sync", "--dry-run")).toMatchObject({ code: 1 });
  expect(await command(restored.url, "stripe:sync")).toMatchObject({ code: 0 });
  expect(await command(restored.url, "stripe:sync", "--dry-run")).toMatchObject({
    code: 0,
    said: expect.stringContaining("Nothing differs") as string,
  });
  // As it was, and nothing made up in place of what was lost.
  expect(await ownRows({ database: restored })).toEqual(onlyHere);

  const port = Number(before.env.PORT);
  app = await startApp({ beside: { ...before, database: restored }, port, env: { DATABASE_URL: restored.url } });
  await before.localStripe.sendDeliveries();
  await allDelivered(app);
  expect((await rowOf(app, "product", lateProduct))?.name).toBe("Renamed meanwhile");
});

test("everyone signs in as before, and may use what they pay for now", async () => {
  const { ada, bea } = buyersOf();
  const [first, second] = [await app.signIn(ada.client.person), await app.signIn(bea.client.person)];
  // Of what she had, only what support has promised her is left.
  expect(await mayUse(first, ada.workspaceId)).toEqual(["audit"]);
  expect(await mayUse(second, bea.workspaceId)).toContain("sso");
  const { body } = await app.anonymous().get<{ products?: { name: string }[] }>(PRODUCTS);
  expect(JSON.stringify(body)).toContain("Renamed meanwhile");
  // And buys again.
  const { status, body: again } = await checkout(first, await priceOf(app, "pro_month"), ada.workspaceId);
  expect(status).toBe(200);
  await known(app, String((await pay(app, again.session_id)).subscription));
  expect(await mayUse(first, ada.workspaceId)).toContain("export");
});

test("who signed up and bought since is gone, and their plan waits for the operator, who assigns it", async () => {
  const { cleo } = buyersOf();
  await expect(app.signIn(cleo.client.person)).rejects.toThrow();
  const { status, customer } = await app.stripe.subscriptions.retrieve(cleo.subscriptionId);
  expect(status).toBe("active");
  expect(await rowOf(app, "customer", String(customer))).toBeUndefined();
  const signedIn = await app.signIn(operator.person);
  expect(await (await signedIn.raw("/operator")).text()).toContain(cleo.subscriptionId);

  const back = await app.signUp(cleo.client.person);
  const workspace = await workspaceOf(back);
  const body = new URLSearchParams({ action: "assign", subscription: cleo.subscriptionId, workspace });
  const answer = await signedIn.raw("/api/operator/subscriptions/", { method: "POST", body });
  expect(answer.headers.get("location")).toContain(`assigned=${cleo.subscriptionId}`);
  expect(await mayUse(back, workspace)).toContain("chat");
  const { metadata }: Stripe.Subscription = await app.stripe.subscriptions.retrieve(cleo.subscriptionId);
  expect(metadata.workspace_id).toBe(workspace);
});
