import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import { dayOf } from "@/app/_components/day-of";
import { settingsPath } from "@/app/_components/paths";
import { paymentsOf } from "@/lib/billing/workspaces/plans";
import type { Member } from "@/lib/workspaces/member-list";
import { remove } from "../actions";
import styles from "../workspaces.module.css";
import { ChangeOwner } from "./change-owner";
import { Freed } from "./freed";
import { RoleForm } from "./role-form";
import type { ShownMembers } from "./shared";
import { TransferTo } from "./transfer-to";

/** The role of one member, their removal and, for owners, the transfer of the workspace to them. */
export function ManageMember(props: ShownMembers & { member: Member }) {
  const { member, workspace, user, plans, freed, shown, messages } = props;
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
      {role !== "owner" && <RoleForm member={member} hidden={hidden} messages={messages} quiet inline />}
      <div className="row">
        {owns && <ChangeOwner member={member} hidden={hidden} messages={messages} />}
        {owns && !isYou && <TransferTo member={member} hidden={hidden} plans={plans} user={user} messages={messages} />}
        {!isYou && (
          <AskFirst
            button={said.remove}
            label={t("workspaces.removeOf", { name })}
            title={t("workspaces.removeTitle", { name })}
            danger
          >
            <p className="small">{t("workspaces.removeSure", { name })}</p>
            {goOn && <p className="small">{t("workspaces.removePayer", { name })}</p>}
            {endsAt && <p className="small">{t.rich("workspaces.removeCanceled", { date: dayOf(endsAt) })}</p>}
            <Freed seats={freed} messages={messages} />
            <ActionForm
              action={remove}
              hidden={hidden}
              button={t("workspaces.removeButton", { name })}
              keep={said.keep}
              danger
            />
          </AskFirst>
        )}
      </div>
      <a href={`${settingsPath(workspace.id, undefined, { q, after })}#members`}>{said.closeMember}</a>
    </section>
  );
}
