import type { Sentences } from "@/lib/messages";
import styles from "./page.module.css";

/** Month or year: two radio buttons that the style sheet listens to, so that they work without JavaScript too. */
export function PeriodSwitch({ words }: { words: Sentences["pricing"] }) {
  return (
    <fieldset className={styles.period}>
      <legend className="visually-hidden">{words.period}</legend>
      <label>
        <input type="radio" name="period" value="month" defaultChecked />
        <span>{words.monthly}</span>
      </label>
      <label>
        <input type="radio" name="period" value="year" />
        <span>{words.yearly}</span>
      </label>
    </fieldset>
  );
}
