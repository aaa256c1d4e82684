import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { can, consume, getEntitlements, release, requireFeature } from "@/lib/entitlements";
import { deleteAccount } from "@/lib/billing/account/deletion";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { grantOverride } from "@/lib/billing/entitlements/overrides";
import { findWorkspaces } from "@/lib/billing/operator/workspaces";
import { listUnassigned } from "@/lib/billing/ownership/outside";
import { inSeconds, now } from "@/lib/clock";
import { isUuid } from "@/lib/uuid";
import { setExternalId } from "@/lib/ids";
import { findAsked } from "@/lib/workspaces/asked";
import { findMember } from "@/lib/workspaces/member-list";
import { findMembership, listWorkspacePage } from "@/lib/workspaces/members";
import { statementsOf } from "../support/buffers";
import { claimOf } from "../support/claim";
import { EXTERNAL_IDS, NO_IDS } from "../support/ids";
import { until } from "../support/integration";
import { startMirror } from "../support/mirror";
import { eventOf } from "../support/webhook";
import { outcome } from "./workspaces/people";

// Users and workspaces under the ids of another system.

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
  for (const object of [await mirror.stripe.products.retrieve(String(mirror.price.product)), mirror.price])
    await handle(`${object.object}.created`, object);
});
afterAll(() => mirror?.stop());

async function handle(type: string, object: object): Promise<string> {
  const payload = JSON.stringify(eventOf(type, object));
  const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
  return handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret }));
}

const query = (text: string, values: unknown[] = []) =>
  mirror.database.pool.query<Record<string, unknown>>(text, values);
const unused = () => `id:${randomUUID()}`;

/** A workspace with its owner, each with an external id. */
async function acme() {
  const { userId, workspaceId } = await mirror.user();
  await query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [userId, workspaceId]);
  const [workspace, owner] = [unused(), unused()];
  await setExternalId("workspace", workspaceId, workspace);
  await setExternalId("user", userId, owner);
  return { userId, workspaceId, workspace, owner };
}

const grant = (workspaceId: string, feature: string, limit: number | null = null) =>
  grantOverride({ workspaceId, feature, limit, until: inSeconds(now(), 3600), note: "a test", grantedBy: "Ada" });

describe("in the database", () => {
  test.each(["user", "workspace"] as const)(
    "a %s may have any that the code allows, once, and no other",
    async (kind) => {
      const [one, two] = [await mirror.user(), await mirror.user()];
      const idOf = ({ userId, workspaceId }: typeof one) => (kind === "user" ? userId : workspaceId);
      const put = (text: string | null) =>
        outcome(query(`UPDATE "${kind}" SET external_id = $2 WHERE id = $1`, [idOf(one), text]));
      for (const text of EXTERNAL_IDS) {
        expect([text, await put(text)]).toEqual([text, "done"]);
        await setExternalId(kind, idOf(one), text);
      }
      const [last = ""] = EXTERNAL_IDS.slice(-1);
      expect(await outcome(setExternalId(kind, idOf(two), last))).toBe("invalid_request");
      expect(await outcome(setExternalId(kind, randomUUID(), unused()))).toBe("not_found");
      for (const text of [...NO_IDS, randomUUID(), randomUUID().toUpperCase()]) {
        expect([text, await outcome(setExternalId(kind, idOf(one), text))]).toEqual([text, "invalid_request"]);
        // PostgreSQL has no NUL.
        if (!text.includes("\0")) expect([text, await put(text)]).toEqual([text, "23514"]);
      }
      await setExternalId(kind, idOf(one), null);
      await setExternalId(kind, idOf(two), last);
    },
  );

  test("the end of an account takes it away", async () => {
    const { userId, owner } = await acme();
    await deleteAccount({ id: userId, name: null, email: null });
    expect((await query(`SELECT external_id FROM "user" WHERE id = $1`, [userId])).rows).toEqual([
      { external_id: null },
    ]);
    expect(await outcome(setExternalId("user", userId, owner))).toBe("not_found");
  });
});

