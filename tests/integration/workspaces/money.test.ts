import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeMemberRole, leaveWorkspace, removeMember } from "@/lib/billing/workspaces/departures";
import { listUnassigned } from "@/lib/billing/ownership/outside";
import { deleteWorkspace } from "@/lib/billing/workspaces/deletion";
import { listMyWorkspaces } from "@/lib/billing/workspaces/plans";
import { disconnect } from "@/lib/db";
import { ProductError } from "@/lib/errors";
import { findInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import {
  checkout,
  falsify,
  newWorkspace,
  pay,
  priceOf,
  rowOf,
  sell,
  setRole,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../../support/billing";
import { pageOf, plain, waysToCancel } from "../../support/forms";
import { type AppClient, newPerson, type Person, sharedApp, type TestApp, until } from "../../support/integration";
import { outcome } from "./people";

let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await sharedApp();
  // The rules are called in this process too, with the app's database and local Stripe.
  Object.assign(process.env, app.env);
  pro = await priceOf(app, "pro_month");
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.sendDeliveries();
});

type Someone = AppClient & { person: Person; user: { id: string; name: string; email: string } };

async function someone(name = "Ada"): Promise<Someone> {
  const client = await app.signUp(newPerson(name));
  const { email } = client.person;
  return Object.assign(client, { user: { id: await userIdOf(app, email), name, email } });
}

const statusOf = async (sessionId: string) => (await app.stripe.checkout.sessions.retrieve(sessionId)).status;
const isDeleted = async (id: string) => (await rowOf(app, "workspace", id))?.deleted_at !== null;

const LEASED = "SELECT FROM workspace WHERE id = $1 AND lease_holder IS NOT NULL";
const WRITTEN = "SELECT FROM checkout_session WHERE workspace_id = $1";
const finds = (sql: string) => (workspaceId: string) =>
  until("the checkout", async () => (await app.database.pool.query(sql, [workspaceId])).rows.length > 0, {
    intervalMs: 5,
  });

/** Moments of a checkout that is under way: at its beginning, while it holds the lease, and once it is written down. */
const moments = [() => Promise.resolve(true), finds(`${LEASED} UNION ALL ${WRITTEN}`), finds(WRITTEN)];

