import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db";
import { createWorkspace } from "@/lib/workspaces/create";
import { leave, remove } from "@/lib/workspaces/leave";
import { listWorkspaces, type Role } from "@/lib/workspaces/members";
import { renameWorkspace } from "@/lib/workspaces/rename";
import { changeRole, transferOwnership } from "@/lib/workspaces/roles";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { outcome, peopleOf, type Team, WHO } from "./people";

let database: TestDatabase;
const { person, join, team, rolesIn } = peopleOf(() => database);

beforeAll(async () => {
  database = await createDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

/** The results of the same request of a stranger, a member, an admin and an owner, each with a team of their own. */
async function whoMay(work: (team: Team, who: string) => Promise<unknown>): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const who of WHO) {
    const people = await team();
    results[who] = await outcome(work(people, people[who].id));
  }
  return results;
}

const NO_MEMBER = { stranger: "workspace_not_found", member: "manager_role_required" };
const MANAGERS = { ...NO_MEMBER, admin: "done", owner: "done" };
const OWNERS = { ...NO_MEMBER, admin: "owner_role_required", owner: "done" };

describe("who may", () => {
  test("rename", async () => {
    expect(await whoMay(({ workspaceId }, who) => renameWorkspace(who, workspaceId, "Other"))).toEqual(MANAGERS);
  });

  test.each(["admin", "member"] as const)("change another member's role to %s", async (role) => {
    const results = await whoMay(async ({ workspaceId }, who) => {
      const other = await join(workspaceId, "member");
      await changeRole(who, workspaceId, other.id, role);
      expect((await rolesIn(workspaceId))[other.id]).toBe(role);
    });
    expect(results).toEqual(MANAGERS);
  });

  test("make an owner, and touch one", async () => {
    const make = ({ workspaceId, member }: Team, who: string) => changeRole(who, workspaceId, member.id, "owner");
    expect(await whoMay(make)).toEqual(OWNERS);
    const withSecondOwner = (work: (workspaceId: string, who: string, other: string) => Promise<unknown>) =>
      whoMay(async ({ workspaceId }, who) => work(workspaceId, who, (await join(workspaceId, "owner")).id));
    expect(await withSecondOwner((id, who, other) => changeRole(who, id, other, "member"))).toEqual(OWNERS);
    expect(await withSecondOwner((id, who, other) => remove(who, id, other))).toEqual(OWNERS);
  });

  test("remove a member, who is then in it no more", async () => {
    const results = await whoMay(async ({ workspaceId }, who) => {
      const other = await join(workspaceId, "admin");
      await remove(who, workspaceId, other.id);
      expect(await listWorkspaces(other.id)).toEqual([]);
    });
    expect(results).toEqual(MANAGERS);
  });

  test("pass a workspace on: the one becomes owner and the other admin", async () => {
    const results = await whoMay(async ({ workspaceId, member, owner }, who) => {
      await transferOwnership(who, workspaceId, member.id);
      expect(await rolesIn(workspaceId)).toMatchObject({ [member.id]: "owner", [owner.id]: "admin" });
    });
    expect(results).toEqual({ ...OWNERS, member: "owner_role_required" });
  });

  test("leave: everybody but the last owner", async () => {
    const results = await whoMay(({ workspaceId }, who) => leave(who, workspaceId));
    expect(results).toEqual({ stranger: "workspace_not_found", member: "done", admin: "done", owner: "last_owner" });
  });

  test("what is no member, or no workspace, is found by nobody", async () => {
    const { workspaceId, owner, stranger } = await team();
    for (const id of [stranger.id, randomUUID(), "made-up"]) {
      expect(await outcome(changeRole(owner.id, workspaceId, id, "admin"))).toBe("member_not_found");
      expect(await outcome(remove(owner.id, workspaceId, id))).toBe("member_not_found");
      expect(await outcome(transferOwnership(owner.id, workspaceId, id))).toBe("member_not_found");
    }
    for (const id of [randomUUID(), "made-up"]) {
      expect(await outcome(renameWorkspace(owner.id, id, "Other"))).toBe("workspace_not_found");
    }
    expect(await outcome(transferOwnership(owner.id, workspaceId, owner.id))).toBe("member_not_found");
  });
});

