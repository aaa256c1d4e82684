"use client";

import { useSyncExternalStore } from "react";
import { formatDate } from "@/lib/format";
import { useBrowserWords } from "./browser-words";

const neverChanges = () => () => undefined;
const readersZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const serversZone = () => "UTC";

/** A day: UTC's as it comes from the server, the reader's own as soon as their time zone is known. */
export function LocalDate({ at }: { at: string }) {
  const { language } = useBrowserWords();
  const zone = useSyncExternalStore(neverChanges, readersZone, serversZone);
  return <time dateTime={at}>{formatDate(language, at, zone)}</time>;
}
