import { codeOf } from "@/app/_components/product-error";
import { limitCalls } from "@/lib/auth/limits";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import type { User } from "@/lib/billing/user";
import type { ProductError } from "@/lib/errors";
import { log } from "@/lib/observe/log";

/** The change that is asked for. */
export type Way = { workspaceId: string; priceId: string };

/** Why there is nothing to show; what the sentence of that code needs besides. */
export type Refusal = { code: string; payer?: string; currency?: string; binds?: { kind: string }[] };

export type Answer = { change: PlanChange; refusal?: undefined } | { change?: undefined; refusal: Refusal };

/** The preview, or why it was refused. Other errors are thrown. */
export async function fetchPreview(user: User, { workspaceId, priceId }: Way): Promise<Answer> {
  try {
    await limitCalls("preview", user.id);
    return { change: await previewPlanChange(user, workspaceId, priceId) };
  } catch (error) {
    const code = codeOf(error);
    // The page shows that there is no such address (orNotFound).
    if (!code || code === "workspace_not_found") throw error;
    const { extras, cause } = error as ProductError;
    if (cause) log.warn(`The change's preview could not be read: ${code}`, { code, error: cause });
    return { refusal: { code, payer: extras.payer, currency: extras.currency, binds: extras.binds } };
  }
}
