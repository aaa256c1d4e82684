"use client";

import type { ComponentProps, MouseEvent } from "react";
import { useBrowserMessages } from "./browser-messages";
import { Working } from "./button";
import { useBusy } from "./use-busy";

/** A link to a page that asks Stripe before it comes. It shows that it is busy, and can be pressed again, because loading can be stopped. */
export function BusyLink({ children, className = "", ...link }: Omit<ComponentProps<"a">, "onClick">) {
  const [busy, setBusy] = useBusy();
  const { working } = useBrowserMessages();

  function follow({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) {
    // With one of these keys the page opens in another tab or window, or is saved, so this one does not wait.
    if (!(metaKey || ctrlKey || shiftKey || altKey)) setBusy(true);
  }

  return (
    <a {...link} className={busy ? `${className} working` : className} onClick={follow} aria-busy={busy || undefined}>
      {busy ? <Working instead={working}>{children}</Working> : children}
    </a>
  );
}
