import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import type { WorkspaceSubscription } from "@/lib/billing/operator/timeline";
import { previewAnyResume } from "@/lib/billing/payments/resume";
import { formatMoney } from "@/lib/format";
import { messages } from "../../messages";

type Props = {
  workspaceId: string;
  subscription: WorkspaceSubscription /** The sum was asked for. */;
  isAsked: boolean;
};

/** Why a subscription is paused, and the way to resume it: first what it costs, then the button. */
export async function Paused({ workspaceId, subscription: { id, pausedReason }, isAsked }: Props) {
  const here = `${paths.operator}/workspaces/${workspaceId}`;
  return (
    <>
      <span className="muted small"> {messages.pausedBy(pausedReason ?? "unknown")}</span>{" "}
      {isAsked ? (
        <Offer workspaceId={workspaceId} subscriptionId={id} />
      ) : (
        <a href={pathWith(here, { resume: id })}>
          {messages.resume}
          <span className="visually-hidden"> {id}</span>
        </a>
      )}
    </>
  );
}

async function Offer({ workspaceId, subscriptionId }: { workspaceId: string; subscriptionId: string }) {
  const { offer, code } = await fetchOffer(subscriptionId);
  if (code) return <span role="alert">{messages.notResumed(code)}</span>;
  const terms = offer?.terms ?? "gone";
  const { amountMinor, currency } = offer ?? { amountMinor: 0, currency: "usd" };
  return (
    <form method="post" action="/api/operator/resume/">
      <p className="small">{messages.resumeHint[terms]}</p>
      <input type="hidden" name="workspace" value={workspaceId} />
      <input type="hidden" name="subscription" value={subscriptionId} />
      <input type="hidden" name="amount" value={amountMinor} />
      {(terms === "same_period" || terms === "new_period") && (
        <button className="button">
          {amountMinor > 0 ? messages.resumeNow(formatMoney("en", amountMinor, currency)) : messages.resumeFree}
        </button>
      )}
    </form>
  );
}

async function fetchOffer(subscriptionId: string) {
  try {
    return { offer: await previewAnyResume(subscriptionId) };
  } catch (error) {
    const code = codeOf(error);
    if (!code) throw error;
    return { code };
  }
}
