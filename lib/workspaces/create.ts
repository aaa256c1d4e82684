import { z } from "zod";
import { prisma } from "@/lib/db";
import { tooManyWorkspaces } from "@/lib/errors";
import { formKey } from "@/lib/form-key";
import { inTurn } from "@/lib/in-turn";
import { type Log, recording } from "@/lib/security-log/entry";
import { asShown, textField } from "@/lib/text";

const NAME = "must have 1 to 100 characters";

/** A workspace's name, as people type it. */
export const workspaceName = textField(NAME)
  .transform(asShown)
  .pipe(z.string().min(1, { error: NAME }).max(100, { error: NAME }));

const MOST_OWNED = 50;

/**
 * Makes a workspace that the user owns, once for each form.
 * @param form the id of the form that was sent
 * @returns its id
 * @throws ProductError too_many_workspaces
 */
export async function createWorkspace(userId: string, name: string, form?: string): Promise<string> {
  const key = formKey(form, userId, name);
  const transaction = (log: Log) =>
    prisma().$transaction(async (tx) => {
      // The user's row is held, so that many at once are counted one after the other.
      await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
      const [made] = await tx.$queryRaw<{ id: string }[]>`
        SELECT w.id FROM membership m JOIN workspace w ON w.id = m.workspace_id AND w.deleted_at IS NULL
        WHERE m.user_id = ${userId}::uuid AND m.role = 'owner' AND w.form_key = ${key}::uuid`;
      if (made) return made.id;
      const owned = await tx.membership.count({ where: { userId, role: "owner" } });
      if (owned >= MOST_OWNED) throw tooManyWorkspaces(MOST_OWNED);
      const { id } = await tx.workspace.create({
        data: { name, formKey: key, memberships: { create: { userId, role: "owner" } } },
      });
      await log(tx, { event: "workspace_created", actorId: userId, workspaceId: id });
      return id;
    });
  return inTurn(`workspaces of ${userId}`, () => recording(transaction));
}
