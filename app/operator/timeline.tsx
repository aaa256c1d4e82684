import { featureMessages } from "@/app/_components/feature-messages";
import type { Entry } from "@/lib/billing/timeline/timeline";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** What happened, newest first. */
export function Timeline({ entries }: { entries: Entry[] }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{messages.timeline}</h2>
      {entries.length === 0 ? (
        <p className="muted">{messages.noEntries}</p>
      ) : (
        <ol className={styles.timeline}>
          {entries.map((entry) => (
            <li key={entry.key}>
              <time dateTime={entry.at.toISOString()} className="small muted">
                {formatInstant(entry.at)}
              </time>
              <div className={styles.anywhere}>
                {entry.sentences.map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
                <Access label={messages.gained} ids={entry.gained} className={styles.gained} />
                <Access label={messages.lost} ids={entry.lost} className={styles.lost} />
                {entry.subscriptionId && <p className="small muted">{entry.subscriptionId}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Access({ label, ids, className }: { label: string; ids: string[]; className: string | undefined }) {
  if (ids.length === 0) return null;
  return (
    <p className={className}>
      <strong>{label}</strong> {ids.map((id) => featureMessages(id, "en").title).join(", ")}
    </p>
  );
}
