"use client";

import { useEffect } from "react";
import { useOffer } from "./offer-provider";
import type { Period } from "./periods";

/** Who has a plan sees the tab of what they pay, unless they have chosen one. @param first the tab that is shown to others */
export function OwnPeriod({ periods, first }: { periods: Period[]; first: number }) {
  const { offer } = useOffer();
  const own = periods.findIndex(({ interval, intervalCount }) =>
    offer?.current.some((plan) => plan.interval === interval && plan.intervalCount === intervalCount),
  );

  useEffect(() => {
    const tabs = document.querySelectorAll<HTMLInputElement>('input[name="period"]');
    // What was chosen, also before this ran, stays.
    if (own >= 0 && tabs[first]?.checked) tabs[own]!.checked = true;
  }, [own, first]);

  return null;
}
