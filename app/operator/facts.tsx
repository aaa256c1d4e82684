import type { Drift } from "@/lib/billing/operator/overview";
import { formatDuration } from "@/lib/format";
import { type Health, MOST_COUNTED } from "@/lib/health";
import styles from "./operator.module.css";
import { count, messages } from "./messages";

/** The status, in four figures. */
export function Facts({ health, drift }: { health: Health; drift: Drift | null }) {
  const { lag, oldestUnprocessedSeconds, failedEvents } = health;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" className="visually-hidden">
        {messages.facts}
      </h2>
      <dl className={styles.facts}>
        <Fact name={messages.lag} value={lag ? formatDuration(lag.medianSeconds) : "–"}>
          {lag ? messages.lagHint(formatDuration(lag.latestSeconds)) : messages.noLag}
        </Fact>
        <Fact
          name={messages.oldest}
          value={oldestUnprocessedSeconds === null ? "–" : formatDuration(oldestUnprocessedSeconds)}
          bad={oldestUnprocessedSeconds !== null}
        >
          {oldestUnprocessedSeconds === null && messages.nothingWaits}
        </Fact>
        <Fact name={messages.failedCount} value={failedText(failedEvents)} bad={failedEvents > 0} />
        <Fact
          name={messages.drift}
          value={drift ? count(drift.driftCount, "object") : "–"}
          bad={Boolean(drift?.driftCount)}
        >
          {!drift && messages.neverSynced}
        </Fact>
      </dl>
    </section>
  );
}

export const failedText = (failed: number): string =>
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
