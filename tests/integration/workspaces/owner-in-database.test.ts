import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect, prisma } from "@/lib/db";
import { createWorkspace } from "@/lib/workspaces/create";
import { leave } from "@/lib/workspaces/leave";
import { withWorkspace } from "@/lib/workspaces/locked";
import { changeRole } from "@/lib/workspaces/roles";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { openPool } from "../../support/postgres";
import { outcome, peopleOf } from "./people";

// `npm run test:nightly` takes 200.
const ROUNDS = Number(process.env.OWNER_ROUNDS ?? 4);
const CROWD = 50;
const LONGEST_MS = 60_000 + ROUNDS * 15_000;

let database: TestDatabase;
let crowd: Pool;
const { person, join, team, rolesIn } = peopleOf(() => database);

beforeAll(async () => {
  database = await createDatabase();
  process.env.DATABASE_URL = database.url;
  crowd = openPool(database.url, CROWD);
});
afterAll(async () => {
  await crowd?.end();
  await disconnect();
  await database?.drop();
});

const REFUSED = /workspace_has_owner/;
const DEMOTE = "UPDATE membership SET role = 'member' WHERE workspace_id = $1 AND user_id = $2";
const DEPART = "DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2";

/** Nobody is in it, or somebody owns it. */
async function isOwned(workspaceId: string): Promise<boolean> {
  const roles = Object.values(await rolesIn(workspaceId));
  return roles.length === 0 || roles.includes("owner");
}

async function owners(count: number) {
  const first = await person();
  const workspaceId = await createWorkspace(first.id, "Team");
  const others = await Promise.all(Array.from({ length: count - 1 }, () => join(workspaceId, "owner")));
  return { workspaceId, ids: [first, ...others].map(({ id }) => id) };
}

describe("a workspace with members has an owner, whatever is sent", () => {
  const statements: [string, string][] = [
    ["demotes the last owner", DEMOTE],
    ["removes the last owner", DEPART],
    ["deletes the last owner's account", `DELETE FROM "user" WHERE id = $2 AND $1::uuid IS NOT NULL`],
    [
      "moves the last owner elsewhere",
      "UPDATE membership SET workspace_id = $3 WHERE workspace_id = $1 AND user_id = $2",
    ],
  ];
  test.each(statements)("no statement %s", async (_, text) => {
    const { workspaceId, owner } = await team();
    const elsewhere = await team();
    const values = [workspaceId, owner.id, elsewhere.workspaceId].slice(0, text.includes("$3") ? 3 : 2);
    await expect(database.pool.query(text, values)).rejects.toThrow(REFUSED);
    expect((await rolesIn(workspaceId))[owner.id]).toBe("owner");
  });

  test("nobody comes into an empty one but as its owner", async () => {
    const id = randomUUID();
    await database.pool.query("INSERT INTO workspace (id, name) VALUES ($1, 'Empty')", [id]);
    await expect(join(id, "admin")).rejects.toThrow(REFUSED);
    await join(id, "owner");
    await join(id, "admin");
  });

  test("one transaction may remove the last owner and name another", async () => {
    const { workspaceId, owner, member } = await team();
    const connection = await database.pool.connect();
    await connection.query("BEGIN");
    await connection.query(DEPART, [workspaceId, owner.id]);
    await connection.query("UPDATE membership SET role = 'owner' WHERE workspace_id = $1 AND user_id = $2", [
      workspaceId,
      member.id,
    ]);
    await connection.query("COMMIT");
    connection.release();
    expect((await rolesIn(workspaceId))[member.id]).toBe("owner");
  });

  test("an account, alone or beside another owner, and a workspace can still be deleted", async () => {
    const { workspaceId, owner } = await team();
    const second = await join(workspaceId, "owner");
    await database.pool.query(`DELETE FROM "user" WHERE id = $1`, [owner.id]);
    expect((await rolesIn(workspaceId))[second.id]).toBe("owner");
    const alone = await person();
    const own = await createWorkspace(alone.id, "Own");
    await database.pool.query(`DELETE FROM "user" WHERE id = $1`, [alone.id]);
    expect(await rolesIn(own)).toEqual({});
    await database.pool.query("DELETE FROM workspace WHERE id = $1", [workspaceId]);
    expect(await rolesIn(workspaceId)).toEqual({});
  });

  test("a rule that fails to ask is refused in the words of the rules", async () => {
    const { workspaceId, owner } = await team();
    const forgetful = withWorkspace(workspaceId, ({ tx }) =>
      tx.membership.deleteMany({ where: { workspaceId, userId: owner.id } }),
    );
    expect(await outcome(forgetful)).toBe("last_owner");
    await expect(prisma().membership.updateMany({ where: { workspaceId }, data: { role: "member" } })).rejects.toThrow(
      REFUSED,
    );
  });
});

