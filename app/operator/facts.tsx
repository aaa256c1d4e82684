import type { Drift } from "@/lib/billing/operator/overview";
import { formatDuration } from "@/lib/format";
import { type Health, MOST_COUNTED } from "@/lib/health";
import styles from "./operator.module.css";
import { count, words } from "./messages";

/** How it stands, in four figures. */
export function Facts({ health, drift }: { health: Health; drift: Drift | null }) {
  const { lag, oldestUnprocessedSeconds, failedEvents } = health;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" className="visually-hidden">
        {words.facts}
      </h2>
      <dl className={styles.facts}>
        <Fact name={words.lag} value={lag ? formatDuration(lag.medianSeconds) : "–"}>
          {lag ? words.lagHint(formatDuration(lag.latestSeconds)) : words.noLag}
        </Fact>
        <Fact
          name={words.oldest}
          value={oldestUnprocessedSeconds === null ? "–" : formatDuration(oldestUnprocessedSeconds)}
          bad={oldestUnprocessedSeconds !== null}
        >
          {oldestUnprocessedSeconds === null && words.nothingWaits}
        </Fact>
        <Fact name={words.failedCount} value={failedWords(failedEvents)} bad={failedEvents > 0} />
        <Fact
          name={words.drift}
          value={drift ? count(drift.driftCount, "object") : "–"}
          bad={Boolean(drift?.driftCount)}
        >
          {!drift && words.neverSynced}
        </Fact>
      </dl>
    </section>
  );
}

export const failedWords = (failed: number): string =>
  failed < MOST_COUNTED ? String(failed) : `${MOST_COUNTED} or more`;

type Props = { name: string; value: string; bad?: boolean; children?: React.ReactNode };

function Fact({ name, value, bad, children }: Props) {
  return (
    <div>
      <dt className="small muted">{name}</dt>
      <dd className={bad ? `${styles.figure} ${styles.bad}` : styles.figure}>{value}</dd>
      {children && <dd className="small muted">{children}</dd>}
    </div>
  );
}
