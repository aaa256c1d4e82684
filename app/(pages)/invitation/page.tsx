import type { Metadata } from "next";
import { getMessages } from "@/app/_components/get-messages";
import { paths } from "@/app/_components/paths";
import { parameter, type SearchParams } from "@/app/_components/search-params";
import { SiteHeader } from "@/app/_components/site-header";
import { getUser } from "@/lib/auth";
import { findInvitation } from "@/lib/workspaces/accept";
import styles from "../login/login.module.css";
import { Invited } from "./invited";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getMessages();
  return { title: t("workspaces.invitation.title"), robots: { index: false } };
}

/** Shows who invites to what, only with a valid link. Opening it accepts nothing. */
export default async function InvitationPage({ searchParams }: { searchParams: SearchParams }) {
  const token = await parameter(searchParams, "token");
  const user = await getUser();
  const invitation = token ? await findInvitation(token, user?.id ?? null) : null;
  const messages = await getMessages();
  const said = messages.sentences.workspaces.invitation;
  return (
    <>
      <SiteHeader />
      <main id="main" className={`wrap page ${styles.page}`}>
        <div className="stack">
          {token && invitation ? (
            <Invited token={token} invitation={invitation} user={user} messages={messages} />
          ) : (
            <>
              <h1>{said.goneTitle}</h1>
              <p>{said.gone}</p>
              <a href={paths.dashboard}>{said.toDashboard}</a>
            </>
          )}
        </div>
      </main>
    </>
  );
}
