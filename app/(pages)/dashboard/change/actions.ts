"use server";

import { act, idOf, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { leadOn } from "@/app/_components/lead-on";
import { pathWith, paths } from "@/app/_components/paths";
import { limitCalls } from "@/lib/auth/limits";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { ProductError } from "@/lib/errors";

/** Makes a change that is confirmed on our page and not in Stripe's portal. */
export async function confirmChange(_: FormState, form: FormData): Promise<FormState> {
  const workspaceId = idOf(form, "workspace");
  const shown = { workspaceId, priceId: textOf(form, "price"), begins: textOf(form, "begins") };
  return act(form, async (user) => {
    await limitCalls("portal", user.id);
    try {
      await confirmPlanChange(user, shown);
    } catch (error) {
      if (!(error instanceof ProductError) || error.code !== "change_unpaid" || !error.extras.href) throw error;
      const { href } = error.extras;
      const { sentences } = await getMessages();
      const wayOut = { href, text: sentences.change.payInvoice };
      return { problem: sentences.browser.refusals.change_unpaid, wayOut };
    }
    leadOn(pathWith(paths.dashboard, { workspace: workspaceId, done: "change" }));
  });
}
