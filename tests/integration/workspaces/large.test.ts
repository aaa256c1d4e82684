import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { readSeatLimit } from "@/lib/billing/seats/limit";
import { listSeatPrices } from "@/lib/billing/seats/price";
import { listPlans } from "@/lib/billing/workspaces/plans";
import { disconnect } from "@/lib/db";
import { countMembers } from "@/lib/workspaces/headcount";
import { listInvitations } from "@/lib/workspaces/invitations";
import { findMember, listMembers, MEMBERS_SHOWN, searchMembers, whoIsBeside } from "@/lib/workspaces/member-list";
import { requireMembership } from "@/lib/workspaces/members";
import { buffersOf, statementsOf } from "../../support/buffers";
import { priceOf, subscribe, userIdOf, workspaceOf } from "../../support/billing";
import { useSettings } from "../../support/environment";
import { formsOf, pageOf, plain, submit } from "../../support/forms";
import { sharedApp, type TestApp } from "../../support/integration";
import { enlarge, LARGE } from "../../support/large-workspace";
import { claimOf } from "../../support/claim";

const BUFFERS = 200;
const KILOBYTES = 300;

let app: TestApp;
let client: Awaited<ReturnType<TestApp["signUp"]>>;
let workspaceId: string;
let userId: string;
beforeAll(async () => {
  app = await sharedApp();
  useSettings(app);
  client = await app.signUp();
  const bought = await subscribe(app, client, await priceOf(app, "pro_month"));
  ({ workspaceId } = bought);
  userId = await userIdOf(app, client.person.email);
  await enlarge(app.database.pool, { workspaceId, userId, subscriptionId: bought.subscriptionId });
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});

const rowsIn = (html: string) => [...html.matchAll(/aria-label="Manage ([^"]*)"/g)].map(([, name]) => name ?? "");

describe(`with ${LARGE.members} members`, () => {
  test(`the settings have less than ${KILOBYTES} KB, ${MEMBERS_SHOWN} members and few forms`, async () => {
    const { html } = await pageOf(client, `/workspaces/${workspaceId}`);
    expect(html.length / 1024).toBeLessThan(KILOBYTES);
    expect(rowsIn(html)).toHaveLength(MEMBERS_SHOWN);
    expect(plain(html)).toContain(`Changing to ${LARGE.members.toLocaleString("en")} seats…`);
    const forms = formsOf(html).map(({ button }) => button.replace(/: .*/, ""));
    expect(new Set(forms)).toEqual(
      new Set(["Search", "Allow taking over Pro", "Create invitation link", "Revoke invitation", "Save"]),
    );
    expect(forms).toHaveLength(54);
  });

  test("the next pages show the others, in order, and nobody twice", async () => {
    const seen: string[] = [];
    let path: string | null = `/workspaces/${workspaceId}`;
    for (let page = 0; path && page < 4; page++) {
      const { html } = await pageOf(client, path);
      seen.push(...rowsIn(html));
      const next: string = /href="([^"]*after=[^"]*)"[^>]*>Next members/.exec(html)?.[1] ?? "";
      path = next.replace(/#.*/, "") || null;
    }
    expect(seen).toHaveLength(4 * MEMBERS_SHOWN);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("every member is on one page", async () => {
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const page = await listMembers(workspaceId, after ?? undefined);
      for (const member of page.members) seen.add(member.userId);
      after = page.next;
    } while (after);
    expect(seen.size).toBe(LARGE.members);
  });

  test("a member is found by the beginning of any word of the name, or of the address, and is managed there", async () => {
    const found = async (typed: string) =>
      rowsIn((await pageOf(client, `/workspaces/${workspaceId}?${new URLSearchParams({ q: typed })}`)).html);
    expect(await found("person-4321-")).toHaveLength(1);
    const [name = ""] = await found("PERSON-4321-");
    expect(await found(name.split(" ").slice(1).join(" "))).toEqual([name]);
    expect(await found(`  ${name} `)).toEqual([name]);
    expect(await found("lang")).toHaveLength(MEMBERS_SHOWN);
    expect(await found("100%_")).toEqual([]);
    const id = await userIdOf(app, `person-4321-${workspaceId.slice(0, 8)}@example.com`);
    const managing = `/workspaces/${workspaceId}?q=person-4321-&member=${id}`;
    expect((await submit(client, managing, `Save role of ${name}`, { role: "admin" })).to).toBe(
      `/workspaces/${workspaceId}?q=person-4321-&done=role`,
    );
    expect((await submit(client, managing, `Remove ${name}`)).to).toBe(
      `/workspaces/${workspaceId}?q=person-4321-&done=removed`,
    );
    expect(plain((await pageOf(client, `/workspaces/${workspaceId}?q=person-4321-`)).html)).toContain(
      "No members match “person-4321-”.",
    );
  });

  test("a search follows a new name, and finds nobody of another workspace", async () => {
    const id = await userIdOf(app, `person-99-${workspaceId.slice(0, 8)}@example.com`);
    await app.database.pool.query(`UPDATE "user" SET name = 'Zoe Quill' WHERE id = $1`, [id]);
    expect((await searchMembers(workspaceId, "quill")).members.map(({ userId: one }) => one)).toEqual([id]);
    const other = await app.signUp();
    expect((await searchMembers(await workspaceOf(other), "quill")).members).toEqual([]);
  });

  test(`no statement of the settings or of the dashboard reads ${BUFFERS} buffers`, async () => {
    const middle = await userIdOf(app, `person-2500-${workspaceId.slice(0, 8)}@example.com`);
    const claim = await claimOf(userId);
    const sent = await statementsOf(async () => {
      await requireMembership(userId, workspaceId);
      await listMembers(workspaceId);
      await listMembers(workspaceId, middle);
      await searchMembers(workspaceId, "lang");
      await findMember(workspaceId, middle);
      await whoIsBeside(workspaceId, userId);
      await listPlans(workspaceId);
      await listInvitations(workspaceId);
      await listSeatPrices(workspaceId, userId);
      await readSeatLimit(workspaceId);
      await countMembers(workspaceId);
      await getDashboard(claim, workspaceId);
      await getDashboard(claim, undefined);
    });
    expect(sent).toHaveLength(13);
    const read: Record<string, number> = {};
    for (const [n, one] of sent.entries()) read[`${n} ${one.name}`] = await buffersOf(app.database.pool, one);
    expect(Object.entries(read).filter(([, buffers]) => !(buffers < BUFFERS))).toEqual([]);
  });

  test("the dashboard says that the last change of seats is still to be billed, until an invoice has", async () => {
    const isOpen = async () =>
      (await getDashboard(await claimOf(userId), workspaceId))?.subscriptions[0]?.plans[0]?.changeIsOpen;
    expect(await isOpen()).toBe(true);
    await app.database.pool.query(
      `UPDATE invoice SET billing_reason = 'subscription_update', created_at = now() WHERE id = 'in_' || $1 || '1'`,
      [workspaceId.slice(0, 8)],
    );
    expect(await isOpen()).toBe(false);
  });
});
