import type { Unreadable } from "@/lib/billing/operator/overview";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Typing errors in products' metadata; empty without any. */
export function UnreadableFeatures({ products }: { products: Unreadable[] }) {
  if (products.length === 0) return null;
  return (
    <section aria-labelledby="unreadable" className="stack">
      <h2 id="unreadable">{messages.unreadable}</h2>
      <p className="muted small">{messages.unreadableHint}</p>
      <ul className={styles.lines}>
        {products.map((product) => (
          <li key={product.id}>
            {product.featureIds.join(" ")}
            <span className="muted small">{[product.name, product.id].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
