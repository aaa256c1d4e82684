"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Refreshes the page when somebody looks at it again, and when the checkout's time is up: meanwhile it may have been
 * paid in another tab, or its visitor signed out.
 */
export function WatchCheckout({ expiresAt }: { expiresAt: string | null }) {
  const router = useRouter();

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) look();
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("pageshow", wake);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("pageshow", wake);
    };
  }, [router]);

  useEffect(() => {
    if (!expiresAt) return;
    const ending = setTimeout(() => router.refresh(), Math.max(0, Date.parse(expiresAt) - Date.now()));
    return () => clearTimeout(ending);
  }, [router, expiresAt]);

  return null;
}
