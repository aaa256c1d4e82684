"use client";

import { useBrowserWords } from "./browser-words";
import { paths } from "./paths";
import type { NextCall, Refusal } from "./post-json";
import { refusalSentence } from "./refusal-sentence";

type Props = { id?: string; refusal: Refusal; busy: boolean; onFollow: (call: NextCall) => void };

/** Why it was refused and what to do instead. */
export function RefusalNotice({ id, refusal, busy, onFollow }: Props) {
  const words = useBrowserWords();
  const nextSteps: Record<string, string> = words.nextSteps;
  const { manage } = refusal;
  return (
    <div id={id} role="alert" className="notice small">
      {refusalSentence(refusal, words)}{" "}
      {manage && (
        <button
          type="button"
          className="text-button"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) onFollow(manage);
          }}
        >
          {nextSteps[refusal.code] ?? words.goOn}
        </button>
      )}
      {refusal.code === "unauthenticated" && <a href={paths.login}>{words.signIn}</a>}
      {refusal.code === "price_not_available" && <a href={paths.pricing}>{words.toPlans}</a>}
    </div>
  );
}
