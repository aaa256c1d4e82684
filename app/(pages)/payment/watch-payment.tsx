"use client";

import { useEffect, useState } from "react";
import { useRefresh } from "@/app/_components/use-refresh";
import type { Sentences } from "@/lib/messages";

const LONG_AFTER_MS = 30_000;
const SELDOM_MS = 30_000;

type Props = {
  dashboard: string;
  messages: Pick<Sentences["payment"]["processing"], "title" | "soon" | "long" | "toDashboard">;
  /** What holds for as long as it takes. */
  first?: string;
  /** A page that stays open for long refreshes seldom. */
  takesDays?: boolean;
};

/** Asks again until the server knows more and renders something else in this place. */
export function WatchPayment({ dashboard, messages, first, takesDays = false }: Props) {
  const [long, setLong] = useState(false);
  useRefresh(true, takesDays && long ? SELDOM_MS : undefined);

  useEffect(() => {
    const waiting = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => clearTimeout(waiting);
  }, []);

  return (
    <>
      <h1>{messages.title}</h1>
      <p>
        {first} {long ? messages.long : messages.soon}
      </p>
      {long && (
        <p>
          <a className="button" href={dashboard}>
            {messages.toDashboard}
          </a>
        </p>
      )}
    </>
  );
}
