import { paths } from "@/app/_components/paths";
import type { OwnerRepair } from "@/lib/billing/operator/overview";
import { formatDate } from "@/lib/format";
import styles from "./operator.module.css";
import { messages } from "./messages";

/** Workspaces that had lost their last owner. Nothing is shown where there never were any. */
export function OwnerRepairs({ repairs, more }: { repairs: OwnerRepair[]; more: boolean }) {
  if (repairs.length === 0) return null;
  return (
    <section aria-labelledby="owner-repairs" className="stack">
      <h2 id="owner-repairs">{messages.ownerRepairs}</h2>
      <p className="muted small">{messages.ownerRepairsHint}</p>
      <ul className={styles.lines}>
        {repairs.map(({ workspaceId, workspace, owner, roleBefore, repairedAt }) => (
          <li key={workspaceId}>
            <a href={`${paths.operator}/workspaces/${workspaceId}`}>{workspace ?? workspaceId}</a>
            <span className="muted small">
              {messages.ownerSince(owner ?? "", roleBefore, formatDate("en", repairedAt))}
            </span>
          </li>
        ))}
      </ul>
      {more && <p className="muted small">{messages.more}</p>}
    </section>
  );
}
