import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { LogLines, LogPages } from "@/app/_components/log-lines";
import { orNotFound } from "@/app/_components/or-not-found";
import { auditLogPath, paths, securityPath, settingsPath } from "@/app/_components/paths";
import { decoded, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { features } from "@/billing/features";
import { getUser } from "@/lib/auth";
import { env } from "@/lib/env";
import { own } from "@/lib/own";
import { listWorkspaceLog, LOG_PAGE } from "@/lib/security-log/read";
import { normalizeUuid } from "@/lib/uuid";
import { requireOwnership } from "@/lib/workspaces/members";

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams };

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return titleOf((await getMessages()).t("securityLog.title"), decoded((await params).id), { isForOwners: true });
}

/** The security log of a workspace, for its owners. To all others the page isn't there. */
export default orNotFound(async function WorkspaceSecurityPage({ params, searchParams }: Props) {
  const named = normalizeUuid(decoded((await params).id));
  const user = await getUser();
  if (!user) redirect(paths.login);
  const workspace = await requireOwnership(user.id, named);
  const { id } = workspace;
  const after = await parameter(searchParams, "after");
  const { lines, next } = await listWorkspaceLog(user.id, workspace.id, LOG_PAGE, after);
  const messages = await getMessages();
  const said = messages.sentences.securityLog;
  return (
    <>
      <SiteHeader workspace={workspace} />
      <main id="main" className="wrap page sections">
        <div className="stack">
          <p className="small row">
            <a href={settingsPath(id)}>{messages.sentences.workspaces.settings}</a>
            <a href={paths.workspaces}>{said.toWorkspaces}</a>
          </p>
          <h1>{messages.t("securityLog.linkOf", { name: workspace.name })}</h1>
          <p className="muted">
            {messages.t("securityLog.workspaceLead", { days: messages.days(env().SECURITY_LOG_DAYS) })}
          </p>
          {own<object>(features, "audit") && (
            <p>
              <a href={auditLogPath(id)}>{said.file.download}</a>
            </p>
          )}
        </div>
        <LogLines lines={lines} workspace={workspace} messages={messages} />
        <LogPages path={securityPath(id)} after={after} next={next} messages={messages} />
      </main>
    </>
  );
});
