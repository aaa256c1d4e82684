import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setClock } from "@/lib/clock";
import { disconnect } from "@/lib/db";
import { acceptInvitation, findInvitation } from "@/lib/workspaces/accept";
import { invite, listInvitations, revokeInvitation } from "@/lib/workspaces/invitations";
import { leave, remove } from "@/lib/workspaces/leave";
import { changeRole } from "@/lib/workspaces/roles";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { outcome, peopleOf, WHO } from "./people";

let database: TestDatabase;
const { person, join, team, rolesIn } = peopleOf(() => database);
const ANYONE = { role: "member", email: null } as const;

beforeAll(async () => {
  database = await createDatabase();
  process.env.DATABASE_URL = database.url;
});
afterEach(() => setClock(null));
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

describe("an invitation", () => {
  test("is made, seen and revoked by owners and admins", async () => {
    const results: Record<string, string[]> = {};
    for (const who of WHO) {
      const people = await team();
      const user = people[who].id;
      await invite(people.owner.id, people.workspaceId, ANYONE);
      const [open] = await listInvitations(people.workspaceId);
      results[who] = [
        await outcome(invite(user, people.workspaceId, ANYONE)),
        await outcome(revokeInvitation(user, people.workspaceId, open?.id ?? "")),
      ];
    }
    expect(results).toEqual({
      stranger: ["workspace_not_found", "workspace_not_found"],
      member: ["manager_role_required", "manager_role_required"],
      admin: ["done", "done"],
      owner: ["done", "done"],
    });
  });

  test("says who invites to what, makes a member of its role, and is in the database as a hash only", async () => {
    const { workspaceId, admin } = await team();
    const token = await invite(admin.id, workspaceId, { role: "admin", email: null });
    expect(await findInvitation(token, null)).toMatchObject({ workspace: "Team", inviter: "admin", role: "admin" });
    const user = await person();
    expect(await acceptInvitation(user, token)).toMatchObject({ workspaceId });
    expect((await rolesIn(workspaceId))[user.id]).toBe("admin");
    const { rows } = await database.pool.query("SELECT * FROM invitation WHERE workspace_id = $1", [workspaceId]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows).toMatchObject([{ accepted_by: user.id, inviter_id: admin.id }]);
  });

  test("is no longer valid once it is used, revoked or expired, or if it never existed, all with one answer", async () => {
    const { workspaceId, owner } = await team();
    const used = await invite(owner.id, workspaceId, ANYONE);
    await acceptInvitation(await person(), used);
    const revoked = await invite(owner.id, workspaceId, ANYONE);
    const [open] = await listInvitations(workspaceId);
    await revokeInvitation(owner.id, workspaceId, open?.id ?? "");
    expect(await outcome(revokeInvitation(owner.id, workspaceId, open?.id ?? ""))).toBe("invitation_not_found");
    const old = await invite(owner.id, workspaceId, ANYONE);
    setClock(new Date(Date.now() + 7 * 86_400_000 + 1000));
    const user = await person();
    for (const token of [used, revoked, old, "made-up", ""]) {
      expect(await findInvitation(token, user.id)).toBeNull();
      expect(await outcome(acceptInvitation(user, token))).toBe("invitation_not_found");
    }
    expect(await listInvitations(workspaceId)).toEqual([]);
  });

  test("is good until its last moment", async () => {
    const { workspaceId, owner } = await team();
    const start = new Date();
    setClock(start);
    const token = await invite(owner.id, workspaceId, ANYONE);
    setClock(new Date(start.getTime() + 7 * 86_400_000 - 1));
    expect(await outcome(acceptInvitation(await person(), token))).toBe("done");
  });

  test("for one address is accepted by nobody else", async () => {
    const { workspaceId, owner } = await team();
    const [guest, other] = [await person("Guest"), await person("Other")];
    const token = await invite(owner.id, workspaceId, { role: "member", email: guest.email });
    expect(await outcome(acceptInvitation(other, token))).toBe("invitation_for_another");
    await database.pool.query(`UPDATE "user" SET email = NULL WHERE id = $1`, [other.id]);
    expect(await outcome(acceptInvitation(other, token))).toBe("invitation_for_another");
    expect(await outcome(acceptInvitation(guest, token))).toBe("done");
  });

  test("keeps a member's role, and its use for somebody else", async () => {
    const { workspaceId, owner } = await team();
    const token = await invite(owner.id, workspaceId, ANYONE);
    expect(await acceptInvitation(owner, token)).toEqual({ workspaceId, joinedAs: null });
    expect((await rolesIn(workspaceId))[owner.id]).toBe("owner");
    expect(await outcome(acceptInvitation(await person(), token))).toBe("done");
  });
});

