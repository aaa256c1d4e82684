"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const ASK_EVERY_MS = 2_500;

/**
 * Has the server render the page anew again and again, while `on`; what is on the page changes without a visitor's
 * action.
 */
export function useRefresh(on: boolean, everyMs = ASK_EVERY_MS): void {
  const router = useRouter();
  useEffect(() => {
    if (!on) return;
    const asking = setInterval(() => router.refresh(), everyMs);
    return () => clearInterval(asking);
  }, [router, on, everyMs]);
}
