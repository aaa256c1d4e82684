import type { Sentences } from "@/lib/messages";
import styles from "./page.module.css";

/** Month or year: two radio buttons that the style sheet listens to, so that they work without JavaScript too. */
export function PeriodSwitch({ messages }: { messages: Sentences["pricing"] }) {
  return (
    <fieldset className={styles.period}>
      <legend className="visually-hidden">{messages.period}</legend>
      <label>
        <input type="radio" name="period" value="month" defaultChecked />
        <span>{messages.monthly}</span>
      </label>
      <label>
        <input type="radio" name="period" value="year" />
        <span>{messages.yearly}</span>
      </label>
    </fieldset>
  );
}
