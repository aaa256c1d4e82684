import type { Messages } from "@/lib/messages";
import type { Period } from "./periods";
import styles from "./page.module.css";

/** How often is paid: radio buttons that the style sheet listens to, so that they work without JavaScript too. */
export function PeriodSwitch({ periods, messages }: { periods: Period[]; messages: Messages }) {
  // A month is what people compare by.
  const first = Math.max(
    0,
    periods.findIndex(({ interval, intervalCount }) => interval === "month" && intervalCount === 1),
  );
  return (
    <fieldset className={styles.period}>
      <legend className="visually-hidden">{messages.t("pricing.period")}</legend>
      {periods.map(({ interval, intervalCount: count }, index) => (
        <label key={`${count} ${interval}`}>
          <input type="radio" name="period" value={index} defaultChecked={index === first} />
          <span>{messages.t("pricing.every", { interval, count })}</span>
        </label>
      ))}
    </fieldset>
  );
}
