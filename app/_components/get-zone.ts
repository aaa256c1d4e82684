import { cookies } from "next/headers";
import { ZONE_COOKIE, zoneOf } from "@/lib/time-zone";

/** The visitor's time zone, as their browser sent it before, for pages that are rendered per request. */
export async function getZone(): Promise<string> {
  const sent = (await cookies()).get(ZONE_COOKIE)?.value;
  return zoneOf(sent);
}
