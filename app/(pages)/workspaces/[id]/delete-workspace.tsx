import { ActionForm } from "@/app/_components/action-form";
import { AskFirst } from "@/app/_components/ask-first";
import { dayOf } from "@/app/_components/day-of";
import { pathWith, paths } from "@/app/_components/paths";
import { destroy } from "../actions";
import type { Shared } from "./shared";

/** For owners. While a plan is live, it shows what blocks the deletion and what to do. */
export function DeleteWorkspace({ workspace, user, plans, messages }: Shared) {
  const { t, sentences } = messages;
  const said = sentences.workspaces;
  const cancelable = plans.filter(({ payerId, isEnding }) => payerId === user.id && !isEnding);
  return (
    <section aria-labelledby="delete" className="stack">
      <h3 id="delete">{said.delete}</h3>
      <p className="muted">{said.deleteLead}</p>
      {plans.length > 0 && (
        <p>{t("workspaces.deleteHasPlan", { plans: messages.list(plans.flatMap(({ names }) => names)) })}</p>
      )}
      {plans.map(({ subscriptionId, names, payerId, payerName, isEnding, endsAt }) => {
        if (isEnding) {
          return (
            endsAt && (
              <p key={subscriptionId}>
                {t.rich("workspaces.deleteEndsOn", { plan: messages.list(names), date: dayOf(endsAt) })}
              </p>
            )
          );
        }
        return (
          payerId !== user.id &&
          payerName && <p key={subscriptionId}>{t("workspaces.deleteOtherPays", { name: payerName })}</p>
        );
      })}
      {cancelable.length > 0 && (
        <p className="row">
          {cancelable.map(({ subscriptionId, names }) => (
            <a
              key={subscriptionId}
              className="button quiet"
              href={pathWith(paths.cancel, { workspace: workspace.id, subscription: subscriptionId })}
            >
              {plans.length === 1 ? said.cancelPlan : t("dashboard.cancelOne", { plan: messages.list(names) })}
            </a>
          ))}
        </p>
      )}
      {plans.length === 0 && (
        <AskFirst button={said.deleteAsk} title={t("workspaces.deleteTitle", { name: workspace.name })} danger>
          <p className="small">{said.deleteWhat}</p>
          <p className="small">{said.deleteFree}</p>
          <ActionForm
            action={destroy}
            hidden={{ workspace: workspace.id }}
            fields={[
              { kind: "text", name: "confirm", label: said.deleteConfirm, hint: workspace.name, required: true },
            ]}
            button={said.deleteButton}
            keep={said.keep}
            danger
          />
        </AskFirst>
      )}
    </section>
  );
}
