import { randomUUID } from "node:crypto";
import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import { LocalDate } from "@/app/_components/local-date";
import { INVITED_ROLES, type OpenInvitation } from "@/lib/workspaces/invitations";
import { sendsMail } from "@/lib/mail/queue";
import type { Messages } from "@/lib/messages";
import { makeInvitation, revoke } from "../actions";
import styles from "../workspaces.module.css";

type Props = { workspaceId: string; invitations: OpenInvitation[]; messages: Messages };

/** A form for a new link, and the links that can still be used. */
export function Invitations({ workspaceId, invitations, messages }: Props) {
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const { link, copy, copied } = said;
  const isMailed = sendsMail();
  const linkOnce = isMailed ? said.linkBesideMail : said.linkOnce;
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{said.invitations}</h2>
      <div className="stack">
        <p className="muted">{said.invite}</p>
        <ActionForm
          action={makeInvitation}
          once={randomUUID()}
          hidden={{ workspace: workspaceId }}
          fields={[
            {
              kind: "select",
              name: "role",
              label: said.inviteRole,
              value: "member",
              options: INVITED_ROLES.map((value) => ({ value, label: said.roles[value] })).reverse(),
            },
            {
              kind: "email",
              name: "email",
              label: said.inviteEmail,
              hint: isMailed ? said.optionalMailed : said.optional,
            },
          ]}
          button={said.inviteButton}
          linkMessages={{ link, linkOnce, copy, copied }}
        />
        {invitations.length > 0 && (
          <ul className={styles.rows}>
            {invitations.map(({ id, role, email, inviter, expiresAt }) => (
              <li key={id}>
                <div className={styles.who}>
                  <p>
                    <strong>{email ?? said.forAnyone}</strong>
                  </p>
                  <p className="muted small">{t("workspaces.openInvitation", { role: said.roles[role], inviter })}</p>
                  <p className="muted small">
                    {said.validUntil} <LocalDate at={expiresAt.toISOString()} />
                  </p>
                </div>
                <AskFirst
                  button={said.revoke}
                  label={t("workspaces.revokeOf", { whom: email ?? said.forAnyone })}
                  title={said.revokeTitle}
                >
                  <p className="small">{email ? t("workspaces.revokeWhatFor", { email }) : said.revokeWhat}</p>
                  <ActionForm
                    action={revoke}
                    hidden={{ workspace: workspaceId, invitation: id }}
                    button={said.revokeButton}
                    label={t("workspaces.revokeButtonOf", { whom: email ?? said.forAnyone })}
                    keep={said.keep}
                    danger
                  />
                </AskFirst>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
