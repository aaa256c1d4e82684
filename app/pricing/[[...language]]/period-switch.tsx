"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { useOffer } from "./offer-provider";
import type { Period } from "./periods";
import styles from "./page.module.css";

type Props = {
  periods: Period[];
  /** What stands on the tabs. */
  labels: ReactNode[];
  legend: string;
};

/**
 * How often is paid: radio buttons that the style sheet listens to, so that they work without JavaScript too. Who has a plan
 * sees the tab of what they pay, unless they have chosen one.
 */
export function PeriodSwitch({ periods, labels, legend }: Props) {
  const { offer } = useOffer();
  const fieldset = useRef<HTMLFieldSetElement>(null);
  // A month is what people compare by.
  const first = Math.max(
    0,
    periods.findIndex(({ interval, intervalCount }) => interval === "month" && intervalCount === 1),
  );
  const own = periods.findIndex(({ interval, intervalCount }) =>
    offer?.current.some((plan) => plan.interval === interval && plan.intervalCount === intervalCount),
  );

  useEffect(() => {
    const radios = [...(fieldset.current?.querySelectorAll("input") ?? [])];
    // What was chosen, also before this ran, stays.
    if (own >= 0 && radios[first]?.checked) radios[own]!.checked = true;
  }, [own, first]);

  return (
    <fieldset className={styles.period} ref={fieldset}>
      <legend className="visually-hidden">{legend}</legend>
      {periods.map(({ interval, intervalCount: count }, index) => (
        <label key={`${count} ${interval}`}>
          <input type="radio" name="period" value={index} defaultChecked={index === first} />
          <span>{labels[index]}</span>
        </label>
      ))}
    </fieldset>
  );
}
