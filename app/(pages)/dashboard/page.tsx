import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getMessages } from "@/app/_components/get-messages";
import { codeOf } from "@/app/_components/product-error";
import { orNotFound } from "@/app/_components/or-not-found";
import { pathWith, paths, settingsPath } from "@/app/_components/paths";
import { idParameter, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getClaim } from "@/lib/auth";
import { catalog } from "@/billing/catalog";
import { getFromPrice } from "@/lib/billing/catalog/from-price";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { doneIn } from "@/lib/billing/dashboard/news";
import { viewsOf } from "@/lib/billing/hand-over/view";
import { shownOffers } from "@/lib/billing/offers/shown";
import { readChanges, withPlanned } from "@/lib/billing/schedules/read";
import { getEntitlements } from "@/lib/entitlements";
import { mayBill } from "@/lib/workspaces/members";
import { AddressNotice } from "./address-notice";
import { DoneNotice, undoableIn } from "./done-notice";
import { Features } from "./features";
import { HandOvers } from "./hand-overs";
import { Invoices } from "./invoices";
import { InvoicesFile } from "./invoices-file";
import { NoPlan } from "./no-plan";
import styles from "./dashboard.module.css";
import { offeredInstead } from "./offered-instead";
import { OpenCheckout } from "./open-checkout";
import { Offers } from "./offers";
import { PlanSummary } from "./plan-summary";
import { WatchReturn } from "./watch-return";

/** Read once per request, for the title and for the page. */
const readDashboard = cache(getDashboard);

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  const title = (await getMessages()).t("dashboard.title");
  const claim = await getClaim();
  // The page says what is wrong.
  const asked = claim && readDashboard(claim, await idParameter(searchParams, "workspace")).catch(() => null);
  const dashboard = await asked;
  return { title: dashboard ? `${title} · ${dashboard.workspace.name}` : title };
}

export default orNotFound(async function DashboardPage({ searchParams }: { searchParams: SearchParams }) {
  const asked = await idParameter(searchParams, "workspace");
  const signIn = pathWith(paths.login, { workspace: asked });
  const claim = await getClaim();
  if (!claim) redirect(signIn);
  const { userId } = claim;
  const dashboard = await readDashboard(claim, asked).catch((error: unknown) => {
    if (codeOf(error) === "unauthenticated") redirect(signIn);
    throw error;
  });
  // A user without a workspace creates one there, or finds what they still pay for.
  if (!dashboard) redirect(paths.workspaces);
  const { workspaces, hasMoreWorkspaces, workspace, subscriptions, invoices, hasMoreInvoices } = dashboard;
  const done = doneIn(await parameter(searchParams, "done"));
  const [messages, { features }, { planned, mayChange, handOvers: rows, hasOffers, news, checkout }] =
    await Promise.all([getMessages(), getEntitlements(workspace.id), readChanges(workspace.id, { userId, done })]);
  const bills = mayBill(workspace.role);
  const [handOvers, offers] = await Promise.all([
    viewsOf(rows, userId, bills),
    bills && hasOffers ? shownOffers(userId, workspace.id) : [],
  ]);
  const said = messages.sentences.dashboard;

  return (
    <>
      <SiteHeader person={dashboard.person} workspace={workspace} known={workspaces} />
      <main id="main" className={`wrap page ${styles.page}`}>
        <WatchReturn
          asked={Boolean(asked)}
          present={workspace.id}
          others={workspaces.map(({ id }) => id).filter((id) => id !== workspace.id)}
          hasMore={hasMoreWorkspaces}
          awaits={done !== null}
        >
          {said.watching}
        </WatchReturn>
        <div className={styles.heading}>
          <h1>{workspace.name}</h1>
          <a href={settingsPath(workspace.id)}>{said.settings}</a>
        </div>
        <AddressNotice state={dashboard.address} messages={messages.sentences.account.notice} />
        <DoneNotice {...{ done, news, dashboard, planned, messages }} access={features} />
        {bills && <OpenCheckout checkout={checkout} messages={messages} />}
        <Offers offers={offers} workspaceId={workspace.id} messages={messages} />
        {subscriptions.length === 0 ? (
          <NoPlan
            workspaceId={workspace.id}
            mayBuy={bills}
            hasOffer={offers.length > 0}
            from={await getFromPrice(catalog.currencies[0])}
            messages={messages}
          />
        ) : (
          <PlanSummary
            dashboard={{ ...dashboard, subscriptions: subscriptions.map((one) => withPlanned(one, planned)) }}
            planned={planned}
            undoable={undoableIn({ done, news, dashboard })}
            mayChange={mayChange}
            access={features}
            messages={messages}
          />
        )}
        {dashboard.hasMoreSubscriptions && <p className="muted">{said.morePlans}</p>}
        <HandOvers
          views={handOvers}
          userId={userId}
          workspaceId={workspace.id}
          offered={handOvers.some(({ mayTake, isSold }) => mayTake && !isSold) ? await offeredInstead(messages) : []}
          messages={messages}
        />
        {(subscriptions.length > 0 || features.length > 0) && <Features access={features} messages={messages} />}
        {invoices && (subscriptions.length > 0 || invoices.length > 0) && (
          <Invoices
            invoices={invoices}
            hasMore={hasMoreInvoices}
            comes={subscriptions.find(({ nextPayment }) => nextPayment)?.nextPayment?.at ?? null}
            youPay={subscriptions.some(({ isYours }) => isYours)}
            messages={messages}
          >
            <InvoicesFile workspaceId={workspace.id}>{said.exportInvoices}</InvoicesFile>
          </Invoices>
        )}
      </main>
    </>
  );
});
