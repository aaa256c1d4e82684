import { ActionForm } from "@/app/_components/action-form";
import { LeaveButton } from "@/app/_components/leave-button";
import { LocalDate } from "@/app/_components/local-date";
import { destroy } from "../actions";
import type { Shared } from "./members";

/** For owners. While a plan lives, what stands in the way and the way out are said instead. */
export function DeleteWorkspace({ workspace, user, plans, words }: Shared) {
  const { t, sentences } = words;
  const said = sentences.workspaces;
  return (
    <section aria-labelledby="delete" className="stack">
      <h2 id="delete">{said.delete}</h2>
      <p className="muted">{said.deleteLead}</p>
      {plans.length > 0 && (
        <p>{t("workspaces.deleteHasPlan", { plans: plans.flatMap(({ names }) => names).join(", ") })}</p>
      )}
      {plans.map(({ subscriptionId, payerId, payerName, isEnding, endsAt }) => {
        if (isEnding) {
          return (
            endsAt && (
              <p key={subscriptionId}>
                {said.deleteEndsOn} <LocalDate at={endsAt.toISOString()} />.
              </p>
            )
          );
        }
        return payerId === user.id ? (
          <p key={subscriptionId}>
            <LeaveButton to="portal" body={{ workspace_id: workspace.id, flow: "subscription_cancel" }} quiet>
              {said.cancelPlan}
            </LeaveButton>
          </p>
        ) : (
          payerName && <p key={subscriptionId}>{t("workspaces.deleteOtherPays", { name: payerName })}</p>
        );
      })}
      {plans.length === 0 && (
        <ActionForm
          action={destroy}
          hidden={{ workspace: workspace.id }}
          fields={[{ kind: "text", name: "confirm", label: said.deleteConfirm, hint: workspace.name, required: true }]}
          button={said.deleteButton}
          quiet
        />
      )}
    </section>
  );
}
