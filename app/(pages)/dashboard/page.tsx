import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getWords } from "@/app/_components/get-words";
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
import { WorkspaceSwitch } from "./workspace-switch";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getWords()).t("dashboard.title") };
}

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
  const words = await getWords();
  const said = words.sentences.dashboard;

  return (
    <>
      <SiteHeader>
        <SignOut>{said.signOut}</SignOut>
      </SiteHeader>
      <main id="main" className={`wrap page ${styles.page}`}>
        <WatchReturn
          asked={Boolean(asked)}
          others={workspaces.map(({ id }) => id).filter((id) => id !== workspace.id)}
        >
          {said.watching}
        </WatchReturn>
        <div className={styles.heading}>
          <h1>{workspace.name}</h1>
          <WorkspaceSwitch workspaces={workspaces} current={workspace.id} words={said} />
        </div>
        {subscriptions.length === 0 ? (
          <NoPlan workspaceId={workspace.id} mayBuy={mayBill(workspace.role)} words={said} />
        ) : (
          <PlanSummary dashboard={dashboard} words={words} />
        )}
        {subscriptions.length > 0 && <Features ids={dashboard.features} words={words} />}
        {invoices && subscriptions.length > 0 && <Invoices invoices={invoices} words={words} />}
      </main>
    </>
  );
}
