"use client";

import { LocalDate } from "@/app/_components/local-date";

/** A sentence with a day in it, written `{day}`. */
export function DayIn({ sentence, at }: { sentence: string; at: string }) {
  const [before, after] = sentence.split("{day}");
  return (
    <span>
      {before}
      <LocalDate at={at} />
      {after}
    </span>
  );
}
