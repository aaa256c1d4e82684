"use client";

import { useCallback, useState } from "react";
import { rememberPortalVisit } from "./portal-visit";
import { pathWith, paths } from "./paths";
import { type NextCall, postJson, type Refusal } from "./post-json";
import { useBusy } from "./use-busy";

export const PORTAL = "/api/subscriptions/customer-portal/";
export const CHECKOUT = "/api/subscriptions/checkout/";
export const TAKE_OVER = "/api/subscriptions/take-over/";
/** Turns a checkout on our page into one on Stripe's. */
export const HOSTED = "/api/subscriptions/checkout/hosted/";

/** Where it is paid or managed; without an address, on our page of the checkout. */
type Place = { url: string | null; session_id?: string };

/**
 * Asks one of our endpoints where to pay or to manage billing, and goes there; a refusal stays to be shown.
 * @param refused why it was not done before, elsewhere
 */
export function useStripePage(refused: Refusal | null = null) {
  const [busy, setBusy] = useBusy();
  const [refusal, setRefusal] = useState(refused);

  const leave = useCallback(
    async (href: string, body: Record<string, string | undefined>) => {
      setBusy(true);
      setRefusal(null);
      const answer = await postJson<Place>(href, body);
      if (!answer.ok) {
        setBusy(false);
        setRefusal(answer.refusal);
        return answer.refusal;
      }
      if (href === PORTAL && body.workspace_id) rememberPortalVisit(body.workspace_id);
      const { url, session_id: session } = answer.data;
      const next = url ?? pathWith(paths.checkout, { session });
      // What was replaced can't be paid any more, so the browser's back button passes it.
      if (href === HOSTED) location.replace(next);
      else location.assign(next);
      return null;
    },
    [setBusy],
  );

  const follow = useCallback((call: NextCall) => leave(call.href, call.body), [leave]);

  const forget = useCallback(() => setRefusal(null), []);

  return { busy, refusal, leave, follow, forget };
}
