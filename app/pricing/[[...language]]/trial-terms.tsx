"use client";

import { LocalDate } from "@/app/_components/local-date";
import type { TrialTexts } from "./trial-texts";

/** What is due when, with the day of the first payment in the reader's time zone. */
export function TrialTerms({ texts: { termsOn }, at }: { texts: TrialTexts; at: string }) {
  const [before, after] = termsOn.split("{day}");
  if (after === undefined) return <span>{before}</span>;
  return (
    <span>
      {before}
      <LocalDate at={at} look="day" />
      {after}
    </span>
  );
}
