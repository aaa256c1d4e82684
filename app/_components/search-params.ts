import { normalizeUuid } from "@/lib/uuid";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** One parameter as a text; a repeated or missing one counts as not given, one with a NUL, which PostgreSQL refuses, as unknown. */
export async function parameter(searchParams: SearchParams, key: string): Promise<string | undefined> {
  const value = (await searchParams)[key];
  return typeof value === "string" && value !== "" ? value.replaceAll("\0", "\ufffd") : undefined;
}

/** The same for an id of ours. */
export async function idParameter(searchParams: SearchParams, key: string): Promise<string | undefined> {
  const value = await parameter(searchParams, key);
  return value && normalizeUuid(value);
}
