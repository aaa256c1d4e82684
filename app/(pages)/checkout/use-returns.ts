"use client";

import { useEffect, useState } from "react";

/**
 * How often the browser's back button brought the page as it was left. A frame of another site is not to be relied on by
 * then.
 */
export function useReturns(): number {
  const [returns, setReturns] = useState(0);

  useEffect(() => {
    const count = (event: PageTransitionEvent) => {
      if (event.persisted) setReturns((before) => before + 1);
    };
    addEventListener("pageshow", count);
    return () => removeEventListener("pageshow", count);
  }, []);

  return returns;
}
