import { settingsPath } from "@/app/_components/paths";
import type { Sentences } from "@/lib/messages";
import styles from "../workspaces.module.css";

type Props = { workspaceId: string; typed: string | undefined; messages: Sentences["workspaces"] };

/** Where a workspace has more members than a page shows. */
export function FindMember({ workspaceId, typed, messages }: Props) {
  return (
    <form role="search" action={`${settingsPath(workspaceId)}#members`} className={styles.search}>
      <label htmlFor="q">
        {messages.findMember} <span className="muted small">{messages.findHint}</span>
      </label>
      <input id="q" name="q" type="search" defaultValue={typed} maxLength={100} autoComplete="off" />
      <button className="button quiet">{messages.find}</button>
      {typed && <a href={`${settingsPath(workspaceId)}#members`}>{messages.allMembers}</a>}
    </form>
  );
}
