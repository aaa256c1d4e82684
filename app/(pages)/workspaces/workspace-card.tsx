import { dayOf } from "@/app/_components/day-of";
import { StripeButton } from "@/app/_components/stripe-button";
import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths, securityPath, settingsPath } from "@/app/_components/paths";
import type { MyWorkspace } from "@/lib/billing/workspaces/plans";
import type { Messages } from "@/lib/messages";
import styles from "./workspaces.module.css";

/** One workspace: your role, its plan, and who pays. One that you left only links to the payments. */
export function WorkspaceCard({ workspace, messages }: { workspace: MyWorkspace; messages: Messages }) {
  const { id, name, role, plans, youPay, youPayUntil, otherPayers, takenOver } = workspace;
  const { t, sentences, list } = messages;
  const said = sentences.workspaces;
  const payers = [...(youPay ? [said.payerYou] : []), ...otherPayers];
  const left = youPayUntil ? t.rich("workspaces.leftCanceled", { date: dayOf(youPayUntil) }) : said.left;
  const then =
    takenOver?.by && t(takenOver.again ? "handOver.leftTakenAgain" : "handOver.leftTaken", { name: takenOver.by });
  return (
    <li className={styles.card}>
      <div className={styles.links}>
        <h2>{name}</h2>
        {role && <span className="tag">{said.roles[role]}</span>}
      </div>
      <p>{plans.length > 0 ? plans.join(", ") : said.noPlan}</p>
      {plans.length > 0 && (
        <p className="muted small">
          {role === null ? left : payers.length > 0 && t("workspaces.paid", { payers: list(payers) })}
        </p>
      )}
      {youPay && then && <p className="small">{then}</p>}
      {role === null ? (
        <div>
          <StripeButton to="portal" body={{}} quiet>
            {said.manageBilling}
          </StripeButton>
          <NeedsScript messages={messages} />
        </div>
      ) : (
        <p className={styles.links}>
          <a href={pathWith(paths.dashboard, { workspace: id })} aria-label={t("workspaces.dashboardOf", { name })}>
            {said.dashboard}
          </a>
          <a href={settingsPath(id)} aria-label={t("workspaces.settingsOf", { name })}>
            {said.settings}
          </a>
          {role === "owner" && (
            <a href={securityPath(id)} aria-label={t("securityLog.linkOf", { name })}>
              {sentences.securityLog.title}
            </a>
          )}
        </p>
      )}
    </li>
  );
}
