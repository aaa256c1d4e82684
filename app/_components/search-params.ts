import { getClaim } from "@/lib/auth";
import { isExternalId } from "@/lib/ids";
import { normalizeUuid } from "@/lib/uuid";
import { findAsked } from "@/lib/workspaces/asked";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** One parameter as a text; a repeated or missing one counts as not given, one with a NUL, which PostgreSQL refuses, as unknown. */
export async function parameter(searchParams: SearchParams, key: string): Promise<string | undefined> {
  const value = (await searchParams)[key];
  return typeof value === "string" && value !== "" ? value.replaceAll("\0", "\ufffd") : undefined;
}

/** The same for the id of a workspace. */
export async function idParameter(searchParams: SearchParams, key: string): Promise<string | undefined> {
  const value = await parameter(searchParams, key);
  return value && askedId(value);
}

/** An id of ours for what an address names a workspace by. An external one of others stays as it is, like an unknown one. */
export async function askedId(named: string): Promise<string> {
  if (!isExternalId(named)) return normalizeUuid(named);
  const claim = await getClaim();
  return (claim && (await findAsked(claim, named))) ?? named;
}

/** A part of an address's path, as Next hands it over. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
