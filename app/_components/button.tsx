"use client";

import type { ComponentProps, MouseEvent, ReactNode } from "react";

type Props = ComponentProps<"button"> & {
  look?: "quiet" | "danger" | "text";
  /** While what it began is under way it keeps the focus, and neither mouse nor keys press it again. */
  busy?: boolean;
  /** What it says meanwhile. */
  working?: string;
};

const looks = { quiet: "button quiet", danger: "button danger", text: "text-button" };

/** A browser that disables a button takes the focus from it, so a busy one only refuses. Enter in a field presses it, too. */
const refuse = (event: MouseEvent): void => event.preventDefault();

/**
 * What a button, or a link that looks like one, says while it works, in place of its text. With the class `working` it
 * keeps its width: a narrower one would let the second click of a double click hit the button beside it.
 */
export function Working({ instead, children }: { instead: string; children: ReactNode }) {
  return (
    <>
      <span aria-hidden="true">{children}</span>
      <span>{instead}</span>
    </>
  );
}

/**
 * A button of a page's script; by default it submits its form. In a form that the server alone answers, and on the
 * error page, whose script every page loads, a plain `<button>` does.
 */
export function Button({ look, busy = false, working, type = "submit", onClick, children, ...rest }: Props) {
  const isWorking = busy && working !== undefined;
  const className = look ? looks[look] : "button";
  return (
    <button
      {...rest}
      type={type}
      className={isWorking ? `${className} working` : className}
      aria-disabled={busy || undefined}
      onClick={busy ? refuse : onClick}
    >
      {isWorking ? <Working instead={working}>{children}</Working> : children}
    </button>
  );
}
