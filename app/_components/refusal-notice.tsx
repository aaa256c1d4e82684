"use client";

import { useBrowserMessages } from "./browser-messages";
import { Button } from "./button";
import { paths } from "./paths";
import type { NextCall, Refusal } from "./post-json";
import { refusalSentence } from "./refusal-sentence";
import { own } from "@/lib/own";

/** Another plan is the way out. */
const WITH_PLANS = new Set(["price_not_available", "too_many_members"]);

type Props = {
  id?: string;
  refusal: Refusal;
  busy: boolean;
  onFollow: (call: NextCall) => void;
  /** Where a signed-out visitor signs in, and returns from. */
  signIn?: string;
};

/** Why it was refused and what to do instead. */
export function RefusalNotice({ id, refusal, busy, onFollow, signIn = paths.login }: Props) {
  const messages = useBrowserMessages();
  const { manage } = refusal;
  return (
    <div id={id} role="alert" className="notice small">
      {refusalSentence(refusal, messages)}{" "}
      {manage && (
        <Button type="button" look="text" busy={busy} onClick={() => onFollow(manage)}>
          {own<string>(messages.nextSteps, refusal.code) ?? messages.goOn}
        </Button>
      )}
      {refusal.code === "unauthenticated" && <a href={signIn}>{messages.signIn}</a>}
      {WITH_PLANS.has(refusal.code) && <a href={paths.pricing}>{messages.toPlans}</a>}
    </div>
  );
}
