import { ActionForm } from "@/app/_components/action-form";
import type { Sentences } from "@/lib/messages";
import { rename } from "./actions";

export function NameForm({ name, messages }: { name: string | null; messages: Sentences["account"] }) {
  return (
    <section aria-labelledby="profile">
      <h2 id="profile">{messages.profile}</h2>
      <ActionForm
        action={rename}
        fields={[
          {
            kind: "text",
            name: "name",
            label: messages.name,
            hint: messages.nameHint,
            value: name ?? "",
            maxLength: 100,
            autoComplete: "name",
          },
        ]}
        button={messages.save}
        quiet
      />
    </section>
  );
}
