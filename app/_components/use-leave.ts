"use client";

import { useCallback, useEffect, useState } from "react";
import { rememberPortalVisit } from "./portal-visit";
import { type NextCall, postJson, type Refusal } from "./post-json";

export const PORTAL = "/api/subscriptions/customer-portal/";
export const CHECKOUT = "/api/subscriptions/checkout/";

/** Asks one of our endpoints for a page at Stripe and goes there; a refusal stays to be shown. */
export function useLeave() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  useEffect(() => {
    // Back from Stripe by the browser's own button, the page may come as it was left: waiting.
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) setBusy(false);
    };
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, []);

  const leave = useCallback(async (href: string, body: Record<string, string | undefined>) => {
    setBusy(true);
    setRefusal(null);
    const answer = await postJson<{ url: string }>(href, body);
    if (!answer.ok) {
      setBusy(false);
      setRefusal(answer.refusal);
      return;
    }
    if (href === PORTAL && body.workspace_id) rememberPortalVisit(body.workspace_id);
    location.assign(answer.data.url);
  }, []);

  const follow = useCallback((call: NextCall) => leave(call.href, call.body), [leave]);

  const forget = useCallback(() => setRefusal(null), []);

  return { busy, refusal, leave, follow, forget };
}
