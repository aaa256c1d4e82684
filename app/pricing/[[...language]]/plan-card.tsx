import { isHighlighted, planTexts } from "@/lib/billing/catalog-file/plan-texts";
import type { CatalogProduct } from "@/lib/billing/catalog/product";
import type { Messages } from "@/lib/messages";
import { IncludedFeatures } from "./included-features";
import styles from "./page.module.css";
import { type Period, tabsOf } from "./periods";
import { PlanPrice } from "./plan-price";
import { PlanTrial } from "./plan-trial";
import { soldPrices } from "./sold-prices";

type Props = {
  product: CatalogProduct;
  /** The switch's. */
  currencies: string[];
  periods: Period[];
  /** The days of its trial; null for none. */
  trial: number | null;
  /** Whether the card says so: not where one sentence says it for all plans. */
  saysTrial: boolean;
  messages: Messages;
};

/** A plan: its prices, each with what can be done about it, and what is included. */
export function PlanCard({ product, currencies, periods, trial, saysTrial, messages }: Props) {
  const { pricing } = messages.sentences;
  const { name, description } = planTexts(product, messages.language);
  const prices = soldPrices(product).toSorted(
    (a, b) => currencies.indexOf(a.currency) - currencies.indexOf(b.currency),
  );
  const soldIn = currencies.filter((currency) => prices.some((price) => price.currency === currency));
  const missing = currencies.filter((currency) => !soldIn.includes(currency));
  return (
    <li className={isHighlighted(product.catalogKey) ? `${styles.plan} ${styles.popular}` : styles.plan}>
      <div className={styles.heading}>
        <h3>{name}</h3>
        {isHighlighted(product.catalogKey) && <p className="tag">{pricing.popular}</p>}
      </div>
      {description && <p className="muted">{description}</p>}
      {prices.map((price) => (
        <PlanPrice
          key={`${price.priceId} ${price.currency}`}
          price={price}
          product={{ ...product, prices }}
          planName={name}
          periods={tabsOf(
            price,
            prices.filter(({ currency }) => currency === price.currency),
            periods,
          )}
          currency={currencies.length > 1 ? currencies.indexOf(price.currency) : undefined}
          hasTrial={trial !== null}
          messages={messages}
        />
      ))}
      {missing.map((currency) => (
        <p key={currency} className="muted" data-currency={currencies.indexOf(currency)}>
          {messages.t("pricing.notInCurrency", { currency: currency.toUpperCase() })}
        </p>
      ))}
      {saysTrial &&
        // In a currency that it isn't sold in there is no trial either.
        (missing.length === 0 ? [undefined] : soldIn).map((currency) => (
          <div key={currency} data-currency={currency && currencies.indexOf(currency)}>
            <Trial
              productId={product.productId}
              days={trial}
              // A set-up fee is due at once.
              withoutCard={product.trialWithoutCard !== null && product.setupFees.length === 0}
              messages={messages}
            />
          </div>
        ))}
      <IncludedFeatures ids={product.featureIds} limits={product.limits} messages={messages} />
    </li>
  );
}

type Trial = { productId: string; days: number | null; withoutCard: boolean; messages: Messages };

function Trial({ productId, days, withoutCard, messages }: Trial) {
  if (days === null) return null;
  const length = { days: messages.days(days) };
  return (
    <PlanTrial productId={productId}>
      {messages.t(withoutCard ? "pricing.trial.ofPlanNoCard" : "pricing.trial.ofPlan", length)}
    </PlanTrial>
  );
}
