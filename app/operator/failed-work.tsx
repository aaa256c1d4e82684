import { paths } from "@/app/_components/paths";
import type { FailedWorkRow } from "@/lib/billing/operator/overview";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Pending work that failed. */
export function FailedWork({ work, more }: { work: FailedWorkRow[]; more: boolean }) {
  return (
    <section aria-labelledby="pending-work" className="stack">
      <h2 id="pending-work">{messages.pendingWork}</h2>
      <p className="muted small">{work.length > 0 ? messages.pendingWorkHint : messages.noPendingWork}</p>
      {work.length > 0 && (
        <ul className={styles.lines}>
          {work.map(({ workspaceId, workspace, since, failedAt, error }) => (
            <li key={workspaceId}>
              <a href={`${paths.operator}/workspaces/${workspaceId}`}>{workspace ?? workspaceId}</a>
              <span className="muted small">
                {messages.since} {formatInstant(since)}, the last try {formatInstant(failedAt)}
              </span>
              <span className={`small ${styles.anywhere}`}>{error}</span>
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}
