import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import type { paymentsOf } from "@/lib/billing/workspaces/plans";
import type { Messages } from "@/lib/messages";
import { leave } from "../actions";

type Props = { workspaceId: string; isLastOwner: boolean; payments: ReturnType<typeof paymentsOf>; messages: Messages };

/** Leaves the workspace. A payer is warned and has to confirm. */
export function LeaveWorkspace({ workspaceId, isLastOwner, payments, messages }: Props) {
  const { goOn, endsAt } = payments;
  const said = messages.sentences.workspaces;
  return (
    <section aria-labelledby="leave" className="stack">
      <h2 id="leave">{said.leave}</h2>
      <p className="muted">{isLastOwner ? said.leaveLastOwner : said.leaveLead}</p>
      {!isLastOwner && (
        <>
          {goOn && <p className="notice">{said.leavePayer}</p>}
          {endsAt && <p>{messages.t.rich("workspaces.leaveCanceled", { date: dayOf(endsAt) })}</p>}
          <ActionForm
            action={leave}
            hidden={{ workspace: workspaceId }}
            fields={goOn ? [{ kind: "check", name: "known", label: said.leaveKnown }] : []}
            button={said.leaveButton}
            quiet
          />
        </>
      )}
    </section>
  );
}
