import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { codeOf } from "@/app/_components/product-error";
import { pathWith, paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { getDashboard } from "@/lib/billing/dashboard";
import { listWorkspaces, mayBill } from "@/lib/workspaces/members";
import { Features } from "./features";
import { Invoices } from "./invoices";
import { NoPlan } from "./no-plan";
import styles from "./dashboard.module.css";
import { PlanSummary } from "./plan-summary";
import { SignOut } from "./sign-out";
import { WatchReturn } from "./watch-return";
import { words } from "./words";
import { WorkspaceSwitch } from "./workspace-switch";

export const metadata: Metadata = { title: words.title };

export default async function DashboardPage({ searchParams }: { searchParams: SearchParams }) {
  const asked = await parameter(searchParams, "workspace");
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: asked }));
  const workspaces = await listWorkspaces(user.id);
  const workspaceId = asked ?? workspaces[0]?.id;
  // Who left or deleted them all makes a new one there, or finds what they still pay for.
  if (!workspaceId) redirect(paths.workspaces);
  const dashboard = await getDashboard(user, workspaceId).catch((error: unknown) => {
    if (codeOf(error) === "workspace_not_found") notFound();
    throw error;
  });
  const { workspace, subscriptions, invoices } = dashboard;

  return (
    <>
      <SiteHeader>
        <SignOut />
      </SiteHeader>
      <main id="main" className={`wrap page ${styles.page}`}>
        <WatchReturn
          asked={Boolean(asked)}
          others={workspaces.map(({ id }) => id).filter((id) => id !== workspace.id)}
        />
        <div className={styles.heading}>
          <h1>{workspace.name}</h1>
          <WorkspaceSwitch workspaces={workspaces} current={workspace.id} />
        </div>
        {subscriptions.length === 0 ? (
          <NoPlan workspaceId={workspace.id} mayBuy={mayBill(workspace.role)} />
        ) : (
          <PlanSummary dashboard={dashboard} />
        )}
        {subscriptions.length > 0 && <Features ids={dashboard.features} />}
        {invoices && subscriptions.length > 0 && <Invoices invoices={invoices} />}
      </main>
    </>
  );
}
