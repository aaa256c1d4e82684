/** Holds the time zone that a reader's browser is in, so that the next page is written in it from the start. */
export const ZONE_COOKIE = "timezone";

/** A cookie is whatever somebody sent: only a zone that dates can be written in counts. UTC while none is known. */
export function zoneOf(sent: string | undefined): string {
  if (!sent || !/^[\w+\-/]{1,64}$/.test(sent)) return "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: sent });
    return sent;
  } catch {
    return "UTC";
  }
}
