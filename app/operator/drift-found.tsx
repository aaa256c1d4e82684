import type { Drift, Unfinished } from "@/lib/billing/operator/overview";
import { formatInstant } from "@/lib/format";
import styles from "./operator.module.css";
import { count, messages } from "./messages";

/** What the last `stripe:sync` found. */
export function DriftFound({ drift, unfinished }: { drift: Drift | null; unfinished: Unfinished | null }) {
  return (
    <section aria-labelledby="drift" className="stack">
      <h2 id="drift">{messages.drift}</h2>
      {unfinished && (
        <p className={`notice ${styles.anywhere}`}>
          {messages.unfinished(formatInstant(unfinished.startedAt))} {unfinished.error}
        </p>
      )}
      {drift ? <LastRun drift={drift} /> : <p className="muted">{messages.neverSynced}</p>}
    </section>
  );
}

function LastRun({ drift }: { drift: Drift }) {
  const { finishedAt, mode, dryRun, driftCount, findings, findingCount } = drift;
  return (
    <>
      <p>
        {messages.syncedAt(formatInstant(finishedAt), mode)}{" "}
        {driftCount === 0 ? messages.noDrift : messages.driftOf(count(driftCount, "object"), !dryRun)}
      </p>
      {findings.length > 0 && (
        <table className={styles.findings}>
          <thead>
            <tr>
              <th scope="col">{messages.object}</th>
              <th scope="col">{messages.hereAndThere}</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ kind, id, field, here, there }) => (
              <tr key={`${kind} ${id} ${field}`}>
                <td>
                  {field}
                  <span className="muted small">
                    {kind} {id}
                  </span>
                </td>
                <td>
                  <Value name={messages.here} value={here} />
                  <Value name={messages.there} value={there} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {findings.length < findingCount && (
        <p className="muted small">{messages.someFindings(findings.length, findingCount)}</p>
      )}
    </>
  );
}

const Value = ({ name, value }: { name: string; value: unknown }) => (
  <span>
    <span className="muted small">{name}</span> {typeof value === "string" ? value : JSON.stringify(value)}
  </span>
);
