import { randomUUID } from "node:crypto";
import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { readUuid } from "@/lib/uuid";
import { lockAddresses } from "../addresses/address-lock";
import { firstWorkspaceName } from "./first-workspace";
import type { ImportedUser, ImportProblem } from "./import-file";

const AT_ONCE = 500;

/** What was made; `known` were here before, and stay as they are. */
export type Imported = { users: number; workspaces: number; known: number };

/**
 * Imports users of another system, some hundred in each transaction. A second run makes nothing again, and one that was cut
 * off is completed by another.
 * @returns what was made, or, if anything stands in the way of any of them, only that
 */
export async function importUsers(users: ImportedUser[]): Promise<Imported | { problems: ImportProblem[] }> {
  const problems: ImportProblem[] = [];
  // At the end of each transaction a workspace with members has an owner, so owners come first.
  const [owners, others] = [users.filter(isOwner), users.filter((user) => !isOwner(user))];
  const owned = new Set(owners.flatMap(({ workspace_external_id: id }) => (id === undefined ? [] : [named(id)])));
  for (const some of batches(users)) problems.push(...(await problemsOf(some, owned)));
  if (problems.length > 0) return { problems };
  const made: Imported = { users: 0, workspaces: 0, known: 0 };
  for (const some of [...batches(owners), ...batches(others)]) {
    const { users: people, workspaces, known } = await importSome(some);
    made.users += people;
    made.workspaces += workspaces;
    made.known += known;
  }
  return made;
}

const isOwner = ({ role = "owner" }: ImportedUser): boolean => role === "owner";

const batches = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE));

// An id that is a UUID becomes ours. Any other is kept beside.
const split = (given: string) => ({ id: readUuid(given), externalId: readUuid(given) ? null : given });
const given = (ids: (string | undefined)[]) => {
  const present = [...new Set(ids.filter((id) => id !== undefined))];
  return [present.flatMap((id) => readUuid(id) ?? []), present.filter((id) => !readUuid(id))] as const;
};

/** Of a row: all that a file may name it by. */
type Named = { id: string; externalId: string | null };
const namesOf = (rows: Named[]) =>
  new Set(rows.flatMap(({ id, externalId }) => (externalId ? [id, externalId] : [id])));
const named = (id: string) => readUuid(id) ?? id;

const TAKEN = `
  SELECT id, external_id AS "externalId", email FROM "user" WHERE email = ANY($1::text[])`;
const WORKSPACES = `
  SELECT w.id, w.external_id AS "externalId", w.deleted_at IS NOT NULL AS "isGone",
    EXISTS (SELECT FROM membership m WHERE m.workspace_id = w.id AND m.role = 'owner') AS "isOwned"
  FROM workspace w WHERE w.id = ANY($1::uuid[]) OR w.external_id = ANY($2::text[])`;

/** @param owned the workspaces that somebody in the file owns */
async function problemsOf(users: ImportedUser[], owned: Set<string>): Promise<ImportProblem[]> {
  const emails = users.map(({ email }) => email);
  const holders = await statement<Named & { email: string }>("import_taken", TAKEN, [emails]);
  const taken = new Map<string, Named[]>();
  for (const one of holders) taken.set(one.email, [...(taken.get(one.email) ?? []), one]);
  const asked = given(users.map(({ workspace_external_id }) => workspace_external_id));
  const found = await statement<Named & { isGone: boolean; isOwned: boolean }>("import_workspaces", WORKSPACES, [
    ...asked,
  ]);
  const gone = namesOf(found.filter(({ isGone }) => isGone));
  const ownedHere = namesOf(found.filter(({ isOwned }) => isOwned));
  return users.flatMap(({ line, email, external_id, workspace_external_id: workspace }) => {
    // Also where that account is another one's of the file: it stays as it is, with its address.
    const [holder, isTheirs] = [taken.get(email), namesOf(taken.get(email) ?? []).has(named(external_id))];
    const problems = holder && !isTheirs ? [{ line, field: "email", message: "is another account's here" }] : [];
    if (workspace === undefined) return problems;
    const field = "workspace_external_id";
    if (gone.has(named(workspace))) problems.push({ line, field, message: "is a deleted workspace's" });
    else if (!owned.has(named(workspace)) && !ownedHere.has(named(workspace)))
      problems.push({ line, field, message: "has no owner, neither here nor in the file" });
    return problems;
  });
}

/** All of them or none. */
async function importSome(users: ImportedUser[]): Promise<Imported> {
  const ids = given(users.map(({ external_id }) => external_id));
  const spaces = given(users.map(({ workspace_external_id }) => workspace_external_id));
  const anyOf = ([uuids, externalIds]: typeof ids) => ({
    where: { OR: [{ id: { in: [...uuids] } }, { externalId: { in: [...externalIds] } }] },
    select: { id: true, externalId: true },
  });
  const emails = users.map(({ email }) => email);
  return prisma().$transaction(async (tx) => {
    // All at once, in their order. One by one, two imports would wait for each other.
    await lockAddresses(tx, emails);
    const here = namesOf(await tx.user.findMany(anyOf(ids)));
    const added = users.filter(({ external_id }) => !here.has(named(external_id)));
    const workspaces = new Map<string, string>();
    for (const { id, externalId } of await tx.workspace.findMany(anyOf(spaces))) {
      workspaces.set(id, id);
      if (externalId) workspaces.set(externalId, id);
    }
    const made: { id: string; externalId: string | null; name: string }[] = [];
    const people = added.map((user) => {
      const language = user.language ?? "en";
      const space = user.workspace_external_id === undefined ? undefined : split(user.workspace_external_id);
      const key = space?.id ?? space?.externalId ?? randomUUID();
      const workspaceId = workspaces.get(key) ?? space?.id ?? randomUUID();
      if (!workspaces.has(key)) {
        const name = user.workspace_name ?? firstWorkspaceName({ ...user, name: user.name ?? null }, language);
        made.push({ id: workspaceId, externalId: space?.externalId ?? null, name });
      }
      workspaces.set(key, workspaceId);
      const { id, externalId } = split(user.external_id);
      return { ...user, id: id ?? randomUUID(), externalId, workspaceId };
    });
    await tx.user.createMany({
      data: people.map(({ id, externalId, email, email_verified: isVerified, name = null, language = null }) => ({
        ...{ id, externalId, email, name, language },
        emailVerified: isVerified ? now() : null,
      })),
    });
    await tx.passwordCredential.createMany({
      data: people.flatMap(({ id: userId, password_hash: hash }) => (hash === undefined ? [] : [{ userId, hash }])),
    });
    await tx.workspace.createMany({ data: made });
    await tx.membership.createMany({
      data: people.map(({ id: userId, workspaceId, role = "owner" }) => ({ userId, workspaceId, role })),
    });
    return { users: added.length, workspaces: made.length, known: users.length - added.length };
  });
}
