import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
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
    <section aria-labelledby="delete">
      <h2 id="delete">{said.danger}</h2>
      <div className={`stack ${styles.danger}`}>
        <h3>{said.delete}</h3>
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
          <AskFirst button={said.deleteAsk} title={said.deleteTitle} danger>
            <p className="small">{said.deleteWhat}</p>
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
              keep={said.keep}
              danger
            />
          </AskFirst>
        )}
      </div>
    </section>
  );
}
