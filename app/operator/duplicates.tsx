import { paths } from "@/app/_components/paths";
import type { Duplicate } from "@/lib/billing/duplicates/find";
import { formatDate } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Money that is taken twice. */
export function Duplicates({ duplicates, more }: { duplicates: Duplicate[]; more: boolean }) {
  return (
    <section aria-labelledby="duplicates" className="stack">
      <h2 id="duplicates">{messages.duplicates}</h2>
      <p className="muted small">{duplicates.length > 0 ? messages.duplicatesHint : messages.noDuplicates}</p>
      {duplicates.length > 0 && (
        <ul className={styles.lines}>
          {duplicates.map((one) => (
            <li key={one.subscriptionId}>
              <a href={`${paths.operator}/workspaces/${one.workspaceId}`}>{one.workspace ?? one.workspaceId}</a>
              <span className="muted small">{details(one)}</span>
              {one.error && <span className={`small ${styles.anywhere}`}>{one.error}</span>}
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}

const details = ({ subscriptionId, keptId, product, status, customerId, foundAt, isBegun }: Duplicate): string =>
  [
    product,
    subscriptionId,
    status,
    customerId,
    messages.laterThan(keptId),
    isBegun && messages.ending,
    `${messages.since} ${formatDate("en", foundAt)}`,
  ]
    .filter(Boolean)
    .join(" · ");
