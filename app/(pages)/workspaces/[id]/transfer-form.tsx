import { ActionForm } from "@/app/_components/action-form";
import { transfer } from "../actions";
import type { Shared } from "./members";

/** For owners: another member becomes the owner, and they an admin. */
export function TransferForm({ workspace, user, members, messages }: Shared) {
  const said = messages.sentences.workspaces;
  const others = members.filter(({ userId }) => userId !== user.id);
  return (
    <section aria-labelledby="transfer" className="stack">
      <h2 id="transfer">{said.transfer}</h2>
      <p className="muted">{said.transferLead}</p>
      <ActionForm
        action={transfer}
        hidden={{ workspace: workspace.id }}
        fields={[
          {
            kind: "select",
            name: "member",
            label: said.transferTo,
            options: others.map(({ userId, name, email }) => ({
              value: userId,
              label: email && email !== name ? `${name} (${email})` : name,
            })),
          },
        ]}
        button={said.transferButton}
        quiet
      />
    </section>
  );
}
