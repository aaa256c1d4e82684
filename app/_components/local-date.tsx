"use client";

import { useSyncExternalStore } from "react";
import { formatDate, formatDay, formatMoment, formatShortDate } from "@/lib/format";
import { useBrowserMessages } from "./browser-messages";
import { readersZone } from "./remember-zone";

const neverChanges = () => () => undefined;

/**
 * A day in the reader's time zone. The server writes it in the zone that their browser sent on an earlier page, so that
 * nothing moves after loading. The browser corrects it when the zone was unknown.
 * @param look "day": without the year, of a day soon
 */
export function LocalDate({ at, withTime = false, look }: { at: string; withTime?: boolean; look?: "day" }) {
  const { language } = useBrowserMessages();
  const zone = useReadersZone();
  return <time dateTime={at}>{(look ? formatDay : withTime ? formatMoment : formatDate)(language, at, zone)}</time>;
}

/** "Dec 29": the same where there is little room, and the year is said elsewhere. */
export function ShortDate({ at }: { at: string }) {
  const { language } = useBrowserMessages();
  return <time dateTime={at}>{formatShortDate(language, at, useReadersZone())}</time>;
}

/** The server's until the page has loaded, so that nothing differs before. */
export function useReadersZone(): string {
  const { zone } = useBrowserMessages();
  return useSyncExternalStore(neverChanges, readersZone, () => zone);
}
