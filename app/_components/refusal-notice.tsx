"use client";

import { paths } from "./paths";
import type { NextCall, Refusal } from "./post-json";

type Props = { id?: string; refusal: Refusal; busy: boolean; onFollow: (call: NextCall) => void };

const NEXT_STEP: Record<string, string> = {
  already_subscribed: "Manage the plan",
  plan_change_required: "Change the plan",
};

/** Why it was refused and what to do instead. */
export function RefusalNotice({ id, refusal, busy, onFollow }: Props) {
  const { manage } = refusal;
  return (
    <div id={id} role="alert" className="notice small">
      {refusal.detail}{" "}
      {manage && (
        <button
          type="button"
          className="text-button"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) onFollow(manage);
          }}
        >
          {NEXT_STEP[refusal.code] ?? "Go on"}
        </button>
      )}
      {refusal.code === "unauthenticated" && <a href={paths.login}>Sign in</a>}
      {refusal.code === "price_not_available" && <a href={paths.pricing}>See the plans</a>}
    </div>
  );
}
