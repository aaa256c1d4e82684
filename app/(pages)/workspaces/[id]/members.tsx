import { settingsPath } from "@/app/_components/paths";
import type { Member } from "@/lib/workspaces/member-list";
import styles from "../workspaces.module.css";
import { FindMember } from "./find-member";
import { ManageMember } from "./manage-member";
import { mayDecide, type ShownMembers } from "./shared";

/** A page of the members of the workspace, and the forms for the one who is managed. */
export function Members(props: ShownMembers) {
  const { workspace, page, shown, managed, messages } = props;
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const isAll = page.next === null && !shown.q && !shown.after;
  return (
    <section aria-labelledby="members" className="stack">
      <h2 id="members">{said.members}</h2>
      {!isAll && <FindMember workspaceId={workspace.id} typed={shown.q} messages={said} />}
      {managed && mayDecide(workspace, managed) && <ManageMember {...props} member={managed} />}
      {page.members.length > 0 ? (
        <ul className={styles.rows}>
          {page.members.map((member) => (
            <MemberRow key={member.userId} {...props} member={member} />
          ))}
        </ul>
      ) : (
        <p role="status">{t("workspaces.noneFound", { typed: shown.q ?? "" })}</p>
      )}
      {page.next && shown.q && <p className="muted">{said.moreFound}</p>}
      {(shown.after || (page.next && !shown.q)) && (
        <nav aria-label={said.pages} className={styles.links}>
          {shown.after && <a href={`${settingsPath(workspace.id)}#members`}>{said.firstMembers}</a>}
          {page.next && (
            <a href={`${settingsPath(workspace.id, undefined, { after: page.next })}#members`}>{said.nextMembers}</a>
          )}
        </nav>
      )}
    </section>
  );
}

function MemberRow({ member, workspace, user, plans, shown, managed, messages }: ShownMembers & { member: Member }) {
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const { userId, name, email, role } = member;
  return (
    <li>
      <div className={styles.who}>
        <p>
          <strong>{name}</strong> {userId === user.id && <span className="muted small">({said.you})</span>}{" "}
          {plans.some(({ payerId }) => payerId === userId) && <span className="tag">{said.pays}</span>}
        </p>
        {email && email !== name && <p className="muted small">{email}</p>}
      </div>
      <p className={styles.links}>
        <span className="muted">{said.roles[role]}</span>
        {mayDecide(workspace, member) && (
          <a
            href={`${settingsPath(workspace.id, undefined, { ...shown, member: userId })}#member`}
            aria-label={t("workspaces.manageOf", { name })}
            aria-current={managed?.userId === userId ? "true" : undefined}
          >
            {said.manage}
          </a>
        )}
      </p>
    </li>
  );
}
