import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import type { Messages } from "@/lib/messages";
import type { Member } from "@/lib/workspaces/member-list";
import { setRole } from "../actions";
import { RoleForm } from "./role-form";

type Props = { member: Member; hidden: Record<string, string>; messages: Messages };

/** For owners: another role for an owner, or the role of one for another member. */
export function ChangeOwner({ member, hidden, messages }: Props) {
  const { name, role } = member;
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  if (role !== "owner")
    return (
      <AskFirst
        button={said.makeOwner}
        label={t("workspaces.makeOwnerOf", { name })}
        title={t("workspaces.makeOwnerTitle", { name })}
      >
        <p className="small">{t("workspaces.makeOwnerWhat", { name })}</p>
        <ActionForm
          action={setRole}
          hidden={{ ...hidden, role: "owner" }}
          button={t("workspaces.makeOwnerButton", { name })}
          keep={said.keep}
          danger
        />
      </AskFirst>
    );
  return (
    <AskFirst
      button={said.changeOwner}
      label={t("workspaces.changeOwnerOf", { name })}
      title={t("workspaces.changeOwnerTitle", { name })}
    >
      <p className="small">{t("workspaces.changeOwnerWhat", { name })}</p>
      <RoleForm member={member} hidden={hidden} messages={messages} keep={said.keep} danger />
    </AskFirst>
  );
}
