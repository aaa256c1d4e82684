import { statement } from "@/lib/db";
import { invalidRequest, notFound } from "@/lib/errors";
import { isUniqueViolation } from "@/lib/unique-violation";
import { NOTHING, readUuid } from "@/lib/uuid";

// Users and workspaces have ids of ours, UUIDs, and may have an external id: that of another system. Either is accepted
// where an id comes in, and from there on it's ours (docs/decisions/035-external-ids.md).

const EXTERNAL_ID = /^(?!\.+$)[A-Za-z0-9_.:@|-]{1,64}$/;

export const EXTERNAL_ID_RULE = "up to 64 letters, digits or characters of _ . : @ | -";

/** Whether a text can be an external id. The database checks the same. */
export const isExternalId = (text: string): boolean => EXTERNAL_ID.test(text) && readUuid(text) === null;

/** Whether a text can be either. */
export const isId = (text: string): boolean => EXTERNAL_ID.test(text);

type Kind = "user" | "workspace";

const FIND: Record<Kind, string> = {
  user: `SELECT id FROM "user" WHERE external_id = $1`,
  workspace: "SELECT id FROM workspace WHERE external_id = $1",
};

/**
 * Reads an id that comes from outside: ours, in any spelling, without a statement; an external one by one statement.
 * @returns null where nothing has the external id, and for a text that is no id. Of ours it isn't asked whether it exists
 */
export async function resolveId(kind: Kind, given: string): Promise<string | null> {
  const uuid = readUuid(given);
  if (uuid || !isExternalId(given)) return uuid;
  const [row] = await statement<{ id: string }>(`${kind}_by_external_id`, FIND[kind], [given]);
  return row?.id ?? null;
}

export const resolveWorkspaceId = (given: string): Promise<string | null> => resolveId("workspace", given);

/** The same, where an unknown id is refused later, like the id of something that does not exist. */
export const resolveOrNothing = async (kind: Kind, given: string): Promise<string> =>
  (await resolveId(kind, given)) ?? NOTHING;

const SET: Record<Kind, string> = {
  user: `UPDATE "user" SET external_id = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id`,
  workspace: "UPDATE workspace SET external_id = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id",
};

const refused = (message: string) => invalidRequest([{ field: "external_id", message }]);

/**
 * Gives a user or workspace the id that another system has for it; null takes it away.
 * @throws ProductError invalid_request for what can't be one, and for one that another has; not_found
 */
export async function setExternalId(kind: Kind, id: string, externalId: string | null): Promise<void> {
  if (externalId !== null && !isExternalId(externalId))
    throw refused(`must have ${EXTERNAL_ID_RULE}, and not look like a UUID`);
  const values = [readUuid(id) ?? NOTHING, externalId];
  const changed = await statement(`${kind}_set_external_id`, SET[kind], values).catch((error: unknown) => {
    throw isUniqueViolation(error) ? refused(`is another ${kind}'s`) : error;
  });
  if (changed.length === 0) throw notFound();
}
