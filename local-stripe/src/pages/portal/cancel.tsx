/** @jsxImportSource hono/jsx */
import { cancelAtPeriodEnd, periodEnd, type Reason } from "../../billing/subscriptions/cancel.ts";
import { endNow } from "../../billing/subscriptions/end-now.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import type { Form } from "../answer.ts";
import type { Html } from "../layout.tsx";
import { day } from "../wording.ts";
import { finish, type Portal } from "./access.ts";
import { Step } from "./frame.tsx";
import { planOf } from "./plan.ts";

const REASONS = {
  too_expensive: "It’s too expensive",
  missing_features: "I need more features",
  switched_service: "I found an alternative",
  unused: "I no longer need it",
  customer_service: "Customer service was less than expected",
  too_complex: "Ease of use was less than expected",
  low_quality: "Quality was less than expected",
  other: "Other reason",
};
type Feedback = keyof typeof REASONS;

/** The reasons that the configuration asks for, in its order. */
function reasonsOf({ configuration }: Portal): Feedback[] {
  const { enabled, options } = configuration.features.subscription_cancel.cancellation_reason;
  return enabled ? options.map(String).filter((option): option is Feedback => Object.hasOwn(REASONS, option)) : [];
}

export function cancelPage(ctx: Context, portal: Portal, subscription: Subscription): Html {
  const plan = planOf(ctx, subscription);
  const { mode, cancellation_reason } = portal.configuration.features.subscription_cancel;
  const end = day(periodEnd(subscription));
  if (plan.ends) {
    return (
      <Step portal={portal} title="This plan is already canceled">
        <p>
          {plan.name} is yours until {plan.ends}.
        </p>
      </Step>
    );
  }
  return (
    <Step portal={portal} title="Cancel plan">
      <p>
        <strong>{plan.name}</strong>, {plan.terms}.{" "}
        {mode === "immediately"
          ? "It ends when you confirm."
          : `You keep it until ${end}. You can change your mind until then.`}
      </p>
      <form method="post">
        {cancellation_reason.enabled && (
          <>
            <fieldset>
              <legend>Why are you canceling? (optional)</legend>
              <div class="choices">
                {reasonsOf(portal).map((reason) => (
                  <label class="choice">
                    <input type="radio" name="feedback" value={reason} />
                    <span class="grow">{REASONS[reason]}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            <div class="field">
              <label for="comment">Anything to add? (optional)</label>
              <textarea id="comment" name="comment" maxlength={1000} rows={3}></textarea>
            </div>
          </>
        )}
        <div class="actions">
          <button class="danger">Cancel plan</button>
        </div>
      </form>
    </Step>
  );
}

export function cancelPlan(ctx: Context, portal: Portal, subscription: Subscription, form: Form): string {
  const { mode, proration_behavior, cancellation_reason } = portal.configuration.features.subscription_cancel;
  const feedback = reasonsOf(portal).find((reason) => reason === form("feedback"));
  const comment = cancellation_reason.enabled ? form("comment") : "";
  const reason: Reason = { ...(feedback ? { feedback } : {}), ...(comment ? { comment } : {}) };
  if (mode === "immediately") {
    endNow(ctx, subscription, { cancellation_details: reason, prorate: proration_behavior === "create_prorations" });
    return finish(ctx, portal, "canceled");
  }
  // Sent twice, the first one counts
  if (subscription.cancel_at === null && !subscription.cancel_at_period_end)
    cancelAtPeriodEnd(ctx, subscription, reason);
  return finish(ctx, portal, "cancel");
}
