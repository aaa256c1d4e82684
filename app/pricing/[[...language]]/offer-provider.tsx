"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { askJson } from "@/app/_components/post-json";
import type { PersonalOffer } from "@/lib/billing/catalog/offer";
import type { Sentences } from "@/lib/messages";

const OFFER = "/api/subscriptions/offer/";
const NOT_THEIRS = ["workspace_not_found", "invalid_request"];

type PersonalMessages = Sentences["pricing"]["personal"];
type Personal = {
  offer: PersonalOffer | null;
  /** The workspace that the address names; null until the browser has read it. */
  workspace: string | null;
  messages: PersonalMessages;
};

const neverChanges = () => () => undefined;
const workspaceOfAddress = () => new URLSearchParams(location.search).get("workspace");

const PersonalContext = createContext<Personal | null>(null);

/**
 * What the page shows for this person, and its messages. The offer is null until it is loaded, for signed-out visitors,
 * and when loading failed.
 */
export function useOffer(): Personal {
  const personal = useContext(PersonalContext);
  if (!personal) throw new Error("Only parts of the pricing page know an offer.");
  return personal;
}

/**
 * Loads the visitor's offer once the shared page is there. Until then, and without JavaScript, it is the public page.
 */
export function OfferProvider({ messages, children }: { messages: PersonalMessages; children: ReactNode }) {
  const [offer, setOffer] = useState<PersonalOffer | null>(null);
  const workspace = useSyncExternalStore(neverChanges, workspaceOfAddress, () => null);

  useEffect(() => {
    let gone = false;
    const read = async () => {
      const wanted = workspaceOfAddress();
      const query = wanted ? `?${new URLSearchParams({ workspace_id: wanted })}` : "";
      let answer = await askJson<PersonalOffer>(OFFER + query);
      // For a foreign workspace the page shows their first one. After another failure that would be wrong.
      if (!answer.ok && query && NOT_THEIRS.includes(answer.refusal.code)) answer = await askJson<PersonalOffer>(OFFER);
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

  return <PersonalContext value={{ offer, workspace, messages }}>{children}</PersonalContext>;
}
