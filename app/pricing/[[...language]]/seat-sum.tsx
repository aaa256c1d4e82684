"use client";

import { amountFor, type Priced } from "@/lib/amounts";
import type { Language } from "@/lib/languages.mjs";
import { formatMoney } from "@/lib/format";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";

type Props = { price: Priced & { currency: string }; rhythm: string; language: Language };

/** What a price per person comes to for the workspace that the plans are chosen for. */
export function SeatSum({ price, rhythm, language }: Props) {
  const { offer, messages } = useOffer();
  if (!offer?.workspaceId) return null;
  const { members } = offer;
  const sum = amountFor(price, members, price.currency);
  if (sum === null) return null;
  const amount = formatMoney(language, sum, price.currency, { short: true });
  const sentence = members === 1 ? messages.seat : messages.seats;
  return <p className="small muted">{fill(sentence, { members: String(members), amount, rhythm })}</p>;
}
