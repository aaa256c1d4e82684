import { codeOf } from "@/app/_components/product-error";
import { limitCalls } from "@/lib/auth/limits";
import { previewResume, type ResumeOffer } from "@/lib/billing/payments/resume";
import type { User } from "@/lib/billing/user";
import { log } from "@/lib/observe/log";

/** An offer; null once it isn't paused any more; or the code of why there is none. */
type Answer = { offer: ResumeOffer | null; code?: undefined } | { offer?: undefined; code: string };

export async function fetchOffer(user: User, workspaceId: string, subscriptionId: string): Promise<Answer> {
  try {
    await limitCalls("preview", user.id);
    return { offer: await previewResume(user, workspaceId, subscriptionId) };
  } catch (error) {
    const code = codeOf(error);
    // The page shows that there is no such address (orNotFound).
    if (!code || code === "workspace_not_found") throw error;
    if (error instanceof Error && error.cause)
      log.warn(`The resume's terms could not be read: ${code}`, { code, error: error.cause });
    return { code };
  }
}
