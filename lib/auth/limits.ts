import { clientAddress, isLoopbackAddress } from "@/lib/client-address";
import { env } from "@/lib/env";
import { takeSlot, type Slot } from "@/lib/rate-limit";

/** @throws ProductError rate_limited when the user has made too many calls of this kind in the last minute */
export async function limitCalls(
  kind: "checkout" | "portal" | "workspace" | "preview" | "export",
  userId: string,
): Promise<void> {
  await takeSlot({ key: `${kind} by ${userId}`, limit: env().CALLS_PER_MINUTE, windowSeconds: 60 });
}

/**
 * Asking for a link and using one, by where the request comes from.
 * @throws ProductError rate_limited
 */
export async function limitLinks(headers: Headers): Promise<void> {
  await takeSlot({ key: `links from ${clientAddress(headers)}`, limit: 30, windowSeconds: 3600 });
}

/**
 * Sign-ups are limited by where they come from; on a developer's own machine they are not.
 * @throws ProductError rate_limited
 */
export async function limitSignUps(headers: Headers): Promise<Slot> {
  const address = clientAddress(headers);
  if (!env().production && isLoopbackAddress(address)) return { giveBack: () => Promise.resolve() };
  return takeSlot({ key: `sign-up from ${address}`, limit: env().SIGN_UPS_PER_HOUR, windowSeconds: 3600 });
}
