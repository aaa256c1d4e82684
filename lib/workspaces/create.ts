import { createHash } from "node:crypto";
import { z } from "zod";
import { prisma } from "@/lib/db";
import { tooManyWorkspaces } from "@/lib/errors";
import { inTurn } from "@/lib/in-turn";
import { type Log, recording } from "@/lib/security-log/entry";
import { textField } from "@/lib/text";

const NAME = "must have 1 to 100 characters";

/** A page shows a run of white space as one blank; a name is what can be read of it and typed. */
export const asShown = (name: string): string => name.replaceAll(/\s+/g, " ").trim();

/** A workspace's name, as people type it. */
export const workspaceName = textField(NAME)
  .transform(asShown)
  .pipe(z.string().min(1, { error: NAME }).max(100, { error: NAME }));

const MOST_OWNED = 50;

/** The same for the same form, sent by the same user with the same name: a UUID (version 8) of what is hashed. */
function idOfForm(userId: string, formKey: string, name: string): string {
  const hex = createHash("sha256")
    .update(JSON.stringify([userId, formKey, name]))
    .digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/**
 * Makes a workspace that the user owns.
 * @param formKey a random text in the form that was sent: a form that is sent five times makes one workspace
 * @returns its id
 * @throws ProductError too_many_workspaces
 */
export async function createWorkspace(userId: string, name: string, formKey?: string): Promise<string> {
  const wanted = formKey && idOfForm(userId, formKey, name);
  const transaction = (log: Log) =>
    prisma().$transaction(async (tx) => {
      // The user's row is held, so that many at once are counted one after the other.
      await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
      if (wanted && (await tx.workspace.findUnique({ where: { id: wanted }, select: { id: true } }))) return wanted;
      const owned = await tx.membership.count({ where: { userId, role: "owner" } });
      if (owned >= MOST_OWNED) throw tooManyWorkspaces(MOST_OWNED);
      const { id } = await tx.workspace.create({
        data: { ...(wanted && { id: wanted }), name, memberships: { create: { userId, role: "owner" } } },
      });
      await log(tx, { event: "workspace_created", actorId: userId, workspaceId: id });
      return id;
    });
  return inTurn(`workspaces of ${userId}`, () => recording(transaction));
}
