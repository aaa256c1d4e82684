import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import type { WorkspacePlan } from "@/lib/billing/workspaces/plans";
import type { Messages } from "@/lib/messages";
import type { Member } from "@/lib/workspaces/member-list";
import { transfer } from "../actions";

type Props = {
  member: Member;
  hidden: Record<string, string>;
  plans: WorkspacePlan[];
  user: { id: string };
  messages: Messages;
};

/** For owners: the workspace becomes this member's. Who pays stays the same, and is named. */
export function TransferTo({ member: { name }, hidden, plans, user, messages }: Props) {
  const { t, sentences, list } = messages;
  const said = sentences.workspaces;
  return (
    <AskFirst
      button={said.transferAsk}
      label={t("workspaces.transferOf", { name })}
      title={t("workspaces.transferTitle", { name })}
      danger
    >
      <p className="small">{t("workspaces.transferWhat", { name })}</p>
      {plans.map(({ subscriptionId, names, payerId, payerName, costs }) => {
        if (!costs || !payerName) return null;
        const plan = list(names);
        return (
          <p key={subscriptionId} className="small">
            {payerId === user.id
              ? t("workspaces.transferYouPay", { plan })
              : t("workspaces.transferPays", { name: payerName, plan })}
          </p>
        );
      })}
      <ActionForm
        action={transfer}
        hidden={hidden}
        button={t("workspaces.transferButton", { name })}
        keep={said.keep}
        danger
      />
    </AskFirst>
  );
}
