"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";
import { words } from "./words";

const LONG_AFTER_MS = 30_000;

/** Asks again until the server knows more and renders something else in this place. */
export function WatchPayment({ dashboard }: { dashboard: string }) {
  const [long, setLong] = useState(false);
  useRefresh(true);

  useEffect(() => {
    const waiting = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => clearTimeout(waiting);
  }, []);

  return (
    <>
      <h1>{words.processingTitle}</h1>
      <p role="status">{long ? words.processingLong : words.processing}</p>
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
