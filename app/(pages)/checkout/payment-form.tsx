"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useBrowserMessages } from "@/app/_components/browser-messages";
import { Button } from "@/app/_components/button";
import { pathWith, paths } from "@/app/_components/paths";
import { RefusalNotice } from "@/app/_components/refusal-notice";
import { HOSTED, useStripePage } from "@/app/_components/use-stripe-page";
import type { Sentences } from "@/lib/messages";
import styles from "./checkout.module.css";
import { showStripePage, type Wanted } from "./show-stripe-page";
import { useReturns } from "./use-returns";

type Props = Wanted & { session: string; said: Sentences["checkout"]["form"] };

/**
 * Stripe's payment form, within our page. Where it can't be shown, the same order is paid on Stripe's own page instead, and
 * the visitor notices only that it takes longer.
 */
export function PaymentForm({ session, publishableKey, scriptUrl, clientSecret, said }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(-1);
  const returns = useReturns();
  const { busy, refusal, leave, follow } = useStripePage();
  const { working } = useBrowserMessages();
  const openOnStripe = useCallback(() => void leave(HOSTED, { session_id: session }), [leave, session]);

  useEffect(() => {
    if (!place.current) return;
    return showStripePage(
      place.current,
      { publishableKey, scriptUrl, clientSecret },
      { onShown: () => setShown(returns), onFailed: openOnStripe },
    );
  }, [publishableKey, scriptUrl, clientSecret, returns, openOnStripe]);

  const isShown = shown === returns;
  const isLoading = !isShown && !refusal;
  return (
    <section aria-label={said.label} aria-busy={isLoading} className={`needs-script ${styles.payment}`}>
      {refusal && (
        <RefusalNotice
          refusal={refusal}
          busy={busy}
          onFollow={follow}
          signIn={pathWith(paths.login, { checkout: session })}
        />
      )}
      <div className={styles.frame} hidden={!isShown && !isLoading}>
        {isLoading && (
          <p role="status" className={styles.loading}>
            {said.loading}
          </p>
        )}
        <div ref={place} />
      </div>
      {isShown || isLoading ? (
        <p className={`small ${styles.instead}`}>
          <Button type="button" look="text" busy={busy} working={working} onClick={openOnStripe}>
            {said.instead}
          </Button>
        </p>
      ) : (
        <Button type="button" busy={busy} working={working} onClick={openOnStripe}>
          {said.again}
        </Button>
      )}
    </section>
  );
}
