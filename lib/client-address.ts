import { env } from "@/lib/env";

/**
 * The address that a request came from. With proxies in front of the app each appends the address it saw, so the entry
 * counted from the right by their number is the first that a client can't make up. Without a proxy the client chooses
 * the header (Next fills it in only where it is missing): docs/going-live.md asks for one.
 */
export function clientAddress(headers: Pick<Headers, "get">): string {
  const seen = (headers.get("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  return seen.at(-Math.max(1, env().TRUSTED_PROXIES)) || "unknown";
}

export const isLoopbackAddress = (address: string): boolean => /^(::1|(::ffff:)?127(\.\d+){3})$/.test(address);
