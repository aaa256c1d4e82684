"use client";

import { type MouseEvent, type ReactNode, useId, useRef } from "react";
import styles from "./ask-first.module.css";

type Props = {
  /** What the button that asks says, and what it is about where that isn't plain from its surroundings. */
  button: string;
  label?: string;
  /** The action ends something for good. */
  danger?: boolean;
  title: string;
  /** What follows, and the form that does it. A button with `data-close` does nothing. */
  children: ReactNode;
};

/**
 * Asks before something is done that can't be undone, and says what follows. With a script it's a dialog: Escape closes it, and
 * the focus returns. Without one, the same is shown below the button.
 */
export function AskFirst({ button, label, danger, title, children }: Props) {
  const id = useId();
  const details = useRef<HTMLDetailsElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  const ask = (event: MouseEvent) => {
    const [outer, inner] = [details.current, dialog.current];
    if (!outer || !inner) return;
    event.preventDefault();
    // Within closed details nothing is shown, not even a dialog; and one that is open already can't become modal.
    outer.open = true;
    inner.open = false;
    inner.showModal();
    const field = inner.querySelector<HTMLElement>("input:not([type=hidden]), select");
    (field ?? inner.querySelector<HTMLElement>("[data-close]"))?.focus();
  };

  const closed = () => {
    const outer = details.current;
    if (!outer) return;
    outer.open = false;
    outer.querySelector("summary")?.focus();
  };

  const press = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest("[data-close]")) dialog.current?.close();
  };

  return (
    // Pressed before the page's script has come, it's open already, which is no mistake.
    <details ref={details} className={styles.details} suppressHydrationWarning>
      <summary className={danger ? "button danger" : "button quiet"} aria-label={label} onClick={ask}>
        {button}
      </summary>
      <dialog ref={dialog} open className={styles.dialog} aria-labelledby={id} onClose={closed} onClick={press}>
        <div className="stack">
          <h3 id={id}>{title}</h3>
          {children}
        </div>
      </dialog>
    </details>
  );
}