describe("deleting a workspace", () => {
  test("is for owners; for its members it is gone, and its row and its money's history stay", async () => {
    const owner = await someone();
    const { subscriptionId, workspaceId } = await subscribe(app, owner, pro);
    const [admin, member, stranger] = [await someone("Admin"), await someone("Member"), await someone("Eve")];
    await setRole(app, admin.user.email, workspaceId, "admin");
    await setRole(app, member.user.email, workspaceId, "member");
    const token = await invite(owner.user.id, workspaceId, { role: "member", email: null });
    await app.stripe.subscriptions.cancel(subscriptionId);
    await until(
      "the plan to end",
      async () => (await rowOf(app, "subscription", subscriptionId))?.status === "canceled",
    );

    expect(await outcome(deleteWorkspace(stranger.user, workspaceId))).toBe("workspace_not_found");
    expect(await outcome(deleteWorkspace(member.user, workspaceId))).toBe("owner_role_required");
    expect(await outcome(deleteWorkspace(admin.user, workspaceId))).toBe("owner_role_required");
    expect(await outcome(deleteWorkspace(owner.user, workspaceId))).toBe("done");
    expect(await outcome(deleteWorkspace(owner.user, workspaceId))).toBe("workspace_not_found");
    for (const one of [owner, admin, member]) {
      const { body } = await one.get<{ id: string }[]>("/api/workspaces/");
      expect(body.map(({ id }) => id)).not.toContain(workspaceId);
    }
    expect(await findInvitation(token, null)).toBeNull();
    expect(await rowOf(app, "workspace", workspaceId)).toMatchObject({
      name: "Ada's workspace",
      deleted_by: owner.user.id,
    });
    // Stripe's word still finds the workspace that it was about.
    await app.stripe.subscriptions.update(subscriptionId, { metadata: { note: "late" } });
    const arrived = () => rowOf(app, "subscription", subscriptionId);
    await until("late word", async () => ((await arrived())?.metadata as Record<string, string>).note === "late");
    expect((await arrived())?.workspace_id).toBe(workspaceId);
    // Should one ever live for it again, the operator is shown it.
    await falsify(app, "UPDATE subscription SET status = 'active' WHERE id = $1", [subscriptionId]);
    expect((await listUnassigned()).unassigned.map(({ id }) => id)).toContain(subscriptionId);
  });

  test("is refused while a subscription lives, with the way out for who pays and the payer's name for others", async () => {
    const [payer, other] = [await someone("Ada"), await someone("Bea")];
    const { subscriptionId, workspaceId } = await subscribe(app, payer, pro);
    await setRole(app, other.user.email, workspaceId, "owner");
    const refusal = (work: Promise<unknown>) =>
      work.catch((error: unknown) => (error instanceof ProductError ? [error.code, error.extras] : error));
    const body = { workspace_id: workspaceId, flow: "subscription_cancel" };
    expect(await refusal(deleteWorkspace(payer.user, workspaceId))).toEqual([
      "workspace_has_plan",
      { manage: { method: "POST", href: "/api/subscriptions/customer-portal/", body } },
    ]);
    expect(await refusal(deleteWorkspace(other.user, workspaceId))).toEqual(["workspace_has_plan", { payer: "Ada" }]);
    // Canceled for the end of the period it lives on until then.
    await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    await until(
      "the cancellation",
      async () => (await rowOf(app, "subscription", subscriptionId))?.cancel_at_period_end === true,
    );
    expect(await refusal(deleteWorkspace(payer.user, workspaceId))).toEqual(["workspace_has_plan", {}]);
    expect(await isDeleted(workspaceId)).toBe(false);
  });

  test("with several plans the way out of each is named, for as long as it can be canceled", async () => {
    const payer = await someone();
    const { subscriptionId, workspaceId } = await subscribe(app, payer, pro);
    const addOn = await subscribe(app, payer, (await sell(app)).id, workspaceId);
    const waysOut = async () => {
      const { html } = await pageOf(payer, `/workspaces/${workspaceId}`);
      return waysToCancel(html);
    };
    const cancel = async (id: string) => {
      await app.stripe.subscriptions.update(id, { cancel_at_period_end: true });
      await until(
        "the cancellation",
        async () => (await rowOf(app, "subscription", id))?.cancel_at_period_end === true,
      );
    };
    expect((await waysOut()).toSorted()).toEqual(["Cancel Made up", "Cancel Pro"]);
    await cancel(addOn.subscriptionId);
    expect(await waysOut()).toEqual(["Cancel Pro"]);
    const way = await deleteWorkspace(payer.user, workspaceId).catch((error: ProductError) => error.extras.manage);
    expect((await payer.post(way?.href ?? "", way?.body)).status).toBe(200);
    await cancel(subscriptionId);
    expect(await waysOut()).toEqual([]);
  });

  test("ends an open checkout first; one that was paid meanwhile refuses it, even with its webhook late", async () => {
    const [first, second] = [await someone(), await someone()];
    const open = await checkout(first, pro, await workspaceOf(first));
    expect(await outcome(deleteWorkspace(first.user, await workspaceOf(first)))).toBe("done");
    expect(await statusOf(open.body.session_id)).toBe("expired");

    const workspaceId = await workspaceOf(second);
    const paid = await checkout(second, pro, workspaceId);
    await app.localStripe.holdDeliveries();
    await pay(app, paid.body.session_id);
    expect(await outcome(deleteWorkspace(second.user, workspaceId))).toBe("workspace_has_plan");
    expect(await isDeleted(workspaceId)).toBe(false);
  });

  test("waits for Stripe: while it is away, and a checkout is open, nothing is deleted", async () => {
    const owner = await someone();
    const workspaceId = await workspaceOf(owner);
    const { body } = await checkout(owner, pro, workspaceId);
    await app.localStripe.fault({ path: "/v1/checkout/sessions", kind: "status", status: 500, times: 20 });
    expect(await outcome(deleteWorkspace(owner.user, workspaceId))).toBe("stripe_unavailable");
    expect(await isDeleted(workspaceId)).toBe(false);
    await app.localStripe.clearFaults();
    expect(await statusOf(body.session_id)).toBe("open");
    expect(await outcome(deleteWorkspace(owner.user, workspaceId))).toBe("done");
  });

  test("at the moment of a checkout: never a deleted workspace with a session that can be paid", async () => {
    for (const moment of moments) {
      const owner = await someone();
      const workspaceId = await createWorkspace(owner.user.id, "Race");
      const buying = checkout(owner, pro, workspaceId);
      await moment(workspaceId);
      const deleted = await outcome(deleteWorkspace(owner.user, workspaceId));
      const bought = await buying;
      expect(deleted).toBe("done");
      const { rows } = await app.database.pool.query(
        "SELECT FROM checkout_session WHERE workspace_id = $1 AND state IN ('creating', 'open')",
        [workspaceId],
      );
      expect(rows).toHaveLength(0);
      if (bought.status === 200) expect(await statusOf(bought.body.session_id)).toBe("expired");
      else expect(bought.body.code).toBe("workspace_not_found");
    }
  });
});

