"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";

const WATCH_FOR_MS = 60_000;

/**
 * Refreshes the page, since Stripe's last answer may be two seconds old and the checkout may be finished in another
 * tab.
 */
export function WatchOpen() {
  const [watching, setWatching] = useState(true);
  useRefresh(watching);

  useEffect(() => {
    const ending = setTimeout(() => setWatching(false), WATCH_FOR_MS);
    return () => clearTimeout(ending);
  }, []);

  return null;
}
