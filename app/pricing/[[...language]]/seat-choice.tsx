"use client";

import { useState } from "react";
import { sumOf } from "@/app/_components/price-sum";
import type { Language } from "@/lib/languages.mjs";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";
import type { SeatPrice } from "./seat-sum";

type Props = { price: SeatPrice; rhythm: string; language: Language };

/** The number of seats to buy, as the field `quantity` of the form around it, and what it comes to. */
export function SeatChoice({ price, rhythm, language }: Props) {
  const { messages } = useOffer();
  const least = price.minSeats ?? 1;
  const most = price.maxSeats ?? 999_999;
  const [typed, setTyped] = useState(String(least));
  const seats = Number(typed);
  const sum = Number.isInteger(seats) && seats >= least && seats <= most ? sumOf(price, seats, language) : null;
  return (
    <div className={styles.seats}>
      <label className="small">
        {messages.chosenSeats}
        <input
          type="number"
          name="quantity"
          inputMode="numeric"
          min={least}
          max={most}
          step={1}
          required
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <output className="small">{sum !== null && fill(messages.chosenSum, { sum, rhythm })}</output>
    </div>
  );
}
