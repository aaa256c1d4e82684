"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";

const WATCH_FOR_MS = 60_000;

/** Stripe's last word on a checkout may be two seconds old, and it may be finished in another tab: looks again. */
export function WatchOpen() {
  const [watching, setWatching] = useState(true);
  useRefresh(watching);

  useEffect(() => {
    const ending = setTimeout(() => setWatching(false), WATCH_FOR_MS);
    return () => clearTimeout(ending);
  }, []);

  return null;
}
