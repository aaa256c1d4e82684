/** Workspaces that have a product twice, however that came about. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type Stripe from "stripe";
import { root } from "@/scripts/local/paths";
import { until } from "@/scripts/processes/until";
import type { TestApp } from "./app";
import { checkout, newWorkspace, pay, setRole, userIdOf, workspaceOf } from "./billing";
import { compiled } from "./compiled";
import { type AppClient, newPerson } from "./client";

export interface Pair {
  workspaceId: string;
  clients: [AppClient, AppClient];
  sessions: [string, string];
}

/**
 * Two open checkouts of one workspace, of two members: what the app prevents as long as it is asked. So the second one
 * is made at Stripe, as the app makes it for the colleague in another workspace, and then told whom it is for.
 */
export async function twoOpenCheckouts(app: TestApp, price: string, trialDays?: number): Promise<Pair> {
  const [ada, grace] = [newPerson("Ada"), newPerson("Grace")];
  const [first, second] = await Promise.all([app.signUp(ada), app.signUp(grace)]);
  const workspaceId = await workspaceOf(first);
  await setRole(app, grace.email, workspaceId, "admin");
  const { body } = await checkout(first, price, workspaceId);
  const elsewhere = await newWorkspace(app, { [grace.email]: "owner" });
  const { body: other } = await checkout(second, price, elsewhere);
  const { customer, client_reference_id } = await app.stripe.checkout.sessions.retrieve(other.session_id);
  const metadata = { workspace_id: workspaceId, user_id: await userIdOf(app, grace.email) };
  const made = await app.stripe.checkout.sessions.create({
    mode: "subscription",
    customer: String(customer),
    client_reference_id: client_reference_id ?? undefined,
    line_items: [{ price, quantity: 1 }],
    success_url: `${app.url}/payment?session={CHECKOUT_SESSION_ID}`,
    metadata,
    subscription_data: { metadata, trial_period_days: trialDays },
  });
  await app.stripe.checkout.sessions.expire(other.session_id);
  await app.database.pool.query(
    "UPDATE checkout_session SET state = 'open', stripe_session_id = $2, url = $3 WHERE stripe_session_id = $1",
    [other.session_id, made.id, made.url],
  );
  return { workspaceId, clients: [first, second], sessions: [body.session_id, made.id] };
}

/** Both are paid at once. @returns the subscriptions, the earlier one first */
export async function payBoth(app: TestApp, { sessions }: Pair): Promise<[Stripe.Subscription, Stripe.Subscription]> {
  const paid = await Promise.all(sessions.map((id) => pay(app, id)));
  const made = await Promise.all(
    paid.map(({ subscription }) => app.stripe.subscriptions.retrieve(String(subscription))),
  );
  const [first, second] = made.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  if (!first || !second) throw new Error("Not both were paid.");
  return [first, second];
}

/** Every refund of a customer's payments. */
export async function refundsOf(app: TestApp, customer: Stripe.Subscription["customer"]): Promise<Stripe.Refund[]> {
  const { data } = await app.stripe.refunds.list({ limit: 100 });
  const charges = await app.stripe.charges.list({ customer: String(customer), limit: 100 });
  return data.filter(({ charge }) => charges.data.some(({ id }) => id === charge));
}

/** What the app wrote down about a duplicate. */
export const noted = async (app: TestApp, id: string): Promise<Record<string, unknown> | undefined> =>
  (
    await app.database.pool.query<Record<string, unknown>>(
      "SELECT * FROM duplicate_subscription WHERE subscription_id = $1",
      [id],
    )
  ).rows[0];

export interface Said {
  code: number;
  said: string;
}

/** What `npm run stripe:duplicates` says, and its exit code. */
export async function command(app: TestApp, ...args: string[]): Promise<Said> {
  const child = spawn(process.execPath, [await compiled("scripts/duplicates.ts"), ...args], {
    cwd: root,
    env: app.env as NodeJS.ProcessEnv,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

/** What is made from now on is later, also as Stripe counts. */
export async function anotherSecond(): Promise<void> {
  const second = () => Math.floor(Date.now() / 1000);
  const begun = second();
  await until("the next second", () => second() > begun);
}
