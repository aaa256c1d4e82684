import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getMessages } from "@/app/_components/get-messages";
import { orNotFound } from "@/app/_components/or-not-found";
import { type MembersShown, pathWith, paths, securityPath } from "@/app/_components/paths";
import { decoded, parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { titleOf } from "@/app/_components/workspace-title";
import { getUser } from "@/lib/auth";
import { readHandOvers } from "@/lib/billing/hand-over/view";
import { readFreedSeats } from "@/lib/billing/seats/freed";
import { readSeatLimit } from "@/lib/billing/seats/limit";
import { listSeatPrices } from "@/lib/billing/seats/price";
import { listPlans } from "@/lib/billing/workspaces/plans";
import { normalizeUuid } from "@/lib/uuid";
import { asShown } from "@/lib/text";
import { listInvitations } from "@/lib/workspaces/invitations";
import { countMembers } from "@/lib/workspaces/headcount";
import { findMember, listMembers, searchMembers, whoIsBeside } from "@/lib/workspaces/member-list";
import { mayManage, requireMembership } from "@/lib/workspaces/members";
import { SavedNotice } from "../saved-notice";
import styles from "../workspaces.module.css";
import { Consent } from "./consent";
import { DeleteWorkspace } from "./delete-workspace";
import { Invitations } from "./invitations";
import { LeaveWorkspace } from "./leave-workspace";
import { Members } from "./members";
import { NameForm } from "./name-form";
import { Seats } from "./seats";
import { TransferNote } from "./transfer-note";

type Props = { params: Promise<{ id: string }>; searchParams: SearchParams };

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return titleOf((await getMessages()).t("workspaces.settings"), decoded((await params).id));
}

/** The members of a workspace, their roles, and what the viewer may change. */
export default orNotFound(async function WorkspacePage({ params, searchParams }: Props) {
  const named = normalizeUuid(decoded((await params).id));
  const user = await getUser();
  if (!user) redirect(pathWith(paths.login, { workspace: named }));
  const workspace = await requireMembership(user.id, named);
  const { id } = workspace;
  const manages = mayManage(workspace.role);
  const shown = await shownMembers(searchParams);
  const { q, after, member } = shown;
  const [page, managed, beside, plans, invitations, prices, handOvers] = await Promise.all([
    q ? searchMembers(id, q) : listMembers(id, after),
    manages && member ? findMember(id, member) : null,
    whoIsBeside(id, user.id),
    listPlans(id),
    manages ? listInvitations(id) : [],
    manages ? listSeatPrices(id, user.id) : [],
    readHandOvers(user.id, id, false),
  ]);
  // What an add-on has a number of is nobody's seat.
  const seats = prices.filter(({ kind }) => kind !== "units");
  const freed = seats.length > 0 ? await readFreedSeats(id, user.id) : [];
  const owns = workspace.role === "owner";
  const isLastOwner = owns && !beside.isOwned;
  const messages = await getMessages();
  const said = messages.sentences.workspaces;
  const shared = { workspace, user, plans, freed, messages };
  return (
    <>
      <SiteHeader workspace={workspace} />
      <main id="main" className={`wrap page sections ${styles.page}`}>
        <div className="stack">
          <p className={`small ${styles.links}`}>
            <a href={paths.workspaces}>{said.all}</a>
            {owns && <a href={securityPath(id)}>{messages.sentences.securityLog.title}</a>}
          </p>
          <h1>{workspace.name}</h1>
          <SavedNotice done={await parameter(searchParams, "done")} messages={said} />
        </div>
        <Members {...shared} page={page} shown={shown} managed={managed} />
        {seats.length > 0 && (
          <Seats
            workspaceId={id}
            prices={seats}
            members={await countMembers(id)}
            limit={await readSeatLimit(id)}
            messages={messages}
          />
        )}
        {manages && <Invitations workspaceId={id} invitations={invitations} messages={messages} />}
        <Consent views={handOvers} userId={user.id} workspaceId={id} messages={messages} />
        {manages && <NameForm workspace={workspace} messages={said} />}
        <section aria-labelledby="danger">
          <h2 id="danger">{said.danger}</h2>
          <div className={styles.danger}>
            {owns && beside.isShared && <TransferNote messages={said} />}
            <LeaveWorkspace {...shared} isLastOwner={isLastOwner} />
            {owns && <DeleteWorkspace {...shared} />}
          </div>
        </section>
      </main>
    </>
  );
});

/** Which of the members the address asks for. A search shows the first ones found, so it has no further pages. */
async function shownMembers(searchParams: SearchParams): Promise<MembersShown> {
  const q = asShown((await parameter(searchParams, "q")) ?? "").slice(0, 100);
  const member = await parameter(searchParams, "member");
  return q
    ? { q, member }
    : { after: normalizeUuid((await parameter(searchParams, "after")) ?? "") || undefined, member };
}
