/** People and workspaces for tests that call the rules themselves, in this process. */
import { randomUUID } from "node:crypto";
import { createWorkspace } from "@/lib/workspaces/create";
import type { Role } from "@/lib/workspaces/members";
import type { TestDatabase } from "../../support/integration";

export type SomeUser = { id: string; name: string | null; email: string | null };

/** The names of the errors that a rule threw, or "done": for tables of who may. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof Error && "code" in error) return String(error.code);
      throw error;
    },
  );

export function peopleOf(database: () => TestDatabase) {
  async function person(name = "Ada"): Promise<SomeUser> {
    const user = { id: randomUUID(), name, email: `${name.toLowerCase()}-${randomUUID()}@example.com` };
    await database().pool.query(`INSERT INTO "user" (id, name, email) VALUES ($1, $2, $3)`, [
      user.id,
      user.name,
      user.email,
    ]);
    return user;
  }

  /** Somebody who joins the workspace with a role. */
  async function join(workspaceId: string, role: Role, name = role): Promise<SomeUser> {
    const user = await person(name);
    await database().pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, $3::role)", [
      user.id,
      workspaceId,
      role,
    ]);
    return user;
  }

  /** A workspace with an owner, an admin and a member, and somebody who is not in it. */
  async function team() {
    const owner = await person("owner");
    const workspaceId = await createWorkspace(owner.id, "Team");
    const [admin, member, stranger] = [
      await join(workspaceId, "admin"),
      await join(workspaceId, "member"),
      await person("stranger"),
    ];
    return { workspaceId, owner, admin, member, stranger };
  }

  async function rolesIn(workspaceId: string): Promise<Record<string, string>> {
    const { rows } = await database().pool.query<{ user_id: string; role: string }>(
      "SELECT user_id, role::text FROM membership WHERE workspace_id = $1",
      [workspaceId],
    );
    return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]));
  }

  return { person, join, team, rolesIn };
}

export type Team = Awaited<ReturnType<ReturnType<typeof peopleOf>["team"]>>;
export const WHO = ["stranger", "member", "admin", "owner"] as const;
