import { LeaveButton } from "@/app/_components/leave-button";
import { pathWith, paths, settingsPath } from "@/app/_components/paths";
import type { MyWorkspace } from "@/lib/billing/workspace-plans";
import type { Words } from "@/lib/words";
import styles from "./workspaces.module.css";

/** One workspace: what one is in it, its plan, and who pays. One that was left shows the way to the payments only. */
export function WorkspaceCard({ workspace, words }: { workspace: MyWorkspace; words: Words }) {
  const { id, name, role, plans, payer, youPay } = workspace;
  const { t, sentences } = words;
  const said = sentences.workspaces;
  return (
    <li className={styles.card}>
      <div className={styles.links}>
        <h2>{name}</h2>
        {role && <span className="tag">{said.roles[role]}</span>}
      </div>
      <p>{plans.length > 0 ? plans.join(", ") : said.noPlan}</p>
      {plans.length > 0 && (
        <p className="muted small">
          {role === null ? said.left : youPay ? said.youPay : payer && t("workspaces.otherPays", { name: payer })}
        </p>
      )}
      {role === null ? (
        <p>
          <LeaveButton to="portal" body={{}} quiet>
            {said.manageBilling}
          </LeaveButton>
        </p>
      ) : (
        <p className={styles.links}>
          <a href={pathWith(paths.dashboard, { workspace: id })} aria-label={t("workspaces.open", { name })}>
            {said.dashboard}
          </a>
          <a href={settingsPath(id)} aria-label={t("workspaces.settingsOf", { name })}>
            {said.settings}
          </a>
        </p>
      )}
    </li>
  );
}
