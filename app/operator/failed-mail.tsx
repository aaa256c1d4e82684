import type { FailedMail as Failed } from "@/lib/mail/failed";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { count, messages } from "./messages";

/** Mail that was given up, and the way to send it after all. Nothing is shown where there is none. */
export function FailedMail({ mails, more }: { mails: Failed[]; more: boolean }) {
  if (mails.length === 0) return null;
  return (
    <section aria-labelledby="mail" className="stack">
      <div className={styles.heading}>
        <h2 id="mail">{messages.mail}</h2>
        <SendAgain mail="all">{messages.sendAllAgain}</SendAgain>
      </div>
      <p className="muted small">{messages.mailHint}</p>
      {mails.map(({ id, kind, to, since, failedAt, attempts, error }) => (
        <article key={id} aria-labelledby={`mail-${id}`} className={styles.event}>
          <div className={styles.heading}>
            <h3 id={`mail-${id}`} className={styles.anywhere}>
              {kind}, {to}
            </h3>
            <SendAgain mail={id} quiet>
              {messages.sendAgain}
              <span className="visually-hidden"> {id}</span>
            </SendAgain>
          </div>
          <p className={`small muted ${styles.anywhere}`}>
            {messages.since} {formatInstant(since)} · {count(attempts, "attempt")}, the last {formatInstant(failedAt)}
          </p>
          <p className={`${styles.error} ${styles.anywhere}`}>{error}</p>
        </article>
      ))}
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}

/** A plain form, so that it works before, and without, any script. */
function SendAgain({ mail, quiet, children }: { mail: string; quiet?: boolean; children: React.ReactNode }) {
  return (
    <form method="post" action="/api/operator/mail/">
      <button name="mail" value={mail} className={`button ${quiet ? "quiet" : ""} ${styles.replay}`}>
        {children}
      </button>
    </form>
  );
}
