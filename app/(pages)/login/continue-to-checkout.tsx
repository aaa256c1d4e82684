"use client";

import styles from "@/app/_components/field.module.css";
import { StripeButton } from "@/app/_components/stripe-button";
import { paths } from "@/app/_components/paths";
import type { Refusal } from "@/app/_components/post-json";
import type { Sentences } from "@/lib/messages";
import { meant, type Workspace } from "./meant";
import type { Wanted } from "./wanted";

/** For signed-in visitors. Following a link buys nothing; this button does. */
export function ContinueToCheckout({
  wanted,
  chosenFor,
  workspaces,
  refused,
  messages,
}: {
  wanted: Wanted;
  chosenFor: string | undefined;
  workspaces: Workspace[];
  /** Why they did not come there when they signed in. */
  refused?: Refusal | null;
  messages: Sentences["login"]["form"];
}) {
  const [first] = workspaces;
  if (!first) {
    return (
      <p>
        {messages.nobodyToBuyFor} <a href={paths.workspaces}>{messages.toWorkspaces}</a>
      </p>
    );
  }
  const chosen = meant(workspaces, chosenFor);
  const choice = (workspaces.length > 1 || !chosen) && (
    <label className={styles.field}>
      {messages.workspace}
      <select name="workspace_id" defaultValue={(chosen ?? first).id}>
        {workspaces.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {!chosen && <p className="notice">{messages.notForThat}</p>}
      <StripeButton
        to="checkout"
        body={{ ...wanted, workspace_id: (chosen ?? first).id }}
        choice={choice}
        refused={refused}
      >
        {messages.toCheckout}
      </StripeButton>
    </>
  );
}
