"use client";

import { Button } from "@/app/_components/button";
import type { Sentences } from "@/lib/messages";
import styles from "./login.module.css";

/** The name of the button that sends the form to be answered by mail. */
export const BY = "by";

/** For who has no password at hand: the same form, answered by a mail. Render it within the form. */
export function MailLinkButton({ busy, messages }: { busy: boolean; messages: Sentences["login"]["form"] }) {
  return (
    <div className={styles.providers}>
      <p className="small muted">{messages.provider.or}</p>
      {/* The password is missing, and that is right. What the address lacks, the answer says. */}
      <Button name={BY} value="mail" look="quiet" busy={busy} formNoValidate>
        {messages.byMail.send}
      </Button>
    </div>
  );
}
