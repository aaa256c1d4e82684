import { isHighlighted, planTexts } from "@/lib/billing/catalog-file/plan-texts";
import type { CatalogProduct } from "@/lib/billing/catalog/product";
import type { Messages } from "@/lib/messages";
import type { Addition } from "./builds-on";
import { IncludedFeatures } from "./included-features";
import styles from "./card.module.css";
import { type Period, tabsOf } from "./periods";
import { PlanPrice } from "./plan-price";
import { soldPrices } from "./sold-prices";

type Props = {
  product: CatalogProduct;
  /** The switch's. */
  currencies: string[];
  periods: Period[];
  /** The days of its trial; null for none. */
  trial: number | null;
  /** What it adds to a plan before it. */
  addition?: Addition | null;
  /** Its button is the filled one. */
  isMain?: boolean;
  messages: Messages;
};

/** A plan: its prices, each with what can be done about it, and what is included. */
export function PlanCard({ product, currencies, periods, trial, addition = null, isMain = false, messages }: Props) {
  const { pricing } = messages.sentences;
  const { name, description } = planTexts(product, messages.language);
  const highlighted = isHighlighted(product.catalogKey);
  const prices = soldPrices(product).toSorted(
    (a, b) => currencies.indexOf(a.currency) - currencies.indexOf(b.currency),
  );
  const missing = currencies.filter((currency) => !prices.some((price) => price.currency === currency));
  const shown = prices.map((price) => ({
    price,
    tabs: tabsOf(
      price,
      prices.filter(({ currency }) => currency === price.currency),
      periods,
    ),
  }));
  // Prices that are never seen together have one place: whichever is shown, the card is as high.
  const isOneAtATime = new Set(placesOf(shown, periods)).size === placesOf(shown, periods).length;
  return (
    <li className={highlighted ? `${styles.plan} ${styles.popular}` : styles.plan}>
      <div className={styles.heading}>
        <h3>{name}</h3>
        {highlighted && <p className="tag">{pricing.popular}</p>}
      </div>
      <p className="muted">{description}</p>
      <div className={isOneAtATime ? styles.prices : `${styles.prices} ${styles.several}`}>
        {shown.map(({ price, tabs }) => (
          <PlanPrice
            key={`${price.priceId} ${price.currency}`}
            price={price}
            product={{ ...product, prices }}
            planName={name}
            periods={tabs}
            currency={currencies.length > 1 ? currencies.indexOf(price.currency) : undefined}
            trial={trial}
            isMain={isMain}
            messages={messages}
          />
        ))}
        {missing.map((currency) => (
          <p key={currency} className="muted" data-currency={currencies.indexOf(currency)}>
            {messages.t("pricing.notInCurrency", { currency: currency.toUpperCase() })}
          </p>
        ))}
      </div>
      <IncludedFeatures ids={product.featureIds} limits={product.limits} addition={addition} messages={messages} />
    </li>
  );
}

type Shown = { price: { currency: string }; tabs: string | undefined };

/** Each tab and currency that a price is seen with. */
const placesOf = (shown: Shown[], periods: Period[]): string[] =>
  shown.flatMap(({ price, tabs }) =>
    (tabs?.split(" ") ?? (periods.length > 0 ? periods.map((_, index) => String(index)) : [""])).map(
      (tab) => `${price.currency} ${tab}`,
    ),
  );
