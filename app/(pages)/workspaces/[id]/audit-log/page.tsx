import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FeatureGate } from "@/app/_components/feature-gate";
import { getMessages } from "@/app/_components/get-messages";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths, securityPath } from "@/app/_components/paths";
import { decoded } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { normalizeUuid } from "@/lib/uuid";
import { requireOwnership } from "@/lib/workspaces/members";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getMessages()).t("securityLog.file.title") };
}

/**
 * An example of a gated page: the workspace's log as a file, for its owners. It and app/api/workspaces/audit-log are all
 * that asks for the feature `audit`. Remove both with it; the link to this page is shown while there is the feature.
 */
export default orNotFound(async function AuditLogPage({ params }: Props) {
  const named = normalizeUuid(decoded((await params).id));
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: named }));
  const workspace = await requireOwnership(user.id, named);
  const { id, name } = workspace;
  const messages = await getMessages();
  const said = messages.sentences.securityLog;
  return (
    <>
      <SiteHeader person={user} workspace={{ id, name }} />
      <main id="main" className="wrap page">
        <div className="narrow stack">
          <p className="small">
            <a href={securityPath(id)}>{said.title}</a>
          </p>
          <h1>{messages.t("securityLog.file.of", { name })}</h1>
          <p className="muted">{said.file.lead}</p>
          <FeatureGate workspaceId={id} feature="audit">
            <a className="button" href={pathWith("/api/workspaces/audit-log/", { workspace_id: id })} download>
              {said.file.download}
            </a>
          </FeatureGate>
        </div>
      </main>
    </>
  );
});
