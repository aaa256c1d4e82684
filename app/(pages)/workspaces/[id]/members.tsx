import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { paymentsOf, type WorkspacePlan } from "@/lib/billing/workspaces/plans";
import { mayManage, ROLES, type Member, type Membership } from "@/lib/workspaces/members";
import type { Messages } from "@/lib/messages";
import { remove, setRole } from "../actions";
import styles from "../workspaces.module.css";

export type Shared = {
  workspace: Membership;
  user: { id: string };
  members: Member[];
  plans: WorkspacePlan[];
  messages: Messages;
};

/** The members of the workspace. Owners manage all of them, admins all but owners. */
export function Members(shared: Shared) {
  const said = shared.messages.sentences.workspaces;
  return (
    <section aria-labelledby="members">
      <h2 id="members">{said.members}</h2>
      <ul className={styles.rows}>
        {shared.members.map((member) => (
          <MemberRow key={member.userId} member={member} {...shared} />
        ))}
      </ul>
    </section>
  );
}

function MemberRow({ member, workspace, user, plans, messages }: Shared & { member: Member }) {
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const { userId, name, email, role } = member;
  const isYou = userId === user.id;
  const pays = plans.some(({ payerId }) => payerId === userId);
  const { goOn, endsAt } = paymentsOf(userId, plans);
  const owns = workspace.role === "owner";
  const mayDecide = mayManage(workspace.role) && (owns || role !== "owner");
  const roles = ROLES.filter((one) => owns || one !== "owner");
  const hidden = { workspace: workspace.id, member: userId };
  return (
    <li>
      <div className={styles.who}>
        <p>
          <strong>{name}</strong> {isYou && <span className="muted small">({said.you})</span>}{" "}
          {pays && <span className="tag">{said.pays}</span>}
        </p>
        {email && email !== name && <p className="muted small">{email}</p>}
      </div>
      {mayDecide ? (
        <div className={styles.manage}>
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
                options: roles.map((value) => ({ value, label: said.roles[value] })),
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
        </div>
      ) : (
        <p className="muted">{said.roles[role]}</p>
      )}
    </li>
  );
}