describe("your code asks by it", () => {
  test("what a workspace may use, and counts", async () => {
    const { workspaceId, workspace } = await acme();
    await grant(workspaceId, "export");
    await grant(workspaceId, "api", 2);
    expect(await getEntitlements(workspace)).toEqual(await getEntitlements(workspaceId));
    expect((await getEntitlements(workspace)).workspaceId).toBe(workspaceId);
    expect((await can(workspace, "export")).allowed).toBe(true);
    expect(await requireFeature(workspace, "export")).toMatchObject({ allowed: true });
    expect(await consume(workspace, "api", 2)).toMatchObject({ used: 2, limit: 2 });
    expect(await outcome(consume(workspaceId, "api"))).toBe("limit_reached");
    expect(await release(workspace, "api")).toBe(1);
  });

  test("with one statement more, and with an id of ours none", async () => {
    const { workspaceId, workspace } = await acme();
    const asked = async (id: string) => (await statementsOf(() => can(id, "export"))).map(({ name }) => name);
    expect(await asked(workspaceId)).toEqual(["entitlements"]);
    expect(await asked(workspaceId.toUpperCase())).toEqual(["entitlements"]);
    expect(await asked(workspace)).toEqual(["workspace_by_external_id", "entitlements"]);
  });

  test("of what no workspace has, nothing is allowed, loudly", async () => {
    for (const id of [unused(), "", "a b", "a\0b", "' OR true"]) {
      for (const ask of [can, requireFeature, consume, release])
        expect([id, await outcome(ask(id, "export"))]).toEqual([id, "workspace_not_found"]);
    }
  });

  test("who is in a workspace: only its members find it, and others can't tell it from none", async () => {
    const [ours, theirs] = [await acme(), await acme()];
    const found = { id: ours.workspaceId, name: "Theirs", role: "owner" };
    expect(await findMembership(ours.userId, ours.workspace)).toEqual(found);
    expect(await findMember(ours.workspaceId, ours.owner)).toMatchObject({ userId: ours.userId });
    expect(await findMember(ours.workspaceId, theirs.owner)).toBeNull();
    const claim = await claimOf(ours.userId);
    expect(await findAsked(claim, ours.workspace)).toBe(ours.workspaceId);
    expect(await findAsked({ ...claim, sessionId: randomUUID() }, ours.workspace)).toBeNull();
    for (const id of [theirs.workspace, unused(), ours.owner, ours.workspace.toUpperCase()])
      expect([await findMembership(ours.userId, id), await findAsked(claim, id)]).toEqual([null, null]);
  });

  test("and lists name it", async () => {
    const { userId, workspaceId, workspace } = await acme();
    expect((await listWorkspacePage(userId, 10)).workspaces).toEqual([
      { id: workspaceId, name: "Theirs", role: "owner", external_id: workspace },
    ]);
  });

  test("an operator finds a workspace by its own, and by a member's", async () => {
    const { workspaceId, workspace, owner } = await acme();
    for (const typed of [workspace, ` ${owner} `])
      expect((await findWorkspaces(typed)).map(({ id }) => id)).toEqual([workspaceId]);
    // What nothing has may be the beginning of a name.
    expect((await findWorkspaces("Their")).length).toBeGreaterThan(0);
  });
});

describe("a subscription made at Stripe with it as workspace_id", () => {
  async function sale(metadata: Record<string, string>) {
    const { id } = await mirror.stripe.customers.create({ name: "Big Company" });
    const method = await mirror.stripe.paymentMethods.attach("pm_card_visa", { customer: id });
    return mirror.stripe.subscriptions.create({
      customer: id,
      items: [{ price: mirror.price.id }],
      default_payment_method: method.id,
      metadata,
    });
  }
  const workspaceOf = async (id: string) =>
    (await query("SELECT workspace_id FROM subscription WHERE id = $1", [id])).rows[0]?.workspace_id;

  test("belongs to that workspace, grants, and its pending work is run with it", async () => {
    const { workspaceId, workspace } = await acme();
    const subscription = await sale({ workspace_id: workspace });
    expect(await handle("customer.subscription.updated", subscription)).toBe("processed");
    expect(await workspaceOf(subscription.id)).toBe(workspaceId);
    expect((await can(workspaceId, "export")).allowed).toBe(true);
    await until("its customer to be here", async () => {
      const brought = "SELECT FROM outside_subscription WHERE subscription_id = $1 AND brought_at IS NOT NULL";
      return (await query(brought, [subscription.id])).rowCount === 1;
    });
  });

  test("of which nothing has the id is nobody's, until something does", async () => {
    const { workspaceId } = await mirror.user();
    const later = unused();
    const subscription = await sale({ workspace_id: later });
    await handle("customer.subscription.updated", subscription);
    expect((await listUnassigned()).unassigned.map(({ id }) => id)).toContain(subscription.id);
    await setExternalId("workspace", workspaceId, later);
    await mirror.sync();
    expect(await workspaceOf(subscription.id)).toBe(workspaceId);
    expect((await listUnassigned()).unassigned.map(({ id }) => id)).not.toContain(subscription.id);
    const again = await mirror.sync({ dryRun: true });
    expect(again.driftCount).toBe(0);
  });

  test("is another installation's where it says so, and a user's id names no workspace", async () => {
    const { workspace, owner } = await acme();
    const said: Record<string, string>[] = [
      { workspace_id: workspace, installation_id: randomUUID() },
      { workspace_id: owner },
    ];
    for (const metadata of said) {
      const subscription = await sale(metadata);
      await handle("customer.subscription.updated", subscription);
      expect(await workspaceOf(subscription.id)).toBeUndefined();
    }
  });

  test("of one of our users goes with it when the id does, at the next word from Stripe", async () => {
    const [paying, other] = [await mirror.customer(), await mirror.user()];
    const external = unused();
    await setExternalId("workspace", paying.workspaceId, external);
    const subscription = await mirror.subscription({ ...paying, workspaceId: external });
    await handle("customer.subscription.created", subscription);
    expect(await workspaceOf(subscription.id)).toBe(paying.workspaceId);
    await setExternalId("workspace", paying.workspaceId, null);
    await setExternalId("workspace", other.workspaceId, external);
    await mirror.sync();
    expect(await workspaceOf(subscription.id)).toBe(other.workspaceId);
    expect(isUuid(String(await workspaceOf(subscription.id)))).toBe(true);
  });
});
