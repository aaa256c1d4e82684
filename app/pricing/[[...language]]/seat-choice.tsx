"use client";

import { useCallback } from "react";
import { sumOf } from "@/app/_components/price-sum";
import { quantityOf } from "@/lib/billing/catalog/prices";
import type { Language } from "@/lib/languages.mjs";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";
import styles from "./personal.module.css";
import type { SeatPrice } from "./seat-sum";

type Props = {
  price: SeatPrice;
  label: string;
  rhythm: string;
  language: Language;
  /** As it was typed; null before. */
  chosen: string | null;
  onChoose: (typed: string) => void;
};

/** The number of seats to buy, as the field `quantity` of the form around it, and what it comes to. */
export function SeatChoice({ price, label, rhythm, language, chosen, onChoose }: Props) {
  const { offer, messages } = useOffer();
  const most = price.maxSeats ?? 999_999;
  // Checkout sells no fewer than there are members. Where those are too many for the plan, it says so.
  const members = offer?.workspaceId ? offer.members : 0;
  const least = Math.min(quantityOf({ perSeat: true, seats: price.seats, minSeats: price.minSeats }, members), most);
  const typed = chosen ?? String(least);
  const seats = Number(typed);
  const sum = Number.isInteger(seats) && seats >= least && seats <= most ? sumOf(price, seats, language) : null;
  // This code comes after the page, and somebody may have typed by then.
  const takeTyped = useCallback(
    (field: HTMLInputElement | null) => {
      if (field && field.value !== field.defaultValue) onChoose(field.value);
    },
    [onChoose],
  );
  return (
    <div className={styles.seats}>
      <label className="small">
        {label}
        <input
          ref={takeTyped}
          type="number"
          name="quantity"
          inputMode="numeric"
          min={least}
          max={most}
          step={1}
          required
          value={typed}
          onChange={({ target }) => onChoose(target.value)}
        />
      </label>
      <output className="small">{sum !== null && fill(messages.chosenSum, { sum, rhythm })}</output>
    </div>
  );
}
