"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { WorkspaceMenu as Menu } from "@/lib/billing/workspaces/menu";
import { fill } from "@/lib/messages/fill";
import { pathWith, paths } from "../paths";
import { askJson } from "../post-json";
import styles from "./header.module.css";
import type { HeaderMessages } from "./header-messages";

const MENU = "/api/workspaces/menu/";
/** As many as lib/billing/workspaces/menu.ts reads. With more there is a search. */
const LISTED = 7;

/** A workspace as far as a page knows it: its plans are read once the menu is opened. */
export type MenuWorkspace = { id: string; name: string; role?: Menu["workspaces"][number]["role"]; plans?: string[] };

type Props = {
  workspace: { id: string; name: string } | null;
  known?: MenuWorkspace[];
  said: HeaderMessages;
};

/** The first of them, and the present one. */
const listed = (all: MenuWorkspace[], present: MenuWorkspace | null): MenuWorkspace[] => {
  const first = all.slice(0, LISTED);
  return !present || first.some(({ id }) => id === present.id) ? first : [...first, present];
};

/**
 * The present workspace's name, and a menu of the person's workspaces. The browser opens and closes it, so it works
 * without JavaScript; then it has what the page itself knows.
 */
export function WorkspaceMenu({ workspace, known = [], said }: Props) {
  const [read, setRead] = useState<Menu | null>(null);
  const isReading = useRef(false);
  const menu = useRef<HTMLDivElement>(null);
  const presentId = workspace?.id;

  const load = useCallback(async () => {
    if (isReading.current) return;
    isReading.current = true;
    const answer = await askJson<Menu>(pathWith(MENU, { workspace_id: presentId }));
    if (answer.ok) setRead(answer.data);
    else isReading.current = false;
  }, [presentId]);

  useEffect(() => {
    // Opened before the page's script had come.
    const { current } = menu;
    if (current && "popover" in current && current.matches(":popover-open")) void load();
  }, [load]);

  const shown = read?.workspaces ?? listed(known, workspace);
  const hasMore = read ? read.hasMore : known.length > LISTED;
  return (
    <>
      <button
        type="button"
        popoverTarget="workspace-menu"
        className={styles.present}
        aria-label={workspace ? fill(said.switchFrom, { name: workspace.name }) : undefined}
        onPointerEnter={load}
      >
        <span>{workspace?.name ?? said.workspaces}</span>
      </button>
      <div
        ref={menu}
        id="workspace-menu"
        popover="auto"
        className={`${styles.menu} ${styles.workspaces}`}
        onBeforeToggle={({ newState }) => {
          if (newState === "open") void load();
        }}
      >
        {hasMore && (
          <form role="search" action={paths.workspaces} className={styles.search}>
            <input
              type="search"
              name="q"
              aria-label={said.find}
              placeholder={said.find}
              maxLength={100}
              autoComplete="off"
            />
          </form>
        )}
        <ul aria-label={said.workspaces}>
          {shown.map(({ id, name, role, plans }) => (
            <li key={id}>
              <a
                href={pathWith(paths.dashboard, { workspace: id })}
                title={name}
                aria-current={id === presentId ? "true" : undefined}
              >
                <span className={styles.name}>{name}</span>
                {/* Its room is kept until it is read. */}
                <span className={styles.about}>
                  {[plans && (plans.join(", ") || said.noPlan), role && said.roles[role]].filter(Boolean).join(" · ")}
                </span>
              </a>
            </li>
          ))}
        </ul>
        <a href={paths.workspaces}>{said.allWorkspaces}</a>
      </div>
    </>
  );
}
