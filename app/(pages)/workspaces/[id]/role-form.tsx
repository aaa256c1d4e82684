import type { ComponentProps } from "react";
import { ActionForm } from "@/app/_components/action-form";
import type { Messages } from "@/lib/messages";
import type { Member } from "@/lib/workspaces/member-list";
import { ROLES } from "@/lib/workspaces/members";
import { setRole } from "../actions";

type Look = Pick<ComponentProps<typeof ActionForm>, "keep" | "danger" | "quiet" | "inline">;
type Props = Look & { member: Member; hidden: Record<string, string>; messages: Messages };

const MAY_GET = ROLES.filter((one) => one !== "owner");

/** Another role for a member. Nobody becomes an owner by it. */
export function RoleForm({ member: { name, role }, hidden, messages, ...look }: Props) {
  const { t, sentences } = messages;
  return (
    <ActionForm
      action={setRole}
      hidden={hidden}
      fields={[
        {
          kind: "select",
          name: "role",
          label: t("workspaces.roleOf", { name }),
          quietLabel: look.inline,
          value: role === "owner" ? "admin" : role,
          options: MAY_GET.map((value) => ({ value, label: sentences.workspaces.roles[value] })),
        },
      ]}
      button={sentences.workspaces.saveRole}
      label={t("workspaces.saveRoleOf", { name })}
      {...look}
    />
  );
}
