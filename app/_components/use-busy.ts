"use client";

import { useEffect, useState } from "react";

/** Whether what was pressed is under way to another page. */
export function useBusy() {
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    // Back from there by the browser's own button, the page may come as it was left: waiting.
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) setBusy(false);
    };
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, []);

  return [busy, setBusy] as const;
}
