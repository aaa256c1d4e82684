"use client";

import { type SubmitEvent, useState } from "react";
import { useBrowserMessages } from "./browser-messages";
import { Button } from "./button";
import { paths } from "./paths";

const SIGN_OUT = "/api/sign-out/";

type Props = {
  /** Come back to this page instead of the plans. */
  stay?: boolean;
  children: string;
};

/** Signs out, also without JavaScript; with it, a failure is told where it was pressed. */
export function SignOut({ stay = false, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { stillSignedIn } = useBrowserMessages();

  async function signOut(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailed(false);
    // It answers by a redirect, which isn't followed: the way is known here.
    const answer = await fetch(SIGN_OUT, { method: "POST", redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") return stay ? location.reload() : location.assign(paths.pricing);
    setBusy(false);
    setFailed(true);
  }

  return (
    <form method="post" action={SIGN_OUT} className="contents" onSubmit={signOut}>
      {stay && <input type="hidden" name="stay" value="true" />}
      <Button look="text" busy={busy}>
        {children}
      </Button>
      {failed && (
        <p role="alert" className="notice small">
          {stillSignedIn}
        </p>
      )}
    </form>
  );
}