describe("a workspace never loses its last owner", () => {
  async function owned(owners: number) {
    const first = await person();
    const workspaceId = await createWorkspace(first.id, "Team");
    const all = [first];
    while (all.length < owners) all.push(await join(workspaceId, "owner"));
    const left = async () => Object.values(await rolesIn(workspaceId)).filter((role) => role === "owner").length;
    return { workspaceId, ids: all.map(({ id }) => id), left };
  }

  const ways: [string, (workspaceId: string, id: string, ids: string[]) => Promise<unknown>][] = [
    ["leave", (workspaceId, id) => leave(id, workspaceId)],
    ["step down", (workspaceId, id) => changeRole(id, workspaceId, id, "member")],
    [
      "remove each other",
      (workspaceId, id, ids) => remove(id, workspaceId, ids[(ids.indexOf(id) + 1) % ids.length] ?? ""),
    ],
    [
      "make each other members",
      (workspaceId, id, ids) => changeRole(id, workspaceId, ids[(ids.indexOf(id) + 1) % ids.length] ?? "", "member"),
    ],
  ];

  test.each(ways)("when all of them %s at once", async (_, way) => {
    for (let round = 0; round < 5; round++) {
      const { workspaceId, ids, left } = await owned(4);
      await Promise.all(ids.map((id) => outcome(way(workspaceId, id, ids))));
      expect(await left()).toBeGreaterThanOrEqual(1);
    }
  });

  test("nor when one transfers it to a member who leaves at that moment", async () => {
    for (let round = 0; round < 5; round++) {
      const { workspaceId, ids, left } = await owned(1);
      const heir = await join(workspaceId, "member");
      await Promise.all([
        outcome(transferOwnership(ids[0] ?? "", workspaceId, heir.id)),
        outcome(leave(heir.id, workspaceId)),
      ]);
      expect(await left()).toBe(1);
    }
  });
});

describe("the user's own workspace, where an address names none", () => {
  test("is the one from sign-up, also for who was given an older one, and the next one when it is gone", async () => {
    const older = await team();
    const user = await person();
    const own = await createWorkspace(user.id, "Own");
    await database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
      user.id,
      older.workspaceId,
    ]);
    const names = async () => (await listWorkspaces(user.id)).map(({ id }) => id);
    expect(await names()).toEqual([own, older.workspaceId]);
    const heir = await join(own, "member");
    await transferOwnership(user.id, own, heir.id);
    expect(await names()).toEqual([older.workspaceId, own]);
    for (const id of [own, older.workspaceId]) await leave(user.id, id);
    expect(await names()).toEqual([]);
  });

  test("one person owns fifty at the most, however many are made at once", async () => {
    const user = await person();
    await Promise.all(Array.from({ length: 45 }, () => createWorkspace(user.id, "Another")));
    const results = await Promise.all(Array.from({ length: 9 }, () => outcome(createWorkspace(user.id, "Another"))));
    expect(results.filter((result) => result === "done")).toHaveLength(5);
    expect(new Set(results)).toEqual(new Set(["done", "too_many_workspaces"]));
  });
});

test("roles that were changed at once are those of one order", async () => {
  const { workspaceId, owner, admin, member } = await team();
  const request = (who: string, role: Role) => outcome(changeRole(who, workspaceId, member.id, role));
  // An admin can't touch whom the owner made an owner first.
  const [, second] = await Promise.all([request(owner.id, "owner"), request(admin.id, "admin")]);
  const roles = await rolesIn(workspaceId);
  expect(roles[member.id]).toBe("owner");
  expect(["done", "owner_role_required"]).toContain(second);
});
