import { env } from "@/lib/env";
import { plainAddress } from "@/lib/server/plain-address";
import { serverState } from "@/lib/server/state";

/**
 * The address that a request came from, as limits count it. Each proxy in front of the app appends the address that it
 * saw, so the entry counted from the right by their number is the first that a client can't make up. Without a proxy,
 * and for a request that came past them, it is the socket's; no header counts then.
 * @returns "unknown" where there is no socket of ours: all such requests are counted as one
 */
export function clientAddress(headers: Pick<Headers, "get">): string {
  const proxies = env().TRUSTED_PROXIES;
  const seen = proxies > 0 ? (headers.get("x-forwarded-for") ?? "").split(",").at(-proxies) : undefined;
  return plainAddress(seen) ?? serverState().requests.getStore()?.address ?? "unknown";
}

export const isLoopbackAddress = (address: string): boolean => /^(::1|127(\.\d+){3})$/.test(address);
