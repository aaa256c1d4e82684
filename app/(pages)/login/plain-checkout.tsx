import { ActionForm } from "@/app/_components/action-form";
import type { Sentences } from "@/lib/messages";
import { continuePlainly } from "../checkout/actions";
import { meant, type Workspace } from "./meant";
import type { Wanted } from "./wanted";

type Props = {
  wanted: Wanted;
  chosenFor: string | undefined;
  workspaces: Workspace[];
  messages: Sentences["login"]["form"];
};

/** The way to the checkout without JavaScript. */
export function PlainCheckout({ wanted, chosenFor, workspaces, messages }: Props) {
  const [first] = workspaces;
  if (!first) return null;
  const chosen = meant(workspaces, chosenFor);
  const hasChoice = workspaces.length > 1 || !chosen;
  return (
    <noscript>
      <ActionForm
        action={continuePlainly}
        hidden={{ ...wanted, ...(!hasChoice && { workspace_id: first.id }) }}
        fields={
          hasChoice
            ? [
                {
                  kind: "select",
                  name: "workspace_id",
                  label: messages.workspace,
                  value: (chosen ?? first).id,
                  options: workspaces.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]
            : []
        }
        button={messages.toCheckout}
      />
    </noscript>
  );
}
