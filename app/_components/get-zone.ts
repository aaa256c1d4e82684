import { cookies } from "next/headers";
import { ZONE_COOKIE, zoneOf } from "@/lib/time-zone";

/** The time zone of whoever asks, as their browser told us before; for pages that are rendered for one request. */
export async function getZone(): Promise<string> {
  const sent = (await cookies()).get(ZONE_COOKIE)?.value;
  return zoneOf(sent);
}
