"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";

const WATCH_FOR_MS = 60_000;

/**
 * Refreshes a page whose state may change shortly: Stripe's last answer may be two seconds old, the checkout may be
 * finished in another tab, and a refund that was begun comes to its end.
 */
export function WatchBriefly() {
  const [watching, setWatching] = useState(true);
  useRefresh(watching);

  useEffect(() => {
    const ending = setTimeout(() => setWatching(false), WATCH_FOR_MS);
    return () => clearTimeout(ending);
  }, []);

  return null;
}
