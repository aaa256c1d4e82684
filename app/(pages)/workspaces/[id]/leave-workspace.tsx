import { ActionForm } from "@/app/_components/action-form";
import type { Sentences } from "@/lib/words";
import { leave } from "../actions";

type Props = { workspaceId: string; isLastOwner: boolean; youPay: boolean; words: Sentences["workspaces"] };

/** The way out; who pays is warned, and says that they know. */
export function LeaveWorkspace({ workspaceId, isLastOwner, youPay, words }: Props) {
  return (
    <section aria-labelledby="leave" className="stack">
      <h2 id="leave">{words.leave}</h2>
      <p className="muted">{isLastOwner ? words.leaveLastOwner : words.leaveLead}</p>
      {!isLastOwner && (
        <>
          {youPay && <p className="notice">{words.leavePayer}</p>}
          <ActionForm
            action={leave}
            hidden={{ workspace: workspaceId }}
            fields={youPay ? [{ kind: "check", name: "known", label: words.leaveKnown }] : []}
            button={words.leaveButton}
            quiet
          />
        </>
      )}
    </section>
  );
}
