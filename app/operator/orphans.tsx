import type { Orphan } from "@/lib/billing/operator/overview";
import { formatDate } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Money that comes in for nothing. */
export function Orphans({ orphans, more }: { orphans: Orphan[]; more: boolean }) {
  return (
    <section aria-labelledby="orphans" className="stack">
      <h2 id="orphans">{messages.orphans}</h2>
      <p className="muted small">{orphans.length > 0 ? messages.orphansHint : messages.noOrphans}</p>
      {orphans.length > 0 && (
        <ul className={styles.lines}>
          {orphans.map(({ id, status, customerId, createdAt }) => (
            <li key={id}>
              {id}
              <span className="muted small">
                {[status, customerId, createdAt && `${messages.since} ${formatDate("en", createdAt)}`]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted small">{messages.moreOrphans}</p>}
    </section>
  );
}
