"use client";

import { formatDays } from "@/lib/format";
import { fill } from "@/lib/messages/fill";
import { daysBetween } from "@/lib/time-zone";
import { useBrowserMessages } from "./browser-messages";
import { useReadersZone } from "./local-date";

/**
 * How many days are left, by the reader's calendar: "Trial · 8 days left".
 * @param from the server's present @param left with `{days}` @param today the day has come, in the reader's time zone
 */
export function DaysLeft({ at, from, left, today }: { at: string; from: string; left: string; today: string }) {
  const { language } = useBrowserMessages();
  const days = daysBetween(from, at, useReadersZone());
  return days > 0 ? fill(left, { days: formatDays(language, days) }) : today;
}
