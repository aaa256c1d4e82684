"use client";

import { type ReactNode, useId } from "react";
import { useBrowserWords } from "./browser-words";
import { RefusalNotice } from "./refusal-notice";
import { CHECKOUT, PORTAL, useLeave } from "./use-leave";

type Props = {
  to: "checkout" | "portal";
  body: Record<string, string | undefined>;
  quiet?: boolean;
  /** For buttons whose text says too little outside of their surroundings. */
  label?: string;
  children: ReactNode;
};

/** A button that leads to a page at Stripe, and says so in plain words when it can't. */
export function LeaveButton({ to, body, quiet, label, children }: Props) {
  const { busy, refusal, leave, follow } = useLeave();
  const { working } = useBrowserWords();
  const noticeId = useId();
  return (
    <>
      <button
        type="button"
        className={quiet ? "button quiet" : "button"}
        aria-label={label}
        aria-disabled={busy}
        aria-describedby={refusal ? noticeId : undefined}
        onClick={() => {
          if (!busy) void leave(to === "portal" ? PORTAL : CHECKOUT, body);
        }}
      >
        {busy ? working : children}
      </button>
      {refusal && <RefusalNotice id={noticeId} refusal={refusal} busy={busy} onFollow={follow} />}
    </>
  );
}
