"use client";

import { useCallback, useState } from "react";
import { rememberPortalVisit } from "./portal-visit";
import { type NextCall, postJson, type Refusal } from "./post-json";
import { useBusy } from "./use-busy";

export const PORTAL = "/api/subscriptions/customer-portal/";
export const CHECKOUT = "/api/subscriptions/checkout/";
export const TAKE_OVER = "/api/subscriptions/take-over/";

/**
 * Asks one of our endpoints for a page at Stripe and goes there; a refusal stays to be shown.
 * @param refused why it was not done before, elsewhere
 */
export function useStripePage(refused: Refusal | null = null) {
  const [busy, setBusy] = useBusy();
  const [refusal, setRefusal] = useState(refused);

  const leave = useCallback(
    async (href: string, body: Record<string, string | undefined>) => {
      setBusy(true);
      setRefusal(null);
      const answer = await postJson<{ url: string }>(href, body);
      if (!answer.ok) {
        setBusy(false);
        setRefusal(answer.refusal);
        return answer.refusal;
      }
      if (href === PORTAL && body.workspace_id) rememberPortalVisit(body.workspace_id);
      location.assign(answer.data.url);
      return null;
    },
    [setBusy],
  );

  const follow = useCallback((call: NextCall) => leave(call.href, call.body), [leave]);

  const forget = useCallback(() => setRefusal(null), []);

  return { busy, refusal, leave, follow, forget };
}
