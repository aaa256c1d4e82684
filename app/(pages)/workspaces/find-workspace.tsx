import { paths } from "@/app/_components/paths";
import type { Messages } from "@/lib/messages";
import styles from "./workspaces.module.css";

type Props = { typed: string; found: number; hasMore: boolean; messages: Messages };

/** For who has many workspaces. */
export function FindWorkspace({ typed, found, hasMore, messages: { t, sentences } }: Props) {
  const said = sentences.site.workspaceSearch;
  return (
    <div className="stack">
      <form role="search" action={paths.workspaces} className={styles.search}>
        <label htmlFor="q">{sentences.site.header.find}</label>
        <input id="q" name="q" type="search" defaultValue={typed} maxLength={100} autoComplete="off" />
        <button className="button quiet">{sentences.workspaces.find}</button>
        {typed && <a href={paths.workspaces}>{sentences.dashboard.allWorkspaces}</a>}
      </form>
      {typed && (found === 0 || hasMore) && (
        <p role="status" className="muted">
          {found === 0 ? t("site.workspaceSearch.none", { typed }) : said.more}
        </p>
      )}
    </div>
  );
}
