"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { words } from "./words";

const ASK_EVERY_MS = 2_000;
const LONG_AFTER_MS = 30_000;

/** Asks again until the server knows more and renders something else in this place. */
export function WatchPayment({ dashboard }: { dashboard: string }) {
  const router = useRouter();
  const [long, setLong] = useState(false);

  useEffect(() => {
    const asking = setInterval(() => router.refresh(), ASK_EVERY_MS);
    const waiting = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => {
      clearInterval(asking);
      clearTimeout(waiting);
    };
  }, [router]);

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
