import { pathWith, paths } from "@/app/_components/paths";
import { MOST_SHOWN, type FailedEvents as Failed, type InboxRow } from "@/lib/billing/operator/events";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { placeToText } from "./page-start";
import { firstLine } from "./replay-notice";
import { count, messages } from "./messages";

/** The events that failed, a page of them, with the way to set each right. */
export function FailedEvents({ failed, isFirstPage }: { failed: Failed; isFirstPage: boolean }) {
  const { events, next } = failed;
  return (
    <section aria-labelledby="failed" className="stack">
      <div className={styles.heading}>
        <h2 id="failed">{messages.failed}</h2>
        {events.length > 0 && <Replay event="all">{messages.replayAll}</Replay>}
      </div>
      {events.length === 0 ? (
        <p className="muted">{isFirstPage ? messages.noFailed : messages.noFailedHere}</p>
      ) : (
        <p className="muted small">{messages.failedHint}</p>
      )}
      {events.map((event) => (
        <FailedEvent key={event.id} event={event} />
      ))}
      {(next || !isFirstPage) && (
        <nav aria-label={messages.failed} className="row small">
          {!isFirstPage && <a href={`${paths.operator}#failed`}>{messages.first}</a>}
          {next && <a href={`${pathWith(paths.operator, { after: placeToText(next) })}#failed`}>{messages.next}</a>}
        </nav>
      )}
    </section>
  );
}

function FailedEvent({ event }: { event: InboxRow }) {
  const { id, type, objectId, attempts, created, lastAttemptAt, error, payload, payloadIsCut } = event;
  return (
    <article aria-labelledby={id} className={styles.event}>
      <div className={styles.heading}>
        <h3 id={id}>{type}</h3>
        <Replay event={id} quiet>
          {messages.replay}
          <span className="visually-hidden"> {id}</span>
        </Replay>
      </div>
      <p className={`small muted ${styles.anywhere}`}>
        {objectId && `${objectId} · `}
        {id} · made {formatInstant(created)} · {count(attempts, "attempt")}, the last {formatInstant(lastAttemptAt)}
      </p>
      <p className={`${styles.error} ${styles.anywhere}`}>{firstLine(error)}</p>
      <details suppressHydrationWarning>
        <summary className="small">
          {messages.details}
          <span className="visually-hidden"> {id}</span>
        </summary>
        <Text of={id} name={messages.error} text={error ?? ""} />
        <Text of={id} name={messages.payload} text={readable(payload)} />
        {payloadIsCut && <p className="small muted">{messages.cut(MOST_SHOWN)}</p>}
      </details>
    </article>
  );
}

/** It may have to be scrolled, so the keyboard must get there. */
const Text = ({ of, name, text }: { of: string; name: string; text: string }) => (
  <>
    <p className="small muted">{name}</p>
    <pre tabIndex={0} role="region" aria-label={`${name} ${of}`} className={styles.text}>
      {text}
    </pre>
  </>
);

function readable(payload: string | null): string {
  try {
    return JSON.stringify(JSON.parse(payload ?? ""), null, 2);
  } catch {
    return payload ?? "";
  }
}

/** A plain form, so that it works before, and without, any script. */
function Replay({ event, quiet, children }: { event: string; quiet?: boolean; children: React.ReactNode }) {
  return (
    <form method="post" action="/api/operator/replay/">
      <button name="event" value={event} className={`button ${quiet ? "quiet" : ""} ${styles.replay}`}>
        {children}
      </button>
    </form>
  );
}
