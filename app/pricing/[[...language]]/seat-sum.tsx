"use client";

import { sumOf } from "@/app/_components/price-sum";
import type { Priced } from "@/lib/amounts";
import { quantityOf } from "@/lib/billing/catalog/prices";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import type { Language } from "@/lib/languages.mjs";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";
import styles from "./personal.module.css";

export type SeatPrice = Priced & {
  currency: string;
  seats: CatalogPrice["seats"];
  minSeats: number | null;
  maxSeats: number | null;
};

type Props = { price: SeatPrice; rhythm: string; language: Language };

/** What a price per person comes to for the workspace that the plans are chosen for; its lines are kept free before. */
export function SeatSum({ price, rhythm, language }: Props) {
  const { offer, messages } = useOffer();
  const members = offer?.workspaceId ? offer.members : 0;
  const seats = quantityOf({ perSeat: true, minSeats: price.minSeats }, members);
  const sum = sumOf(price, seats, language);
  const most = price.maxSeats;
  // Nobody else can join, and more than so many can't buy it.
  if (most !== null && members >= most)
    return (
      <p className={`small muted ${styles.seatSum}`}>
        {members === most && sum !== null
          ? fill(messages.allSeats, { members: String(members), sum, rhythm })
          : fill(messages.upTo, { least: String(most) })}
      </p>
    );
  const sentence =
    members < seats ? (seats > 1 ? messages.leastSeats : "") : members === 1 ? messages.seat : messages.seats;
  return (
    <p className={`small muted ${styles.seatSum}`}>
      {sum !== null && fill(sentence, { members: String(members), least: String(seats), sum, rhythm })}
    </p>
  );
}
