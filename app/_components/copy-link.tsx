"use client";

import { useId, useState, useSyncExternalStore } from "react";
import styles from "./action-form.module.css";
import { Button } from "./button";
import fieldStyles from "./field.module.css";

export type LinkMessages = { link: string; linkOnce: string; copy: string; copied: string };

const neverChanges = () => () => undefined;

/** An address to be copied: by hand everywhere, by a button where the browser can. */
export function CopyLink({ link, messages }: { link: string; messages: LinkMessages }) {
  const [copied, setCopied] = useState("");
  const canCopy = useSyncExternalStore(
    neverChanges,
    () => "clipboard" in navigator,
    () => false,
  );
  const id = useId();

  async function copy() {
    await navigator.clipboard.writeText(link).then(
      () => setCopied(link),
      () => document.getElementById(id)?.focus(),
    );
  }

  return (
    <div className={styles.link} role="status">
      <div className={fieldStyles.field}>
        <label htmlFor={id}>
          {messages.link} <span className="muted small">{messages.linkOnce}</span>
        </label>
        <input id={id} readOnly value={link} onFocus={(focus) => focus.target.select()} />
      </div>
      {canCopy && (
        <Button type="button" look="quiet" onClick={() => void copy()}>
          {copied === link ? messages.copied : messages.copy}
        </Button>
      )}
    </div>
  );
}
