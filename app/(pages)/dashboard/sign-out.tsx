"use client";

import { useState } from "react";
import { askJson } from "@/app/_components/post-json";
import { paths } from "@/app/_components/paths";

/**
 * Ends the session as next-auth's own client does: https://next-auth.js.org/getting-started/rest-api
 * @param props.to the page of ours that comes afterwards
 */
export function SignOut({ to = paths.pricing, children }: { to?: string; children: string }) {
  const [busy, setBusy] = useState(false);

  async function signOut() {
    if (busy) return;
    setBusy(true);
    const csrf = await askJson<{ csrfToken: string }>("/api/auth/csrf");
    if (csrf.ok) {
      const body = new URLSearchParams({ csrfToken: csrf.data.csrfToken, json: "true" });
      const done = await fetch("/api/auth/signout", { method: "POST", body }).catch(() => null);
      if (done?.ok) return location.assign(to);
    }
    setBusy(false);
  }

  return (
    <button type="button" className="text-button" aria-disabled={busy} onClick={() => void signOut()}>
      {children}
    </button>
  );
}
