import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActionForm } from "@/app/_components/action-form";
import { dayOf } from "@/app/_components/day-of";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { listMyWorkspaces, searchMyWorkspaces } from "@/lib/billing/workspaces/plans";
import { asShown } from "@/lib/text";
import { findLastRemoval } from "@/lib/workspaces/removed";
import { create } from "./actions";
import { FindWorkspace } from "./find-workspace";
import { SavedNotice } from "./saved-notice";
import { WorkspaceCard } from "./workspace-card";
import styles from "./workspaces.module.css";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("workspaces.title") };
}

/** More than these are searched through. */
const MANY = 7;

/** All workspaces of a user. Users without a workspace are redirected here. */
export default async function WorkspacesPage({ searchParams }: { searchParams: SearchParams }) {
  const user = await getUser();
  if (!user) redirect(paths.login);
  const after = await idParameter(searchParams, "after");
  const typed = asShown((await parameter(searchParams, "q")) ?? "").slice(0, 100);
  const { workspaces, next, hasMore } = typed
    ? { next: null, ...(await searchMyWorkspaces(user.id, typed)) }
    : { hasMore: false, ...(await listMyWorkspaces(user.id, after)) };
  const isMember = typed !== "" || workspaces.some(({ role }) => role !== null);
  const isLong = typed !== "" || workspaces.length > MANY || Boolean(after ?? next);
  const removal = isMember ? null : await findLastRemoval(user.id);
  const messages = await getMessages();
  const said = messages.sentences.workspaces;
  return (
    <>
      <SiteHeader workspace={await idParameter(searchParams, "workspace")} />
      <main id="main" className={`wrap page sections ${styles.page}`}>
        <div className="stack">
          <h1>{said.title}</h1>
          {removal && (
            <div className="notice">
              <p>
                <strong>{messages.t("workspaces.wasRemoved", { name: removal.name })}</strong>
              </p>
              <p>{messages.t.rich("workspaces.wasRemovedWhat", { date: dayOf(removal.at) })}</p>
            </div>
          )}
          <p className="muted">{isMember ? said.lead : said.none}</p>
          <SavedNotice done={await parameter(searchParams, "done")} messages={said} />
        </div>
        {isLong && <FindWorkspace typed={typed} found={workspaces.length} hasMore={hasMore} messages={messages} />}
        {workspaces.length > 0 && (
          <ul className={styles.cards}>
            {workspaces.map((workspace) => (
              <WorkspaceCard key={workspace.id} workspace={workspace} messages={messages} />
            ))}
          </ul>
        )}
        {(after ?? next) && (
          <nav aria-label={said.workspacePages} className={styles.links}>
            {after && <a href={paths.workspaces}>{said.firstWorkspaces}</a>}
            {next && <a href={pathWith(paths.workspaces, { after: next })}>{said.nextWorkspaces}</a>}
          </nav>
        )}
        <section aria-labelledby="create">
          <h2 id="create">{said.create}</h2>
          <ActionForm
            action={create}
            once={randomUUID()}
            fields={[
              { kind: "text", name: "name", label: said.name, hint: said.nameHint, required: true, maxLength: 100 },
            ]}
            button={said.createButton}
            quiet={isMember}
          />
        </section>
      </main>
    </>
  );
}