describe(`${CROWD} demotions and departures at once`, () => {
  test.each(["READ COMMITTED", "REPEATABLE READ"])(
    "by statements, %s",
    async (isolation) => {
      async function send(text: string, values: string[]): Promise<"done" | "refused"> {
        const connection = await crowd.connect();
        try {
          await connection.query(`BEGIN ISOLATION LEVEL ${isolation}`);
          await connection.query(text, values);
          await connection.query("COMMIT");
          return "done";
        } catch (error) {
          await connection.query("ROLLBACK");
          if (!/workspace_has_owner|could not serialize/.test(String(error))) throw error;
          return "refused";
        } finally {
          connection.release();
        }
      }
      for (let round = 0; round < ROUNDS; round++) {
        const { workspaceId, ids } = await owners(CROWD);
        const results = await Promise.all(ids.map((id, n) => send(n % 2 ? DEMOTE : DEPART, [workspaceId, id])));
        expect(results).toContain("done");
        expect(await isOwned(workspaceId)).toBe(true);
      }
    },
    LONGEST_MS,
  );

  test(
    "by the rules",
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { workspaceId, ids } = await owners(CROWD);
        const results = await Promise.all(
          ids.map((id, n) => outcome(n % 2 ? changeRole(id, workspaceId, id, "admin") : leave(id, workspaceId))),
        );
        expect(results.filter((one) => one === "last_owner")).toHaveLength(1);
        expect(results.filter((one) => one === "done")).toHaveLength(CROWD - 1);
        expect(await isOwned(workspaceId)).toBe(true);
      }
    },
    LONGEST_MS,
  );
});

describe("workspaces from before that have no owner get one", () => {
  /** Without triggers, as a row from before the migration. */
  async function unowned(...roles: ("admin" | "member")[]) {
    const { workspaceId, owner, admin, member } = await team();
    const more = [];
    for (const role of roles) more.push(await join(workspaceId, role));
    const connection = await database.pool.connect();
    await connection.query("SET session_replication_role = replica");
    await connection.query(DEPART, [workspaceId, owner.id]);
    if (roles.length === 0) await connection.query(DEPART, [workspaceId, admin.id]);
    await connection.query("RESET session_replication_role");
    connection.release();
    return { workspaceId, admin, member, more };
  }

  const repair = async () =>
    (await database.pool.query<{ n: number }>("SELECT repair_workspace_owners() AS n")).rows[0]?.n;

  test("its first admin; without an admin the payer, else the first member; each is written down", async () => {
    const withAdmin = await unowned("admin");
    const withPayer = await unowned();
    const plain = await unowned();
    const payer = await join(withPayer.workspaceId, "owner");
    await database.pool.query(DEMOTE, [withPayer.workspaceId, payer.id]).catch(() => undefined);
    const connection = await database.pool.connect();
    await connection.query("SET session_replication_role = replica");
    await connection.query(DEMOTE, [withPayer.workspaceId, payer.id]);
    await connection.query("RESET session_replication_role");
    connection.release();
    await database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, 'cus_repair')", [payer.id]);
    await database.pool.query(
      "INSERT INTO subscription (id, customer_id, workspace_id, status, metadata, as_of) VALUES ('sub_repair', 'cus_repair', $1, 'active', '{}', now())",
      [withPayer.workspaceId],
    );
    expect(await repair()).toBe(3);
    expect((await rolesIn(withAdmin.workspaceId))[withAdmin.admin.id]).toBe("owner");
    expect((await rolesIn(withPayer.workspaceId))[payer.id]).toBe("owner");
    expect((await rolesIn(plain.workspaceId))[plain.member.id]).toBe("owner");
    const { rows } = await database.pool.query(
      "SELECT workspace_id, user_id, role_before FROM owner_repair ORDER BY role_before DESC, user_id = $1 DESC",
      [payer.id],
    );
    expect(rows).toEqual([
      { workspace_id: withPayer.workspaceId, user_id: payer.id, role_before: "member" },
      { workspace_id: plain.workspaceId, user_id: plain.member.id, role_before: "member" },
      { workspace_id: withAdmin.workspaceId, user_id: withAdmin.admin.id, role_before: "admin" },
    ]);
    expect(await repair()).toBe(0);
  });
});
