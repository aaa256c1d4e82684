import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import { dayOf } from "@/app/_components/day-of";
import { paymentsOf } from "@/lib/billing/workspaces/plans";
import { leave } from "../actions";
import { Freed } from "./freed";
import type { Shared } from "./shared";

/** Leaves the workspace. A payer is warned and has to confirm. */
export function LeaveWorkspace(props: Shared & { isLastOwner: boolean }) {
  const { workspace, user, plans, freed, isLastOwner, messages } = props;
  const { t, sentences } = messages;
  const { goOn, endsAt } = paymentsOf(user.id, plans);
  const said = sentences.workspaces;
  return (
    <section aria-labelledby="leave">
      <div className="stack">
        <h3 id="leave">{said.leave}</h3>
        <p className="muted">{isLastOwner ? said.leaveLastOwner : said.leaveLead}</p>
        {!isLastOwner && (
          <AskFirst button={said.leaveAsk} title={t("workspaces.leaveTitle", { name: workspace.name })} danger>
            <p className="small">
              {said.leaveLead} {workspace.role !== "member" && said.leaveInvitations}
            </p>
            {goOn && <p className="notice">{said.leavePayer}</p>}
            {endsAt && <p className="small">{t.rich("workspaces.leaveCanceled", { date: dayOf(endsAt) })}</p>}
            <Freed seats={freed} messages={messages} />
            <ActionForm
              action={leave}
              hidden={{ workspace: workspace.id }}
              fields={goOn ? [{ kind: "check", name: "known", label: said.leaveKnown }] : []}
              button={said.leaveButton}
              keep={said.keep}
              danger
            />
          </AskFirst>
        )}
      </div>
    </section>
  );
}
