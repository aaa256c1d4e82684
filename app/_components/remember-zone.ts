import { ZONE_COOKIE } from "@/lib/time-zone";

const A_YEAR_SECONDS = 365 * 86_400;

export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Tells the server the reader's time zone from the next page on. @param known what the server went by for this page */
export function rememberZone(known: string): void {
  const zone = readersZone();
  if (zone === known) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${ZONE_COOKIE}=${zone}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax${secure}`;
}
