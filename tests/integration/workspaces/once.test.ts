import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db";
import { createWorkspace } from "@/lib/workspaces/create";
import { findInvitation } from "@/lib/workspaces/accept";
import { invite, revokeInvitation } from "@/lib/workspaces/invitations";
import { leave, remove } from "@/lib/workspaces/leave";
import { findLastRemoval, findRemoval } from "@/lib/workspaces/removed";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { peopleOf } from "./people";

let database: TestDatabase;
const { person, team, join } = peopleOf(() => database);

beforeAll(async () => {
  database = await createDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_unused",
    STRIPE_WEBHOOK_SECRET: "whsec_unused",
    NEXTAUTH_SECRET: "a secret of this test alone",
  });
});
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

const five = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 5 }, work));
const count = async (sql: string, values: unknown[]): Promise<number> =>
  (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, values)).rows[0]?.n ?? 0;

describe("one form, sent five times, at once or later,", () => {
  test("makes one workspace; another name, another form or no form makes another", async () => {
    const [ada, bea, form] = [await person(), await person(), randomUUID()];
    const made = [
      ...(await five(() => createWorkspace(ada.id, "Acme", form))),
      await createWorkspace(ada.id, "Acme", form),
    ];
    expect(new Set(made).size).toBe(1);
    expect(await count("membership WHERE user_id = $1", [ada.id])).toBe(1);
    expect(await count("security_event WHERE workspace_id = $1 AND event = 'workspace_created'", [made[0]])).toBe(1);
    const others = [
      await createWorkspace(ada.id, "Bolt", form),
      await createWorkspace(ada.id, "Acme", randomUUID()),
      await createWorkspace(ada.id, "Acme"),
      await createWorkspace(ada.id, "Acme", "not a form"),
      await createWorkspace(bea.id, "Acme", form),
    ];
    expect(new Set([...made, ...others]).size).toBe(6);
    await database.pool.query("UPDATE workspace SET deleted_at = now() WHERE id = $1", [made[0]]);
    expect(made).not.toContain(await createWorkspace(ada.id, "Acme", form));
  });

  test("makes one invitation and answers with its link each time; a revoked one stays revoked", async () => {
    const [{ workspaceId, owner, admin }, form] = [await team(), randomUUID()];
    const asked = { role: "member", email: null, form } as const;
    const links = [
      ...(await five(() => invite(owner.id, workspaceId, asked))),
      await invite(owner.id, workspaceId, asked),
    ];
    expect(new Set(links).size).toBe(1);
    expect(await count("invitation WHERE workspace_id = $1", [workspaceId])).toBe(1);
    expect(await count("security_event WHERE workspace_id = $1 AND event = 'invitation_created'", [workspaceId])).toBe(
      1,
    );
    const others = [
      await invite(owner.id, workspaceId, { ...asked, role: "admin" }),
      await invite(owner.id, workspaceId, { ...asked, email: "bea@example.com" }),
      await invite(admin.id, workspaceId, asked),
      await invite(owner.id, workspaceId, { ...asked, form: undefined }),
    ];
    expect(new Set([...links, ...others]).size).toBe(5);
    const { rows } = await database.pool.query<{ id: string }>(
      "SELECT id FROM invitation WHERE workspace_id = $1 ORDER BY created_at LIMIT 1",
      [workspaceId],
    );
    await revokeInvitation(owner.id, workspaceId, rows[0]?.id ?? "");
    const again = await invite(owner.id, workspaceId, asked);
    expect(links).not.toContain(again);
    expect([await findInvitation(links[0] ?? "", null), (await findInvitation(again, null))?.role]).toEqual([
      null,
      "member",
    ]);
  });
});

describe("that somebody was removed", () => {
  test("is known of those who were, until they come back, and not of those who left", async () => {
    const { workspaceId, owner, admin, member, stranger } = await team();
    const known = (user: { id: string }) => findRemoval(user.id, workspaceId);
    await remove(owner.id, workspaceId, member.id);
    await leave(admin.id, workspaceId);
    await database.pool.query("UPDATE workspace SET name = 'Renamed' WHERE id = $1", [workspaceId]);
    expect(await known(member)).toEqual({ name: "Team", at: expect.any(Date) as Date });
    expect(await findLastRemoval(member.id)).toEqual(await known(member));
    for (const user of [owner, admin, stranger])
      expect([await known(user), await findLastRemoval(user.id)]).toEqual([null, null]);
    expect(await findRemoval(member.id, "an id")).toBeNull();
    const later = await join(await createWorkspace(member.id, "Own"), "member");
    expect([await findLastRemoval(member.id), await known(later)]).toEqual([null, null]);
  });
});
