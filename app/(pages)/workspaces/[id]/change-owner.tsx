import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import type { Messages } from "@/lib/messages";
import type { Member } from "@/lib/workspaces/member-list";
import { type Role, ROLES } from "@/lib/workspaces/members";
import { setRole } from "../actions";

type Props = { member: Member; hidden: Record<string, string>; messages: Messages };

/** Roles as a select's options. */
export const roleOptions = (roles: readonly Role[], { sentences }: Messages) =>
  roles.map((value) => ({ value, label: sentences.workspaces.roles[value] }));

/** For owners: another role for an owner, or the role of one for another member. */
export function ChangeOwner({ member: { name, role }, hidden, messages }: Props) {
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
      <ActionForm
        action={setRole}
        hidden={hidden}
        fields={[
          {
            kind: "select",
            name: "role",
            label: t("workspaces.roleOf", { name }),
            value: "admin",
            options: roleOptions(
              ROLES.filter((one) => one !== "owner"),
              messages,
            ),
          },
        ]}
        button={said.saveRole}
        label={t("workspaces.saveRoleOf", { name })}
        keep={said.keep}
        danger
      />
    </AskFirst>
  );
}
