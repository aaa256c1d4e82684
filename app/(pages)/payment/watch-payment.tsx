"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";
import type { Sentences } from "@/lib/messages";

const LONG_AFTER_MS = 30_000;
const SELDOM_MS = 30_000;

type Props = {
  dashboard: string;
  words: Pick<Sentences["payment"]["processing"], "title" | "soon" | "long" | "toDashboard">;
  /** What holds for as long as it takes. */
  first?: string;
  /** Who leaves the page open for so long has it look seldom. */
  takesDays?: boolean;
};

/** Asks again until the server knows more and renders something else in this place. */
export function WatchPayment({ dashboard, words, first, takesDays = false }: Props) {
  const [long, setLong] = useState(false);
  useRefresh(true, takesDays && long ? SELDOM_MS : undefined);

  useEffect(() => {
    const waiting = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => clearTimeout(waiting);
  }, []);

  return (
    <>
      <h1>{words.title}</h1>
      <p>
        {first} {long ? words.long : words.soon}
      </p>
      {long && (
        <p>
          <a className="button" href={dashboard}>
            {words.toDashboard}
          </a>
        </p>
      )}
    </>
  );
}
