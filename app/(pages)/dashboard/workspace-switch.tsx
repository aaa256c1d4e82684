import { pathWith, paths, settingsPath } from "@/app/_components/paths";
import type { Sentences } from "@/lib/messages";
import styles from "./dashboard.module.css";

type Props = { workspaces: { id: string; name: string }[]; current: string; messages: Sentences["dashboard"] };

/** The workspaces of this person, where there are several, and the way to their members and settings. */
export function WorkspaceSwitch({ workspaces, current, messages }: Props) {
  return (
    <nav aria-label={messages.workspaces} className={`small ${styles.workspaces}`}>
      {workspaces.length > 1 &&
        workspaces.map(({ id, name }) => (
          <a
            key={id}
            href={pathWith(paths.dashboard, { workspace: id })}
            aria-current={id === current ? "page" : undefined}
          >
            {name}
          </a>
        ))}
      <a href={settingsPath(current)}>{messages.settings}</a>
      <a href={paths.workspaces}>{messages.allWorkspaces}</a>
    </nav>
  );
}
