"use client";

import { type ReactNode, type Ref, useRef } from "react";

type Props = {
  onSend: (sent: FormData) => Promise<void>;
  /** When something in it is chosen or typed anew. */
  onChange?: () => void;
  className?: string;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
};

let latest: (() => void) | undefined;

/** Presses before the page's script has loaded arrive together, and only the last one counts. */
function lastOf(press: () => void): void {
  if (!latest) {
    setTimeout(() => {
      const meant = latest;
      latest = undefined;
      meant?.();
    });
  }
  latest = press;
}

/**
 * A form that a function takes, once at a time. React keeps what is sent before the page's script has come, and hands it
 * over once it has; the press of a mere button would be lost.
 */
export function Form({ onSend, onChange, className = "contents", ref, children }: Props) {
  const isSending = useRef(false);

  const send = (sent: FormData) =>
    lastOf(() => {
      if (isSending.current) return;
      isSending.current = true;
      void onSend(sent).finally(() => (isSending.current = false));
    });

  return (
    // React empties a form that was sent; but a refusal leaves people where they were.
    <form ref={ref} className={className} action={send} onChange={onChange} onReset={(event) => event.preventDefault()}>
      {children}
    </form>
  );
}
