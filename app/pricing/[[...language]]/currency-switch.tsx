import { OwnCurrency } from "./own-currency";
import styles from "./switches.module.css";

/** The currency of the prices: radio buttons that the style sheet listens to, by their number. */
export function CurrencySwitch({ currencies, label }: { currencies: string[]; label: string }) {
  return (
    <OwnCurrency currencies={currencies} look={`small muted ${styles.ownCurrency}`}>
      <fieldset className={styles.period}>
        <legend className="visually-hidden">{label}</legend>
        {currencies.map((currency, index) => (
          <label key={currency}>
            <input type="radio" name="currency" value={index} defaultChecked={index === 0} />
            <span>{currency.toUpperCase()}</span>
          </label>
        ))}
      </fieldset>
    </OwnCurrency>
  );
}
