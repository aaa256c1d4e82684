import { ZONE_COOKIE } from "@/lib/time-zone";

const A_YEAR_SECONDS = 365 * 86_400;

export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sends the reader's time zone to the server from the next page on. @param known the zone of this page */
export function rememberZone(known: string): void {
  const zone = readersZone();
  if (zone === known) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${ZONE_COOKIE}=${zone}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax${secure}`;
}
