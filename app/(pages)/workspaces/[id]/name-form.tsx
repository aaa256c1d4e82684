import { ActionForm } from "@/app/_components/action-form";
import type { Sentences } from "@/lib/messages";
import { rename } from "../actions";

type Props = { workspace: { id: string; name: string }; messages: Sentences["workspaces"] };

export function NameForm({ workspace, messages }: Props) {
  return (
    <section aria-labelledby="rename">
      <h2 id="rename">{messages.rename}</h2>
      <ActionForm
        action={rename}
        hidden={{ workspace: workspace.id }}
        fields={[
          { kind: "text", name: "name", label: messages.name, value: workspace.name, required: true, maxLength: 100 },
        ]}
        button={messages.save}
        quiet
      />
    </section>
  );
}
