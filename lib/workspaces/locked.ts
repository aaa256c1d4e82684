import { prisma } from "@/lib/db";
import { lastOwner, memberNotFound, workspaceNotFound } from "@/lib/errors";
import { inTurn } from "@/lib/in-turn";
import { type Entry, type Log, recording } from "@/lib/security-log/entry";
import { isUuid } from "@/lib/uuid";
import type { Prisma } from "@/prisma/generated/client";
import type { Role } from "./members";

/** A workspace whose members, roles and invitations are locked. */
export type Locked = {
  tx: Prisma.TransactionClient;
  workspaceId: string;
  /** @throws ProductError member_not_found */
  roleOf: (userId: string) => Promise<Role>;
  countOwners: () => Promise<number>;
  /** Writes into the security log, about this workspace. */
  log: (entry: Omit<Entry, "workspaceId">) => Promise<void>;
};

const LONGEST_MS = 5_000;

/**
 * Runs work while it holds the workspace's row. Members are changed in here only, so that what is read at the beginning
 * still holds at the end. Two owners who leave at once do so one after the other.
 * @throws ProductError workspace_not_found for a workspace that never existed or was deleted; last_owner where it would
 *   end with members and no owner
 */
export async function withWorkspace<T>(workspaceId: string, work: (locked: Locked) => Promise<T>): Promise<T> {
  if (!isUuid(workspaceId)) throw workspaceNotFound();
  const transaction = (log: Log) =>
    prisma().$transaction(
      async (tx) => {
        const found = await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid AND deleted_at IS NULL FOR UPDATE`;
        if (found.length === 0) throw workspaceNotFound();
        return work({
          tx,
          workspaceId,
          roleOf: (userId) => roleIn(tx, workspaceId, userId),
          countOwners: () => tx.membership.count({ where: { workspaceId, role: "owner" } }),
          log: (entry) => log(tx, { ...entry, workspaceId }),
        });
      },
      { maxWait: LONGEST_MS, timeout: LONGEST_MS },
    );
  return inTurn(`workspace ${workspaceId}`, () => recording(transaction)).catch((error: unknown) => {
    throw leavesNoOwner(error) ? lastOwner() : error;
  });
}

/** What the database refuses at the end of a transaction (prisma/migrations/20261130010301_workspace_has_owner). */
const leavesNoOwner = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("workspace_has_owner");

/**
 * The same, for a member of the workspace.
 * @throws ProductError workspace_not_found also for who is not in it
 */
export function asMember<T>(
  userId: string,
  workspaceId: string,
  work: (locked: Locked & { role: Role }) => Promise<T>,
): Promise<T> {
  return withWorkspace(workspaceId, async (locked) => {
    const found = await findRole(locked.tx, workspaceId, userId);
    if (!found) throw workspaceNotFound();
    return work({ ...locked, role: found });
  });
}

async function roleIn(tx: Prisma.TransactionClient, workspaceId: string, userId: string): Promise<Role> {
  const role = await findRole(tx, workspaceId, userId);
  if (!role) throw memberNotFound();
  return role;
}

async function findRole(tx: Prisma.TransactionClient, workspaceId: string, userId: string): Promise<Role | null> {
  if (!isUuid(userId)) return null;
  const row = await tx.membership.findUnique({ where: { userId_workspaceId: { userId, workspaceId } } });
  return row?.role ?? null;
}
