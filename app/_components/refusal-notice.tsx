"use client";

import { useBrowserWords } from "./browser-messages";
import { Button } from "./button";
import { paths } from "./paths";
import type { NextCall, Refusal } from "./post-json";
import { refusalSentence } from "./refusal-sentence";

type Props = {
  id?: string;
  refusal: Refusal;
  busy: boolean;
  onFollow: (call: NextCall) => void;
  /** Where who is no longer signed in goes, and comes back from. */
  signIn?: string;
};

/** Why it was refused and what to do instead. */
export function RefusalNotice({ id, refusal, busy, onFollow, signIn = paths.login }: Props) {
  const words = useBrowserWords();
  const nextSteps: Record<string, string> = words.nextSteps;
  const { manage } = refusal;
  return (
    <div id={id} role="alert" className="notice small">
      {refusalSentence(refusal, words)}{" "}
      {manage && (
        <Button type="button" look="text" busy={busy} onClick={() => onFollow(manage)}>
          {nextSteps[refusal.code] ?? words.goOn}
        </Button>
      )}
      {refusal.code === "unauthenticated" && <a href={signIn}>{words.signIn}</a>}
      {refusal.code === "price_not_available" && <a href={paths.pricing}>{words.toPlans}</a>}
    </div>
  );
}
