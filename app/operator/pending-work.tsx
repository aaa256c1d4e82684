import { paths } from "@/app/_components/paths";
import type { WaitingErrand } from "@/lib/billing/operator/overview";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { words } from "./messages";

/** What Stripe was to be told for a workspace, and was not. */
export function Errands({ errands, more }: { errands: WaitingErrand[]; more: boolean }) {
  return (
    <section aria-labelledby="errands" className="stack">
      <h2 id="errands">{words.errands}</h2>
      <p className="muted small">{errands.length > 0 ? words.errandsHint : words.noErrands}</p>
      {errands.length > 0 && (
        <ul className={styles.lines}>
          {errands.map(({ workspaceId, workspace, since, failedAt, error }) => (
            <li key={workspaceId}>
              <a href={`${paths.operator}/workspaces/${workspaceId}`}>{workspace ?? workspaceId}</a>
              <span className="muted small">
                {words.since} {formatInstant(since)}, the last try {formatInstant(failedAt)}
              </span>
              <span className={`small ${styles.anywhere}`}>{error}</span>
            </li>
          ))}
        </ul>
      )}
      {more && <p className="muted small">{words.more}</p>}
    </section>
  );
}
