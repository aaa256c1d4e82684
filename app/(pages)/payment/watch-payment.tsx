"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";
import type { Sentences } from "@/lib/words";

const LONG_AFTER_MS = 30_000;

/** Asks again until the server knows more and renders something else in this place. */
export function WatchPayment({ dashboard, words }: { dashboard: string; words: Sentences["payment"]["processing"] }) {
  const [long, setLong] = useState(false);
  useRefresh(true);

  useEffect(() => {
    const waiting = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => clearTimeout(waiting);
  }, []);

  return (
    <>
      <h1>{words.title}</h1>
      <p>{long ? words.long : words.soon}</p>
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
