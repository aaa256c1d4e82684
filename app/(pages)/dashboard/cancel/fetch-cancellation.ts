import { codeOf } from "@/app/_components/product-error";
import { type Cancellation, readCancellation } from "@/lib/billing/cancellation/offer";
import type { User } from "@/lib/billing/user";

/** Null once it is canceled; or the code of why it can't be. */
type Answer = { cancellation: Cancellation | null; code?: undefined } | { cancellation?: undefined; code: string };

export async function fetchCancellation(user: User, workspaceId: string, subscriptionId: string): Promise<Answer> {
  try {
    return { cancellation: await readCancellation(user, workspaceId, subscriptionId) };
  } catch (error) {
    const code = codeOf(error);
    // The page shows that there is no such address (orNotFound).
    if (!code || code === "workspace_not_found") throw error;
    return { code };
  }
}
