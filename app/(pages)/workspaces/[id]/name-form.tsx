import { ActionForm } from "@/app/_components/action-form";
import type { Sentences } from "@/lib/messages";
import { rename } from "../actions";

type Props = { workspace: { id: string; name: string }; words: Sentences["workspaces"] };

export function NameForm({ workspace, words }: Props) {
  return (
    <section aria-labelledby="rename">
      <h2 id="rename">{words.rename}</h2>
      <ActionForm
        action={rename}
        hidden={{ workspace: workspace.id }}
        fields={[
          { kind: "text", name: "name", label: words.name, value: workspace.name, required: true, maxLength: 100 },
        ]}
        button={words.save}
        quiet
      />
    </section>
  );
}
