"use client";

import { useSyncExternalStore } from "react";
import { formatDate, formatDay, formatMoment } from "@/lib/format";
import { useBrowserMessages } from "./browser-messages";
import { readersZone } from "./remember-zone";

const neverChanges = () => () => undefined;

/**
 * A day in the reader's time zone. The server writes it in the zone that their browser sent on an earlier page, so that
 * nothing moves after loading. The browser corrects it when the zone was unknown.
 * @param look "day": without the year, of a day soon
 */
export function LocalDate({ at, withTime = false, look }: { at: string; withTime?: boolean; look?: "day" }) {
  const { language, zone: known } = useBrowserMessages();
  const zone = useSyncExternalStore(neverChanges, readersZone, () => known);
  return <time dateTime={at}>{(look ? formatDay : withTime ? formatMoment : formatDate)(language, at, zone)}</time>;
}
