import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { settingsPath } from "@/app/_components/paths";
import { paymentsOf } from "@/lib/billing/workspaces/plans";
import type { Member } from "@/lib/workspaces/member-list";
import { ROLES } from "@/lib/workspaces/members";
import { remove, setRole, transfer } from "../actions";
import styles from "../workspaces.module.css";
import type { ShownMembers } from "./shared";

/** The role of one member, their removal and, for owners, the transfer of the workspace to them. */
export function ManageMember({ member, workspace, user, plans, shown, messages }: ShownMembers & { member: Member }) {
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const { userId, name, email, role } = member;
  const isYou = userId === user.id;
  const { goOn, endsAt } = paymentsOf(userId, plans);
  const owns = workspace.role === "owner";
  const { q, after } = shown;
  const hidden = { workspace: workspace.id, member: userId, ...(q && { q }), ...(after && { after }) };
  return (
    <section aria-labelledby="member" className={`${styles.card} ${styles.panel}`}>
      <div className={styles.who}>
        <h3 id="member" tabIndex={-1}>
          {name} {isYou && <span className="muted small">({said.you})</span>}
        </h3>
        {email && email !== name && <p className="muted small">{email}</p>}
      </div>
      <ActionForm
        action={setRole}
        hidden={hidden}
        fields={[
          {
            kind: "select",
            name: "role",
            label: t("workspaces.roleOf", { name }),
            quietLabel: true,
            value: role,
            options: ROLES.filter((one) => owns || one !== "owner").map((value) => ({
              value,
              label: said.roles[value],
            })),
          },
        ]}
        button={said.saveRole}
        label={t("workspaces.saveRoleOf", { name })}
        quiet
        inline
      />
      {!isYou && (
        <details>
          <summary aria-label={t("workspaces.removeOf", { name })}>{said.remove}</summary>
          <div className="stack">
            <p className="small">
              {t(goOn ? "workspaces.removePayer" : "workspaces.removeSure", { name })}
              {endsAt && <> {t.rich("workspaces.removeCanceled", { date: dayOf(endsAt) })}</>}
            </p>
            <ActionForm action={remove} hidden={hidden} button={t("workspaces.removeButton", { name })} quiet />
          </div>
        </details>
      )}
      {owns && !isYou && (
        <details>
          <summary aria-label={t("workspaces.transferOf", { name })}>{said.transfer}…</summary>
          <div className="stack">
            <p className="small">{said.transferLead}</p>
            <ActionForm action={transfer} hidden={hidden} button={t("workspaces.transferButton", { name })} quiet />
          </div>
        </details>
      )}
      <a href={`${settingsPath(workspace.id, undefined, { q, after })}#members`}>{said.closeMember}</a>
    </section>
  );
}
