import { featureWords } from "@/app/_components/feature-messages";
import type { Entry } from "@/lib/billing/timeline/timeline";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { words } from "./messages";

/** What happened, newest first. */
export function Timeline({ entries }: { entries: Entry[] }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{words.timeline}</h2>
      {entries.length === 0 ? (
        <p className="muted">{words.noEntries}</p>
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
                <Access word={words.gained} ids={entry.gained} className={styles.gained} />
                <Access word={words.lost} ids={entry.lost} className={styles.lost} />
                {entry.subscriptionId && <p className="small muted">{entry.subscriptionId}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Access({ word, ids, className }: { word: string; ids: string[]; className: string | undefined }) {
  if (ids.length === 0) return null;
  return (
    <p className={className}>
      <strong>{word}</strong> {ids.map((id) => featureWords(id, "en").title).join(", ")}
    </p>
  );
}
