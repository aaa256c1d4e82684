import type { ReactNode } from "react";
import { OwnPeriod } from "./own-period";
import type { Period } from "./periods";
import styles from "./switches.module.css";

type Props = {
  periods: Period[];
  /** What is written on the tabs. */
  labels: ReactNode[];
  legend: string;
};

/** How often is paid: radio buttons that the style sheet listens to, so that they work without JavaScript too. */
export function PeriodSwitch({ periods, labels, legend }: Props) {
  // A month is what people compare by.
  const first = Math.max(
    0,
    periods.findIndex(({ interval, intervalCount }) => interval === "month" && intervalCount === 1),
  );
  return (
    <fieldset className={styles.period}>
      <legend className="visually-hidden">{legend}</legend>
      {periods.map(({ interval, intervalCount: count }, index) => (
        <label key={`${count} ${interval}`}>
          <input type="radio" name="period" value={index} defaultChecked={index === first} />
          <span>{labels[index]}</span>
        </label>
      ))}
      <OwnPeriod periods={periods} first={first} />
    </fieldset>
  );
}
