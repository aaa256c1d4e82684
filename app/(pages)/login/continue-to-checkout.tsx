"use client";

import { useState } from "react";
import styles from "@/app/_components/field.module.css";
import { LeaveButton } from "@/app/_components/leave-button";
import { paths } from "@/app/_components/paths";
import type { Sentences } from "@/lib/words";

/** For who is signed in: nothing is bought by following a link, only by this button. */
export function ContinueToCheckout({
  priceId,
  workspaces,
  words,
}: {
  priceId: string;
  workspaces: { id: string; name: string }[];
  words: Sentences["login"]["form"];
}) {
  const [workspaceId, setWorkspaceId] = useState(workspaces[0]?.id);
  if (!workspaceId) {
    return (
      <p>
        {words.nobodyToBuyFor} <a href={paths.workspaces}>{words.toWorkspaces}</a>
      </p>
    );
  }
  return (
    <div className="stack">
      {workspaces.length > 1 && (
        <label className={styles.field}>
          {words.workspace}
          <select value={workspaceId} onChange={(change) => setWorkspaceId(change.target.value)}>
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <LeaveButton to="checkout" body={{ price_id: priceId, workspace_id: workspaceId }}>
        {words.toCheckout}
      </LeaveButton>
    </div>
  );
}
