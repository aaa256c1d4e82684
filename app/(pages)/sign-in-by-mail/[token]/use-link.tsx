"use client";

import { useState } from "react";
import { useBrowserMessages } from "@/app/_components/browser-messages";
import { Button } from "@/app/_components/button";
import { Form } from "@/app/_components/form";
import type { Sentences } from "@/lib/messages";
import { signInByLink } from "../../login/account";

type Props = { token: string; next: string; contested: string; messages: Sentences["login"]["form"] };

export function UseLink({ token, next, contested, messages }: Props) {
  const { working, refusals } = useBrowserMessages();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function send() {
    setBusy(true);
    setProblem("");
    const tooMany = refusals.rate_limited ?? messages.failed;
    const outcome = await signInByLink(token, { ...messages, tooMany, refusals, contested });
    if (outcome.ok) return location.assign(next);
    // The page says what became of the link.
    if (outcome.message === messages.wrongPassword) return location.reload();
    setProblem(outcome.message);
    setBusy(false);
  }

  return (
    <Form onSend={send}>
      {problem && (
        <p role="alert" className="notice small">
          {problem}
        </p>
      )}
      <Button busy={busy} working={working}>
        {messages.signIn}
      </Button>
    </Form>
  );
}