describe("at once", () => {
  test("twenty people with one link: one of them gets in", async () => {
    const { workspaceId, owner } = await team();
    const token = await invite(owner.id, workspaceId, ANYONE);
    const people = await Promise.all(Array.from({ length: 20 }, () => person()));
    const results = await Promise.all(people.map((user) => outcome(acceptInvitation(user, token))));
    expect(results.filter((result) => result === "done")).toHaveLength(1);
    expect(Object.keys(await rolesIn(workspaceId))).toHaveLength(4);
  });

  test("the same person ten times: one membership, and ten times the same answer", async () => {
    const { workspaceId, owner } = await team();
    const token = await invite(owner.id, workspaceId, ANYONE);
    const user = await person();
    const results = await Promise.all(Array.from({ length: 10 }, () => acceptInvitation(user, token)));
    expect(new Set(results.map((one) => one.workspaceId))).toEqual(new Set([workspaceId]));
    expect(results.flatMap(({ joinedAs }) => joinedAs ?? [])).toEqual(["member"]);
    expect(Object.keys(await rolesIn(workspaceId))).toHaveLength(4);
  });

  test("fifty open invitations of a workspace are the most, and one that ran out makes room", async () => {
    const { workspaceId, owner } = await team();
    const start = new Date();
    setClock(start);
    const results = await Promise.all(Array.from({ length: 55 }, () => outcome(invite(owner.id, workspaceId, ANYONE))));
    expect(results.filter((result) => result === "done")).toHaveLength(50);
    expect(results.filter((result) => result === "too_many_invitations")).toHaveLength(5);
    setClock(new Date(start.getTime() + 7 * 86_400_000));
    expect(await outcome(invite(owner.id, workspaceId, ANYONE))).toBe("done");
  });

  test("a crowd at one workspace waits without keeping other workspaces from a connection", async () => {
    const [crowded, other] = [await team(), await team()];
    const holder = await database.pool.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM workspace WHERE id = $1 FOR UPDATE", [crowded.workspaceId]);
    const waiting = Array.from({ length: 40 }, () => outcome(invite(crowded.owner.id, crowded.workspaceId, ANYONE)));
    expect(await outcome(invite(other.owner.id, other.workspaceId, ANYONE))).toBe("done");
    expect(await listInvitations(crowded.workspaceId)).toEqual([]);
    await holder.query("COMMIT");
    holder.release();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["done"]));
  });

  test("accepted while its maker is removed: either before that, or not at all", async () => {
    for (let round = 0; round < 5; round++) {
      const { workspaceId, owner, admin } = await team();
      const token = await invite(admin.id, workspaceId, ANYONE);
      const user = await person();
      const [accepted] = await Promise.all([
        outcome(acceptInvitation(user, token)),
        remove(owner.id, workspaceId, admin.id),
      ]);
      expect(user.id in (await rolesIn(workspaceId))).toBe(accepted === "done");
    }
  });
});

describe("invitations end with the right to invite", () => {
  test("when their maker is removed, leaves, or becomes a plain member", async () => {
    const { workspaceId, owner } = await team();
    const ends: ((id: string) => Promise<void>)[] = [
      (id) => remove(owner.id, workspaceId, id),
      (id) => leave(id, workspaceId),
      (id) => changeRole(owner.id, workspaceId, id, "member"),
    ];
    for (const end of ends) {
      const admin = await join(workspaceId, "admin");
      const token = await invite(admin.id, workspaceId, ANYONE);
      await end(admin.id);
      expect(await findInvitation(token, null)).toBeNull();
    }
  });

  test("who was invited and removed does not come back by the same link", async () => {
    const { workspaceId, owner } = await team();
    const token = await invite(owner.id, workspaceId, ANYONE);
    const user = await person();
    await acceptInvitation(user, token);
    expect(await findInvitation(token, user.id)).toMatchObject({ isMember: true });
    await remove(owner.id, workspaceId, user.id);
    expect(await findInvitation(token, user.id)).toBeNull();
    expect(await outcome(acceptInvitation(user, token))).toBe("invitation_not_found");
  });
});
