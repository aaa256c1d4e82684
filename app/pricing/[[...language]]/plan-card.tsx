import type { CatalogProduct } from "@/lib/billing/catalog/product";
import type { Messages } from "@/lib/messages";
import { IncludedFeatures } from "./included-features";
import styles from "./page.module.css";
import { PlanPrice } from "./plan-price";

type Props = { product: CatalogProduct; currencies: string[]; messages: Messages };

/** A plan: its prices, each with what can be done about it, and what is included. */
export function PlanCard({ product, currencies, messages }: Props) {
  const { pricing } = messages.sentences;
  const missing = currencies.filter((currency) => !product.prices.some((price) => price.currency === currency));
  return (
    <li className={styles.plan}>
      <h2>{product.name}</h2>
      {product.planGroup === null && <p className="tag">{pricing.addOn}</p>}
      {product.description && <p className="muted">{product.description}</p>}
      {product.prices.map((price) => (
        <PlanPrice key={price.priceId} price={price} product={product} currencies={currencies} messages={messages} />
      ))}
      {missing.map((currency) => (
        <p key={currency} className="muted" data-currency={currencies.indexOf(currency)}>
          {messages.t("pricing.notInCurrency", { currency: currency.toUpperCase() })}
        </p>
      ))}
      <IncludedFeatures ids={product.featureIds} limits={product.limits} messages={messages} />
    </li>
  );
}
