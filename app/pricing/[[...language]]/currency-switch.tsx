"use client";

import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

type Props = { currencies: string[]; label: string };

/**
 * The currency of the prices: radio buttons that the style sheet listens to, by their number. A customer with a
 * currency sees only that one.
 */
export function CurrencySwitch({ currencies, label }: Props) {
  const { offer, messages } = useOffer();
  const own = currencies.indexOf(offer?.currency ?? "");
  if (offer?.currency && own >= 0) {
    return (
      <p className={`small muted ${styles.ownCurrency}`} data-own-currency="">
        {/* Another key than the switch's: Otherwise React would reuse one of its buttons. */}
        <input key="own" type="radio" name="currency" value={own} checked readOnly hidden />
        {fill(messages.yourCurrency, { currency: offer.currency.toUpperCase() })}
      </p>
    );
  }
  return (
    <>
      <fieldset className={styles.period}>
        <legend className="visually-hidden">{label}</legend>
        {currencies.map((currency, index) => (
          <label key={currency}>
            <input type="radio" name="currency" value={index} defaultChecked={index === 0} />
            <span>{currency.toUpperCase()}</span>
          </label>
        ))}
      </fieldset>
      {offer?.creditIn && (
        <p className="small muted">{fill(messages.creditIn, { currency: offer.creditIn.toUpperCase() })}</p>
      )}
    </>
  );
}
