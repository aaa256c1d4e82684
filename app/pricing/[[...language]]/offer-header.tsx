"use client";

import type { HeaderMessages } from "@/app/_components/header/header-messages";
import { PersonalHeader } from "@/app/_components/header/personal-header";
import { useOffer } from "./offer-provider";

/** The header for a visitor until the page knows who is asking; its room is kept. */
export function OfferHeader({ said }: { said: HeaderMessages }) {
  const { offer } = useOffer();
  return (
    <PersonalHeader
      person={offer && offer.person}
      workspace={offer?.workspaces.find(({ id }) => id === offer.workspaceId) ?? null}
      known={offer?.workspaces}
      theme={undefined}
      said={said}
    />
  );
}
