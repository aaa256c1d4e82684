/** Holds the time zone that a reader's browser is in, so that the next page is written in it from the start. */
export const ZONE_COOKIE = "timezone";

/** A client can send any cookie, so only a zone that dates can be formatted in counts. UTC by default. */
export function zoneOf(sent: string | undefined): string {
  if (!sent || !/^[\w+\-/]{1,64}$/.test(sent)) return "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: sent });
    return sent;
  } catch {
    return "UTC";
  }
}
