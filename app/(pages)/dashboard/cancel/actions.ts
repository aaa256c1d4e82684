"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { act, idOf, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { limitCalls } from "@/lib/auth/limits";
import { readCancellation } from "@/lib/billing/cancellation/offer";
import { prepareCancellation } from "@/lib/billing/cancellation/prepare";
import { FEEDBACK, MOST_COMMENT } from "@/lib/billing/cancellation/reason";
import { openPortal } from "@/lib/billing/portal/session";

/** Keeps the reason, and leads to Stripe's page, where the cancellation is confirmed. */
export async function cancel(_: FormState, form: FormData): Promise<FormState> {
  return act(form, async (user) => {
    const workspaceId = idOf(form, "workspace");
    const subscriptionId = textOf(form, "subscription");
    const comment = textOf(form, "comment").trim();
    if (comment.length > MOST_COMMENT) {
      const { t } = await getMessages();
      return { problems: { comment: t("cancel.tooLong", { count: String(MOST_COMMENT) }) } };
    }
    await limitCalls("portal", user.id);
    const cancellation = await readCancellation(user, workspaceId, subscriptionId);
    // It was canceled meanwhile, in another tab or in the portal.
    if (!cancellation) redirect(pathWith(paths.dashboard, { workspace: workspaceId, done: "cancel" }));
    const feedback = FEEDBACK.find((one) => one === textOf(form, "feedback")) ?? null;
    await prepareCancellation(user, workspaceId, cancellation, { feedback, comment: comment || null });
    // Without JavaScript the browser sent the form, and would not follow to Stripe: page.tsx leads on.
    if (!(await headers()).has("next-action"))
      redirect(pathWith(paths.cancel, { workspace: workspaceId, subscription: subscriptionId, step: "stripe" }));
    redirect((await openPortal(user, { workspaceId, flow: "subscription_cancel", subscriptionId })).url);
  });
}
