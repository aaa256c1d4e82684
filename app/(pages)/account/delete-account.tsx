import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { pathWith, paths, settingsPath } from "@/app/_components/paths";
import type { Obstacles } from "@/lib/billing/account/deletion";
import type { Messages } from "@/lib/messages";
import styles from "./account.module.css";
import { destroy } from "./actions";

type Props = { obstacles: Obstacles; hasPassword: boolean; messages: Messages };

/** What goes and what stays, what stands in the way, and the button. */
export function DeleteAccount({ obstacles: { plans, workspaces }, hasPassword, messages }: Props) {
  const { t, sentences } = messages;
  const said = sentences.account;
  const isFree = plans.length === 0 && workspaces.length === 0;
  return (
    <section aria-labelledby="delete" className={`stack ${styles.danger}`}>
      <h2 id="delete">{said.delete}</h2>
      <p className="muted">{said.deleteLead}</p>
      <p className="muted">{said.deleteStays}</p>
      {plans.map(({ workspaceId, workspace, endsAt }, index) => {
        const name = workspace ?? said.elsewhere;
        return (
          <p key={index} className="notice">
            {endsAt
              ? t.rich("account.deleteEnds", { workspace: name, date: dayOf(endsAt) })
              : t("account.deletePays", { workspace: name })}{" "}
            {workspaceId && <a href={pathWith(paths.dashboard, { workspace: workspaceId })}>{name}</a>}
          </p>
        );
      })}
      {workspaces.map(({ id, name }) => (
        <p key={id} className="notice">
          {t("account.deleteAlone", { workspace: name })} <a href={settingsPath(id)}>{name}</a>
        </p>
      ))}
      {isFree && (
        <ActionForm
          action={destroy}
          fields={[
            ...(hasPassword
              ? [
                  {
                    kind: "password" as const,
                    name: "present_password",
                    label: said.deletePassword,
                    required: true,
                    autoComplete: "current-password",
                  },
                ]
              : []),
            { kind: "check", name: "known", label: said.deleteConfirm },
          ]}
          button={said.deleteButton}
          quiet
        />
      )}
    </section>
  );
}
