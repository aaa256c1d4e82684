"use client";

import type { ComponentProps, MouseEvent } from "react";
import { useBrowserMessages } from "./browser-messages";
import { useBusy } from "./use-busy";

/** A link to a page that asks Stripe before it comes. Pressed, it says so; it can be pressed again, as loading can be stopped. */
export function SlowLink({ children, ...link }: Omit<ComponentProps<"a">, "onClick">) {
  const [busy, setBusy] = useBusy();
  const { working } = useBrowserMessages();

  function follow({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) {
    // With one of these the page comes in another tab or window, or is saved: this one waits for nothing.
    if (!(metaKey || ctrlKey || shiftKey || altKey)) setBusy(true);
  }

  return (
    <a {...link} onClick={follow} aria-busy={busy || undefined}>
      {busy ? working : children}
    </a>
  );
}
