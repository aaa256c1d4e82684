import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteAccount, obstaclesTo } from "@/lib/billing/account/deletion";
import { accountAsJson } from "@/lib/billing/account/export";
import { createCheckout } from "@/lib/billing/checkout/create";
import { noteReason } from "@/lib/billing/cancellation/reason";
import { syncObject } from "@/lib/billing/mirror/sync";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { admit } from "@/lib/auth/providers/accounts";
import { isOpen } from "@/lib/auth/sessions";
import { claimOf } from "../../support/claim";
import { type Mirror, startMirror } from "../../support/mirror";
import { queued } from "../../support/queued";
import { outcome, peopleOf } from "../workspaces/people";

let mirror: Awaited<ReturnType<typeof startMirror>>;
const { person, join, rolesIn } = peopleOf(() => mirror.database);
beforeAll(async () => {
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());

const rows = async (text: string, values: unknown[]) =>
  (await mirror.database.pool.query<Record<string, unknown>>(text, values)).rows;

/** Somebody who pays for a workspace of their own. */
async function payer(m: Mirror = mirror) {
  const made = await m.customer();
  await rows("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    made.userId,
    made.workspaceId,
  ]);
  const subscription = await m.subscription(made);
  await syncObject("customer", made.customerId);
  await syncObject("subscription", subscription.id);
  await syncObject("invoice", String(subscription.latest_invoice));
  return { ...made, user: { id: made.userId, name: null, email: `${made.userId}@example.com` }, subscription };
}

describe("deleting an account", () => {
  test("takes what names the person, their own workspaces, and their place in others", async () => {
    const ada = await person();
    const alone = await createWorkspace(ada.id, "Hers alone");
    const bob = await person("Bob");
    const shared = await createWorkspace(bob.id, "Shared");
    await acceptInvitation(ada, await invite(bob.id, shared, { role: "admin", email: null }));
    const claim = await claimOf(ada.id);
    await deleteAccount(ada);
    expect(await rows(`SELECT name, email, image, deleted_at FROM "user" WHERE id = $1`, [ada.id])).toEqual([
      { name: null, email: null, image: null, deleted_at: expect.any(Date) as Date },
    ]);
    for (const table of ["session", "one_time_link", "password_credential", "account", "membership"])
      expect([table, await rows(`SELECT FROM ${table} WHERE user_id = $1`, [ada.id])]).toEqual([table, []]);
    expect(await rows("SELECT deleted_at FROM workspace WHERE id = $1", [alone])).toEqual([
      { deleted_at: expect.any(Date) as Date },
    ]);
    expect(await rolesIn(shared)).toEqual({ [bob.id]: "owner" });
    expect(await isOpen(claim)).toBe(false);
    // The address is free again, for them or for somebody else.
    await rows(`INSERT INTO "user" (id, email) VALUES (gen_random_uuid(), $1)`, [ada.email]);
  });

  test("is refused while they pay, also for a workspace that they left, and changes nothing", async () => {
    const { user, workspaceId, subscription, customerId } = await payer();
    await mirror.stripe.customers.update(customerId, { name: "Ada", email: user.email });
    await syncObject("customer", customerId);
    expect(await outcome(deleteAccount(user))).toBe("account_pays");
    expect(await obstaclesTo(user.id)).toMatchObject({ plans: [{ workspaceId, workspace: "Theirs", endsAt: null }] });
    await mirror.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await syncObject("subscription", subscription.id);
    expect(await outcome(deleteAccount(user))).toBe("account_pays");
    expect((await obstaclesTo(user.id)).plans).toMatchObject([{ endsAt: expect.any(Date) as Date }]);
    const heir = await join(workspaceId, "owner");
    await rows("DELETE FROM membership WHERE user_id = $1", [user.id]);
    expect(await outcome(deleteAccount(user))).toBe("account_pays");
    expect(await rolesIn(workspaceId)).toEqual({ [heir.id]: "owner" });
    await mirror.stripe.subscriptions.cancel(subscription.id);
    await syncObject("subscription", subscription.id);
    await noteReason(workspaceId, subscription.id, { feedback: "unused", comment: "Too quiet here" });
    await deleteAccount(user);
    expect(await rows("SELECT FROM cancellation_reason WHERE subscription_id = $1", [subscription.id])).toEqual([]);
    // What was paid is still there, and whose it was by an id that names nobody.
    expect(await rows("SELECT customer_id FROM stripe_user WHERE user_id = $1", [user.id])).toHaveLength(1);
    expect(await rows("SELECT id FROM invoice WHERE subscription_id = $1", [subscription.id])).toHaveLength(1);
    // The copy has what Stripe has, until the customer is deleted there.
    const copied = () => rows("SELECT name, email FROM customer WHERE id = $1", [customerId]);
    expect(await copied()).toEqual([{ name: "Ada", email: user.email }]);
    await mirror.stripe.customers.del(customerId);
    await syncObject("customer", customerId);
    expect(await copied()).toEqual([{ name: null, email: null }]);
  });

  test("is refused to the only owner of a workspace with others", async () => {
    const ada = await person();
    const workspaceId = await createWorkspace(ada.id, "Shared");
    await join(workspaceId, "admin");
    expect(await outcome(deleteAccount(ada))).toBe("account_owns_workspace");
    expect((await obstaclesTo(ada.id)).workspaces).toEqual([{ id: workspaceId, name: "Shared" }]);
    await join(workspaceId, "owner");
    await deleteAccount(ada);
    expect(Object.values(await rolesIn(workspaceId)).sort()).toEqual(["admin", "owner"]);
  });

  test("ends a checkout that is open; one that was paid meanwhile keeps the account", async () => {
    const [ada, bob] = [await person(), await person("Bob")];
    const hers = await createWorkspace(ada.id, "Hers");
    const his = await createWorkspace(bob.id, "His");
    const open = await createCheckout(ada, mirror.price.id, hers);
    const paid = await createCheckout(bob, mirror.price.id, his);
    const session = await mirror.stripe.checkout.sessions.retrieve(paid.session_id);
    const method = await mirror.stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    await mirror.stripe.rawRequest("POST", `/v1/payment_pages/${paid.session_id}/confirm`, {
      payment_method: method.id,
      expected_amount: session.amount_total ?? 0,
    });
    await deleteAccount(ada);
    expect((await mirror.stripe.checkout.sessions.retrieve(open.session_id)).status).toBe("expired");
    expect(await outcome(deleteAccount(bob))).toBe("account_pays");
    expect(await rolesIn(his)).toEqual({ [bob.id]: "owner" });
  });

  test("at the same moment as joining a workspace or making one leaves no membership of nobody", async () => {
    const bob = await person("Bob");
    const shared = await createWorkspace(bob.id, "Shared");
    for (let round = 0; round < 8; round++) {
      const ada = await person();
      const token = await invite(bob.id, shared, { role: "member", email: null });
      const joins = round % 2 ? acceptInvitation(ada, token) : createWorkspace(ada.id, "Another");
      await Promise.allSettled([deleteAccount(ada), joins]);
      const [user] = await rows(`SELECT deleted_at FROM "user" WHERE id = $1`, [ada.id]);
      const memberships = await rows("SELECT FROM membership WHERE user_id = $1", [ada.id]);
      if (user?.deleted_at) expect(memberships).toEqual([]);
    }
  });

  test.each(["first", "second"])(
    "%s, beside who comes by a provider with its address, leaves no way in",
    async (place) => {
      const ada = await person();
      await rows(`UPDATE "user" SET email_verified = now() WHERE id = $1`, [ada.id]);
      const github = {
        provider: "github",
        providerAccountId: ada.id,
        name: "Ada",
        email: ada.email,
        emailVerified: true,
      };
      const deletes = () => deleteAccount(ada);
      const comes = () => admit(github, "en", () => Promise.resolve());
      const order = place === "first" ? [deletes, comes] : [comes, deletes];
      const results = await queued(
        mirror.database.pool,
        [`SELECT FROM "user" WHERE id = $1 FOR UPDATE`, [ada.id]],
        order,
      );
      const userId = results[order.indexOf(comes)];
      // Who comes second finds the address free, and gets an account of their own.
      expect(userId === ada.id).toBe(place === "second");
      const links = await rows("SELECT user_id FROM account WHERE provider_account_id = $1", [ada.id]);
      expect(links).toEqual(place === "second" ? [] : [{ user_id: userId }]);
    },
  );
});

