import { pathWith, paths } from "@/app/_components/paths";
import styles from "./dashboard.module.css";

type Props = { workspaces: { id: string; name: string }[]; current: string; label: string };

/** The other workspaces of this person; nothing for who has one only. */
export function WorkspaceSwitch({ workspaces, current, label }: Props) {
  if (workspaces.length < 2) return null;
  return (
    <nav aria-label={label} className={`small ${styles.workspaces}`}>
      {workspaces.map(({ id, name }) => (
        <a
          key={id}
          href={pathWith(paths.dashboard, { workspace: id })}
          aria-current={id === current ? "page" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
