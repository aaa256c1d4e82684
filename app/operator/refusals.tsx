import type { RefusalRow } from "@/lib/billing/operator/refusals";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { count, messages } from "./messages";

/** What Stripe refuses until one of us acts; empty without any. */
export function Refusals({ refusals, more }: { refusals: RefusalRow[]; more: boolean }) {
  if (refusals.length === 0) return null;
  return (
    <section aria-labelledby="refusals" className="stack">
      <h2 id="refusals">{messages.refusals}</h2>
      <p className="muted small">{messages.refusalsHint}</p>
      <ul className={styles.lines}>
        {refusals.map(({ id, call, status, code, parameter, message, requestId, times, firstAt, lastAt }) => (
          <li key={id}>
            <span className={styles.anywhere}>{message}</span>
            <span className={`muted small ${styles.anywhere}`}>
              {[messages.refusedCall(call), status, code, parameter, requestId].filter(Boolean).join(" · ")}
            </span>
            <span className="muted small">
              {count(times, "time")}, {messages.since} {formatInstant(firstAt)}, the last {formatInstant(lastAt)}
            </span>
          </li>
        ))}
      </ul>
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}
