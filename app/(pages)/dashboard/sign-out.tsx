"use client";

import { useState } from "react";
import { useBrowserMessages } from "@/app/_components/browser-messages";
import { Button } from "@/app/_components/button";
import { Form } from "@/app/_components/form";
import { askJson } from "@/app/_components/post-json";
import { paths } from "@/app/_components/paths";

/**
 * Signs out as next-auth's own client does: https://next-auth.js.org/getting-started/rest-api
 * @param props.to the page of ours that comes afterwards
 */
export function SignOut({ to = paths.pricing, children }: { to?: string; children: string }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { stillSignedIn } = useBrowserMessages();

  async function signOut() {
    setBusy(true);
    setFailed(false);
    const csrf = await askJson<{ csrfToken: string }>("/api/auth/csrf");
    if (csrf.ok) {
      const body = new URLSearchParams({ csrfToken: csrf.data.csrfToken, json: "true" });
      const done = await fetch("/api/auth/signout", { method: "POST", body }).catch(() => null);
      if (done?.ok) return location.assign(to);
    }
    setBusy(false);
    setFailed(true);
  }

  return (
    <Form onSend={signOut}>
      <Button look="text" busy={busy}>
        {children}
      </Button>
      {failed && (
        <p role="alert" className="notice small">
          {stillSignedIn}
        </p>
      )}
    </Form>
  );
}
