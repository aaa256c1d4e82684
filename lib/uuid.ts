const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads an id that comes from outside: a request, a form, an address, Stripe's metadata, the command line. Ids are kept
 * and compared in lower case, as PostgreSQL returns them.
 * @returns null for a text that is no id
 */
export function readUuid(text: string | null | undefined): string | null {
  const id = text?.toLowerCase() ?? "";
  return UUID.test(id) ? id : null;
}

/** The same where what is no id is refused later, like the id of something that does not exist. */
export const normalizeUuid = (text: string): string => readUuid(text) ?? text;

/** True for an id as it is kept. PostgreSQL refuses to compare an id with anything else. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The id of nothing: no row has it. */
export const NOTHING = "00000000-0000-0000-0000-000000000000";
