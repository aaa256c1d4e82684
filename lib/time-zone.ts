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

/** From one day to the other by the calendar of a zone, whatever the time of the day: 0 on the same day. */
export function daysBetween(from: Date | string, to: Date | string, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const day = (at: Date | string) => Date.parse(format.format(new Date(at)));
  return Math.round((day(to) - day(from)) / 86_400_000);
}
