"use client";

import { useState } from "react";
import { Button } from "@/app/_components/button";
import { Form } from "@/app/_components/form";
import { fill } from "@/lib/messages/fill";
import type { Sentences } from "@/lib/messages";
import { beginAt } from "./account";
import styles from "./login.module.css";

/** The other ways to sign in, or up: at a provider it is the same. */
export function Providers({
  offered,
  isNext = false,
  messages,
}: {
  offered: { id: string; name: string }[];
  /** Another way stands before them, and has said "or". */
  isNext?: boolean;
  messages: Sentences["login"]["form"]["provider"];
}) {
  const [going, setGoing] = useState(false);
  const [failed, setFailed] = useState(false);

  async function go(sent: FormData) {
    setGoing(true);
    setFailed(false);
    const url = await beginAt(String(sent.get("provider")));
    if (url) return location.assign(url);
    setFailed(true);
    setGoing(false);
  }

  if (offered.length === 0) return null;
  return (
    <Form onSend={go} className={styles.providers}>
      {!isNext && <p className="small muted">{messages.or}</p>}
      {failed && (
        <p role="alert" className="notice small">
          {messages.failed}
        </p>
      )}
      {offered.map(({ id, name }) => (
        <Button key={id} name="provider" value={id} look="quiet" busy={going}>
          {fill(messages.goOn, { name })}
        </Button>
      ))}
    </Form>
  );
}
