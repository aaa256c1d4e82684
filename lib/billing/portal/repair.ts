import type { Failure } from "@/lib/stripe/failures";
import { syncPrice } from "../catalog/sync-price";
import { syncObject } from "../mirror/sync";
import type { LiveItem } from "./paid-items";

/**
 * Stripe refused what our copy allowed, so the copy is behind: it is brought in line, and says then what is possible.
 * @param items of the subscriptions that the call was about
 */
export async function repairCopy(
  { parameter }: Failure,
  items: Pick<LiveItem, "subscription_id">[],
  priceId: string | undefined,
): Promise<void> {
  if (parameter?.endsWith("[price]")) {
    if (priceId) await syncPrice(priceId);
    return;
  }
  for (const id of new Set(items.map(({ subscription_id }) => subscription_id))) await syncObject("subscription", id);
}
