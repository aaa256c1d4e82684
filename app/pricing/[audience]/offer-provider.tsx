"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { askJson } from "@/app/_components/post-json";
import type { Offer } from "@/lib/billing/offer";

const OFFER = "/api/subscriptions/offer/";

const OfferContext = createContext<Offer | null>(null);

/** What the page means for this person; null until it is known, and for a page that nobody's session was found for. */
export const useOffer = () => useContext(OfferContext);

/** Asks, once the shared page is there, who reads it. Until then, and without JavaScript, it is everybody's page. */
export function OfferProvider({ children }: { children: ReactNode }) {
  const [offer, setOffer] = useState<Offer | null>(null);

  useEffect(() => {
    let gone = false;
    const read = async () => {
      const workspace = new URLSearchParams(location.search).get("workspace");
      const query = workspace ? `?${new URLSearchParams({ workspace_id: workspace })}` : "";
      let answer = await askJson<Offer>(OFFER + query);
      // A workspace that is not theirs: the page for their own.
      if (!answer.ok && query) answer = await askJson<Offer>(OFFER);
      if (!gone) setOffer(answer.ok && answer.data.signedIn ? answer.data : null);
    };
    const readAgain = (event: PageTransitionEvent) => {
      if (event.persisted) void read();
    };
    void read();
    addEventListener("pageshow", readAgain);
    return () => {
      gone = true;
      removeEventListener("pageshow", readAgain);
    };
  }, []);

  return <OfferContext value={offer}>{children}</OfferContext>;
}
