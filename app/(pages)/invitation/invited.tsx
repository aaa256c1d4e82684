import { ActionForm } from "@/app/_components/action-form";
import { SignOut } from "@/app/_components/sign-out";
import { pathWith, paths } from "@/app/_components/paths";
import type { User } from "@/lib/auth";
import { isSameEmail } from "@/lib/email";
import type { Invitation } from "@/lib/workspaces/accept";
import type { Messages } from "@/lib/messages";
import { accept } from "./actions";

type Props = { token: string; invitation: Invitation; user: User | null; messages: Messages };

/** A valid invitation, and the next step for the visitor. */
export function Invited({ token, invitation, user, messages }: Props) {
  const { inviter, workspace } = invitation;
  return (
    <>
      <h1>{messages.t("workspaces.invitation.heading", { inviter, workspace })}</h1>
      {user ? (
        <ForUser token={token} invitation={invitation} user={user} messages={messages} />
      ) : (
        <ForVisitor token={token} invitation={invitation} messages={messages} />
      )}
    </>
  );
}

function ForVisitor({ token, invitation, messages }: Omit<Props, "user">) {
  const said = messages.sentences.workspaces.invitation;
  return (
    <>
      <p>{said.as[invitation.role]}</p>
      <p className="muted">{said.signInLead}</p>
      <a className="button" href={pathWith(paths.login, { invitation: token })}>
        {said.signIn}
      </a>
    </>
  );
}

function ForUser({ token, invitation, user, messages }: Props & { user: User }) {
  const { t, sentences } = messages;
  const said = sentences.workspaces.invitation;
  const who = user.email ?? user.name ?? "";
  if (invitation.isMember) {
    return (
      <>
        <p>{said.member}</p>
        <a className="button" href={pathWith(paths.dashboard, { workspace: invitation.workspaceId })}>
          {said.toWorkspace}
        </a>
      </>
    );
  }
  if (invitation.email !== null && !isSameEmail(invitation.email, user.email)) {
    return (
      <>
        <p>{t("workspaces.invitation.otherAddress", { who })}</p>
        <SignOut stay>{sentences.dashboard.signOut}</SignOut>
      </>
    );
  }
  return (
    <>
      <p>{said.as[invitation.role]}</p>
      <p className="muted">{t("workspaces.invitation.signedInAs", { who })}</p>
      <ActionForm action={accept} hidden={{ token }} button={said.accept} />
    </>
  );
}