describe("leaving", () => {
  test("a payer is warned, and leaves only with their word; the plan goes on and they see that they pay", async () => {
    const [payer, other] = [await someone("Ada"), await someone("Bea")];
    const { workspaceId } = await subscribe(app, payer, pro);
    await setRole(app, other.user.email, workspaceId, "owner");
    expect(await outcome(leaveWorkspace(payer.user, workspaceId, false))).toBe("payer_leaves");
    expect(await outcome(removeMember(payer.user, workspaceId, payer.user.id))).toBe("payer_leaves");
    expect(await outcome(leaveWorkspace(payer.user, workspaceId, true))).toBe("done");
    expect((await listMyWorkspaces(payer.user.id)).workspaces).toEqual([
      {
        id: workspaceId,
        name: "Ada's workspace",
        role: null,
        plans: ["Pro"],
        youPay: true,
        youPayUntil: null,
        otherPayers: [],
        takenOver: null,
      },
    ]);
    const { workspaces: theirs } = await listMyWorkspaces(other.user.id);
    expect(theirs.find(({ id }) => id === workspaceId)).toMatchObject({
      role: "owner",
      youPay: false,
      otherPayers: ["Ada"],
    });
    expect((await payer.post<{ url: string }>("/api/subscriptions/customer-portal/")).status).toBe(200);
  });

  test("who does not pay is not asked", async () => {
    const [payer, other] = [await someone(), await someone()];
    const { workspaceId } = await subscribe(app, payer, pro);
    await setRole(app, other.user.email, workspaceId, "member");
    expect(await outcome(leaveWorkspace(other.user, workspaceId, false))).toBe("done");
  });

  test.each([
    ["leaves", (_owner: Someone, buyer: Someone, id: string) => leaveWorkspace(buyer.user, id, false)],
    ["is removed", (owner: Someone, buyer: Someone, id: string) => removeMember(owner.user, id, buyer.user.id)],
    [
      "becomes a plain member",
      (owner: Someone, buyer: Someone, id: string) => changeMemberRole(owner.user, id, buyer.user.id, "member"),
    ],
  ])("the open checkout of somebody who %s ends; others' stay", async (_, depart) => {
    const [owner, buyer] = [await someone(), await someone()];
    const workspaceId = await newWorkspace(app, { [owner.user.email]: "owner", [buyer.user.email]: "admin" });
    const theirs = await checkout(buyer, pro, workspaceId);
    await depart(owner, buyer, workspaceId);
    expect(await statusOf(theirs.body.session_id)).toBe("expired");

    await setRole(app, buyer.user.email, workspaceId, "admin");
    const others = await checkout(owner, pro, workspaceId);
    await depart(owner, buyer, workspaceId);
    expect(await statusOf(others.body.session_id)).toBe("open");
  });

  test("does not hang on Stripe", async () => {
    const [owner, buyer] = [await someone(), await someone()];
    const workspaceId = await newWorkspace(app, { [owner.user.email]: "owner", [buyer.user.email]: "admin" });
    await checkout(buyer, pro, workspaceId);
    await app.localStripe.fault({ path: "/v1/checkout/sessions", kind: "status", status: 500, times: 20 });
    expect(await outcome(removeMember(owner.user, workspaceId, buyer.user.id))).toBe("done");
    expect((await buyer.get<unknown[]>("/api/workspaces/")).body).toHaveLength(1);
  });

  test("at the moment of their checkout: no session of somebody who may no longer buy stays open", async () => {
    for (const moment of moments) {
      const [owner, buyer] = [await someone(), await someone()];
      const workspaceId = await newWorkspace(app, { [owner.user.email]: "owner", [buyer.user.email]: "admin" });
      const buying = checkout(buyer, pro, workspaceId);
      await moment(workspaceId);
      await removeMember(owner.user, workspaceId, buyer.user.id);
      const bought = await buying;
      if (bought.status === 200) expect(await statusOf(bought.body.session_id)).toBe("expired");
      else expect(bought.body.code).toBe("workspace_not_found");
    }
  });
});

test("a user may be in many workspaces, each with its own plan", async () => {
  const user = await someone();
  const ids = [
    await workspaceOf(user),
    await createWorkspace(user.user.id, "Second"),
    await createWorkspace(user.user.id, "Third"),
  ];
  await subscribe(app, user, pro, ids[0]);
  await subscribe(app, user, await priceOf(app, "starter_month"), ids[1]);
  expect(
    (await listMyWorkspaces(user.user.id)).workspaces.map(({ name, plans, youPay }) => [name, plans, youPay]),
  ).toEqual([
    ["Ada's workspace", ["Pro"], true],
    ["Second", ["Starter"], true],
    ["Third", [], false],
  ]);
});

test("where several people pay, each of them is named", async () => {
  const [payer, bea, member] = [await someone("Ada"), await someone("Bea"), await someone("Cyd")];
  const { workspaceId, subscriptionId } = await subscribe(app, payer, pro);
  await setRole(app, bea.user.email, workspaceId, "admin");
  await setRole(app, member.user.email, workspaceId, "member");
  await subscribe(app, bea, (await sell(app)).id, workspaceId);
  const said = async (client: Someone) => plain((await pageOf(client, "/workspaces")).html);
  expect(await said(payer)).toContain("Billed to you and Bea");
  expect(await said(member)).toContain("Billed to Ada and Bea");
  await app.stripe.subscriptions.cancel(subscriptionId);
  await until("one to be left", async () => (await said(member)).includes("Billed to Bea"));
});
