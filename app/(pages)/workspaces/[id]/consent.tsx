import { planName } from "@/app/_components/plan-names";
import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import type { HandOverView } from "@/lib/billing/hand-over/view";
import type { Messages } from "@/lib/messages";
import { giveConsentTo, withdrawConsentTo } from "../actions";

type Props = { views: HandOverView[]; userId: string; workspaceId: string; messages: Messages };

/** For the payer: whether another owner or admin may take over what they pay for. */
export function Consent({ views, userId, workspaceId, messages }: Props) {
  const yours = views.filter(({ payer }) => payer?.id === userId);
  if (yours.length === 0) return null;
  return (
    <section aria-labelledby="consent" className="stack">
      <h2 id="consent">{messages.sentences.handOver.consentTitle}</h2>
      {yours.map((view) => (
        <OfOne key={view.subscriptionId} view={view} workspaceId={workspaceId} messages={messages} />
      ))}
    </section>
  );
}

function OfOne({ view, workspaceId, messages }: { view: HandOverView; workspaceId: string; messages: Messages }) {
  const { t } = messages;
  const { subscriptionId, consentUntil } = view;
  const plan = planName(view.planName, messages);
  if (view.taken) {
    const { by, from, isWaiting } = view.taken;
    const who = { plan, name: by ?? "" };
    return (
      <p>{isWaiting || !from ? t("handOver.waits", who) : t.rich("handOver.fromYou", { ...who, date: dayOf(from) })}</p>
    );
  }
  const hidden = { workspace: workspaceId, subscription: subscriptionId };
  return consentUntil ? (
    <>
      <p>{t.rich("handOver.consentOpen", { plan, date: dayOf(consentUntil) })}</p>
      <ActionForm action={withdrawConsentTo} hidden={hidden} button={t("handOver.withdraw", { plan })} quiet />
    </>
  ) : (
    <>
      <p className="muted">{t("handOver.consentLead", { plan })}</p>
      <ActionForm action={giveConsentTo} hidden={hidden} button={t("handOver.consentButton", { plan })} quiet />
    </>
  );
}