test("a person's data is theirs alone, and opens nothing", async () => {
  const [{ user, workspaceId, subscription, customerId }, other] = [await payer(), await payer()];
  await claimOf(user.id);
  await noteReason(workspaceId, subscription.id, { feedback: "unused", comment: "Too quiet here" });
  await noteReason(other.workspaceId, other.subscription.id, { feedback: null, comment: "Somebody else's" });
  const data = await accountAsJson(user.id);
  expect(data).toMatchObject({
    account: { id: user.id, email: user.email },
    sessions: [{ method: "password", network_address: "127.0.0.1" }],
    workspaces: [{ id: workspaceId, role: "owner" }],
    customer: { id: customerId },
    subscriptions: [{ id: subscription.id, workspace_id: workspaceId, status: "active", items: [{ product: "Pro" }] }],
    cancellations: [{ subscription_id: subscription.id, feedback: "unused", comment: "Too quiet here" }],
    invoices: [{ status: "paid", currency: "usd", total_minor: 2900 }],
  });
  const text = JSON.stringify(data);
  for (const one of [other.userId, other.workspaceId, other.customerId, "Somebody else", "a-device", "argon2"])
    expect(text).not.toContain(one);
});

// A new table that names a person is exported, or has its reason here.
test("each table that names a person is in the export, or it is said here why not", async () => {
  const exported = [
    "account",
    "session",
    "membership",
    "invitation",
    "mail",
    "security_event",
    "stripe_user",
    "payment_method",
  ];
  exported.push("checkout_session", "subscription", "invoice");
  const leftOut = {
    "it opens something": ["password_credential", "one_time_link"],
    "it says again what is there": ["card_change", "hand_over", "reversal", "subscription_schedule", "trial_ledger"],
    "it keeps the number of seats right": ["member_term"],
    "it is the operator's": ["outside_subscription", "owner_repair", "unassigned_subscription"],
  };
  const named = await rows(
    `SELECT DISTINCT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name IN ('user_id', 'customer_id', 'inviter_id')`,
    [],
  );
  expect(named.map(({ name }) => name).sort()).toEqual([...exported, ...Object.values(leftOut).flat()].sort());
});
